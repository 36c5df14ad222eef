"""Finds what is wrong with a function between passes: the passes themselves never fail.

`problems` gives all findings as text; `verified` passes a sound stage on and stops the compiler at a broken one.
"""

from typing import TypeVar

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import ArcFunction, Destructure, FreeToken, RcDecrement, RcIncrement, Reset, Unbox
from ori_compiler.arc.operands import cleanup
from ori_compiler.arc.stages import (
    BorrowAnnotated,
    Lowered,
    Optimized,
    RcInserted,
    ReuseDetected,
    ReuseExpanded,
)
from ori_compiler.arc.verify_ownership import ownership_problems
from ori_compiler.arc.verify_structure import structure_problems
from ori_compiler.types.definitions import TypeDefinitions

Stage = Lowered | BorrowAnnotated | RcInserted | ReuseDetected | ReuseExpanded | Optimized

AnyStage = TypeVar("AnyStage", Lowered, BorrowAnnotated, RcInserted, ReuseDetected, ReuseExpanded, Optimized)


def problems(stage: Stage, definitions: TypeDefinitions) -> tuple[str, ...]:
    """What breaks the rules that hold at this stage; ownership is looked at in sound structure only."""
    structure = structure_problems(stage.function, definitions)
    if structure:
        return structure
    match stage:
        case Lowered() | BorrowAnnotated():
            return _counting_problems(stage.function)
        case RcInserted() | ReuseDetected() | ReuseExpanded() | Optimized():
            return ownership_problems(stage.function, definitions, stage.callees)


def verified(stage: AnyStage, definitions: TypeDefinitions) -> AnyStage:
    """The stage itself. Raises `InternalError` that lists its problems if it has any."""
    found = problems(stage, definitions)
    if found:
        name = type(stage).__name__
        raise InternalError(f"{name} form of {stage.function.id} is broken:\n  " + "\n  ".join(found))
    return stage


def _counting_problems(function: ArcFunction) -> tuple[str, ...]:
    """Nothing may count before counting is inserted."""
    return tuple(
        f"b{index}: {type(instruction).__name__} before counting is inserted"
        for index, block in enumerate(function.blocks)
        for instruction in block.instructions
        if isinstance(instruction, RcIncrement | RcDecrement | Reset | FreeToken | Destructure | Unbox)
        or cleanup(instruction)
    )
