"""The calling convention of a target, chosen once per compilation.

No other code asks which target it is: whoever has to know how a value travels asks the strategy.
"""

from collections.abc import Sequence
from typing import Protocol

from ori_compiler.codegen.abi.function_abi import Convention, FunctionAbi, ParameterShape, ValueShape


class AbiStrategy(Protocol):
    """The rules of one family of targets."""

    @property
    def name(self) -> str:
        """The family, for people."""
        ...

    @property
    def replaces_frames(self) -> bool:
        """Whether LLVM lets any two functions of `Convention.TAIL` replace each other's frames."""
        ...

    def function_abi(
        self, parameters: Sequence[ParameterShape], result: ValueShape, convention: Convention = Convention.ORI
    ) -> FunctionAbi:
        """How a call of a function with these parameters and this result looks."""
        ...


def strategy_for(triple: str) -> AbiStrategy:
    """The strategy for an LLVM target triple; a target without rules of its own gets the default ones."""
    from ori_compiler.codegen.abi.aarch64 import AArch64
    from ori_compiler.codegen.abi.default import Default
    from ori_compiler.codegen.abi.x86_64 import X8664

    architecture, _, rest = triple.partition("-")
    if architecture in ("x86_64", "amd64") and "windows" not in rest:
        return X8664()
    if architecture in ("aarch64", "arm64"):
        return AArch64()
    return Default()
