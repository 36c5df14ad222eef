"""Targets whose conventions we have no rules for: values of up to two words as they are, larger ones by pointer.

Ori functions call each other correctly on such a target; a foreign function that takes a composite does not.
"""

from collections.abc import Sequence
from typing import Final

from ori_compiler.codegen.abi.function_abi import (
    Convention,
    Direct,
    FunctionAbi,
    Indirect,
    ParameterAbi,
    ParameterPassing,
    ParameterShape,
    Reference,
    ResultAbi,
    ResultPassing,
    Sret,
    ValueShape,
    Void,
)

LARGEST_DIRECT: Final = 16


class Default:
    """No target's rules in particular."""

    name = "default"
    replaces_frames = False

    def function_abi(
        self, parameters: Sequence[ParameterShape], result: ValueShape, convention: Convention = Convention.ORI
    ) -> FunctionAbi:
        """See `AbiStrategy.function_abi`."""
        passed = (ParameterAbi(each.value, _parameter(each)) for each in parameters)
        return FunctionAbi(tuple(passed), ResultAbi(result, _result(result)))


def _parameter(parameter: ParameterShape) -> ParameterPassing:
    shape = parameter.value
    if parameter.by_reference:
        return Reference(shape.alignment)
    if shape.size == 0:
        return Void()
    return Direct() if shape.size <= LARGEST_DIRECT else Indirect(shape.alignment)


def _result(shape: ValueShape) -> ResultPassing:
    if shape.size == 0:
        return Void()
    return Direct() if shape.size <= LARGEST_DIRECT else Sret(shape.alignment)
