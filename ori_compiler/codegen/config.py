"""Everything that code generation of one program shares, as one immutable value."""

from collections.abc import Callable
from enum import IntEnum
from typing import Final

import msgspec

from ori_compiler.arc.classify import Classifier
from ori_compiler.codegen.abi.strategy import AbiStrategy, strategy_for
from ori_compiler.codegen.layout import Layouts
from ori_compiler.source.location import Origins
from ori_compiler.types.definitions import TypeDefinitions
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import Idx


class OptLevel(IntEnum):
    """How much effort is spent on the speed of the program."""

    NONE = 0
    LESS = 1
    DEFAULT = 2
    AGGRESSIVE = 3


class CodegenConfig(msgspec.Struct, frozen=True):
    """The context of code generation. Made by `codegen_config`, which fills in what follows from the rest.

    `checks`: compare operand types and dominance while building (tests and debug runs).
    `origins`: where each item's text begins, for the places in panic messages; an item that is not there has none.
    `main`: the function that a built program runs, as `ori_main`; none for a library or the JIT.
    `handler`: the function that hears of panics which nothing in `main` catches.
    `selects_entry`: the built program runs the entry whose number is selected when it is started (its tests).
    `capabilities`: a place for the providers that functions with `uses` clauses will be handed.
    """

    layouts: Layouts
    classifier: Classifier
    type_name: Callable[[Idx], str]
    triple: str
    abi: AbiStrategy
    origins: Origins
    module_name: str
    opt_level: OptLevel = OptLevel.NONE
    checks: bool = False
    main: FunctionId | None = None
    handler: FunctionId | None = None
    selects_entry: bool = False
    capabilities: None = None

    @property
    def definitions(self) -> TypeDefinitions:
        """The program's structs and sums."""
        return self.layouts.definitions


NO_ORIGINS: Final[Origins] = {}


def codegen_config(
    definitions: TypeDefinitions,
    type_name: Callable[[Idx], str],
    triple: str,
    *,
    origins: Origins = NO_ORIGINS,
    module_name: str = "ori",
    opt_level: OptLevel = OptLevel.NONE,
    checks: bool = False,
    main: FunctionId | None = None,
    handler: FunctionId | None = None,
    selects_entry: bool = False,
) -> CodegenConfig:
    """The context for one program and target; the ABI strategy is chosen here, once."""
    return CodegenConfig(
        Layouts(definitions),
        Classifier(definitions),
        type_name,
        triple,
        strategy_for(triple),
        origins,
        module_name,
        opt_level,
        checks,
        main,
        handler,
        selects_entry,
    )
