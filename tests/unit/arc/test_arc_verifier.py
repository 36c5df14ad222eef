"""The verifier refuses what is broken: hand-made faults, and every single count of sound functions taken away."""

from collections.abc import Iterator

import msgspec
import pytest
from arc_building import CHAIN, DEFINITIONS, PERSON, F, G, compiled, ownership_of
from arc_random_functions import random_program

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    Block,
    BlockId,
    Branch,
    Call,
    CallIntrinsic,
    Checked,
    CheckedUnary,
    Construct,
    ConstructVariant,
    Destructure,
    FreeToken,
    Instruction,
    Jump,
    Literal,
    MakeBox,
    OpenBox,
    Ownership,
    Project,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    Reset,
    Return,
    Terminator,
    Unbox,
    Unreachable,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.stages import Lowered, Optimized
from ori_compiler.arc.verifier import problems, verified
from ori_compiler.canon.ir import BinaryOperator, Intrinsic
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.pool import BOOL, INT, STR, VOID

OWNED, BORROWED = Ownership.OWNED, Ownership.BORROWED
TEXT, NUMBER, TRUTH, UNIT, MAN = (Variable(idx) for idx in (STR, INT, BOOL, VOID, PERSON))
LIST, CELL, MEMORY = (Variable(CHAIN, kind) for kind in (VariableKind.VALUE, VariableKind.BOX, VariableKind.TOKEN))
CALLEES = {G: (OWNED,)}


def v(index: int) -> VarId:
    return VarId(index)


def b(index: int) -> BlockId:
    return BlockId(index)


def code(*instructions: Instruction, end: Terminator, parameters: tuple[VarId, ...] = ()) -> Block:
    return Block(parameters, instructions, end)


def arc(
    *blocks: Block, variables: list[Variable], takes: tuple[Ownership, ...] = (), result: Variable = NUMBER
) -> ArcFunction:
    """A function whose first variables are its parameters."""
    parameters = tuple(map(VarId, range(len(takes))))
    return ArcFunction(F, parameters, takes, result.type, tuple(variables), blocks, NO_SPAN)


def found(function: ArcFunction) -> str:
    return "; ".join(problems(Optimized(function, CALLEES), DEFINITIONS))


def number(target: int) -> Literal:
    return Literal(NO_SPAN, v(target), 1)


def up(variable: int) -> RcIncrement:
    return RcIncrement(NO_SPAN, v(variable))


def down(variable: int) -> RcDecrement:
    return RcDecrement(NO_SPAN, v(variable))


def say(target: int, what: int) -> CallIntrinsic:
    return CallIntrinsic(NO_SPAN, v(target), Intrinsic.PRINT, (v(what),))


def pass_on(target: int, what: int, *cleanup: int) -> Call:
    return Call(NO_SPAN, v(target), G, (v(what),), tuple(map(VarId, cleanup)))


def grow(target: int, what: int, *cleanup: int) -> Checked:
    return Checked(NO_SPAN, v(target), BinaryOperator.INT_ADD, v(what), v(what), tuple(map(VarId, cleanup)))


BACK = Return(v(0))
SOUND = {
    "owned and returned": arc(code(end=BACK), variables=[TEXT], takes=(OWNED,), result=TEXT),
    "borrowed, incremented, returned": arc(code(up(0), end=BACK), variables=[TEXT], takes=(BORROWED,), result=TEXT),
    "owned and released": arc(code(down(0), number(1), end=Return(v(1))), variables=[TEXT, NUMBER], takes=(OWNED,)),
    "passed on": arc(code(pass_on(1, 0), end=Return(v(1))), variables=[TEXT, NUMBER], takes=(OWNED,)),
    "cleaned up": arc(
        code(number(1), grow(2, 1, 0), down(0), end=Return(v(2))), variables=[TEXT, NUMBER, NUMBER], takes=(OWNED,)
    ),
    "literal incremented to be stored": arc(
        code(Literal(NO_SPAN, v(0), "a"), up(0), end=BACK), variables=[TEXT], result=TEXT
    ),
    "whole ends, part lives": arc(
        code(Project(NO_SPAN, v(1), v(0), 0), Destructure(NO_SPAN, v(0), (v(1),)), end=Return(v(1))),
        variables=[MAN, TEXT],
        takes=(OWNED,),
        result=TEXT,
    ),
    "cell used again": arc(
        code(
            ProjectPayload(NO_SPAN, v(1), v(0), 1, 1),
            Destructure(NO_SPAN, v(0), (v(1),)),
            OpenBox(NO_SPAN, v(2), v(1)),
            Unbox(NO_SPAN, v(1), v(2), v(3)),
            MakeBox(NO_SPAN, v(4), v(2), v(3)),
            number(5),
            ConstructVariant(NO_SPAN, v(6), 1, (v(5), v(4))),
            end=Return(v(6)),
        ),
        variables=[LIST, CELL, LIST, MEMORY, CELL, NUMBER, LIST],
        takes=(OWNED,),
        result=LIST,
    ),
    "a borrowed block parameter": arc(
        code(end=Jump(b(1), (v(0),))),
        code(say(2, 1), number(3), end=Return(v(3)), parameters=(v(1),)),
        variables=[TEXT, Variable(STR, is_borrowed=True), UNIT, NUMBER],
        takes=(BORROWED,),
    ),
}

BROKEN = {
    "returned without owning": (
        arc(code(end=BACK), variables=[TEXT], takes=(BORROWED,), result=TEXT),
        "consumed, but the frame does not own it",
    ),
    "never released": (
        arc(code(number(1), end=Return(v(1))), variables=[TEXT, NUMBER], takes=(OWNED,)),
        "%0 is never released",
    ),
    "released twice": (
        arc(code(down(0), down(0), number(1), end=Return(v(1))), variables=[TEXT, NUMBER], takes=(OWNED,)),
        "used after its last owner is gone",
    ),
    "used after its release": (
        arc(code(down(0), say(1, 0), number(2), end=Return(v(2))), variables=[TEXT, UNIT, NUMBER], takes=(OWNED,)),
        "%0 is used after its last owner is gone",
    ),
    "a part used after its whole is gone": (
        arc(
            code(Project(NO_SPAN, v(1), v(0), 0), down(0), say(2, 1), number(3), end=Return(v(3))),
            variables=[MAN, TEXT, UNIT, NUMBER],
            takes=(OWNED,),
        ),
        "%1 is used after its last owner is gone",
    ),
    "missing cleanup": (
        arc(code(number(1), grow(2, 1), down(0), end=Return(v(2))), variables=[TEXT, NUMBER, NUMBER], takes=(OWNED,)),
        "cleans up nothing, but %0 would be left",
    ),
    "cleanup of what the callee owns": (
        arc(code(pass_on(1, 0, 0), end=Return(v(1))), variables=[TEXT, NUMBER], takes=(OWNED,)),
        "cleans up %0, but nothing would be left",
    ),
    "cleanup where nothing panics": (
        arc(
            code(CallIntrinsic(NO_SPAN, v(1), Intrinsic.PRINT, (v(0),), (v(0),)), down(0), number(2), end=Return(v(2))),
            variables=[TEXT, UNIT, NUMBER],
            takes=(OWNED,),
        ),
        "cannot panic",
    ),
    "released on one path only": (
        arc(
            code(end=Branch(v(1), b(1), b(2))),
            code(down(0), end=Jump(b(3))),
            code(end=Jump(b(3))),
            code(number(2), end=Return(v(2))),
            variables=[TEXT, TRUTH, NUMBER],
            takes=(OWNED, OWNED),
        ),
        "b3 is entered with",
    ),
    "a loop that loses a reference each round": (
        arc(
            code(end=Jump(b(1))),
            code(down(0), end=Branch(v(1), b(2), b(3))),
            code(end=Jump(b(1))),
            code(number(2), end=Return(v(2))),
            variables=[TEXT, TRUTH, NUMBER],
            takes=(OWNED, OWNED),
        ),
        "b1 is entered with nothing owned here, but %0 elsewhere",
    ),
    "a scalar is counted": (
        arc(code(up(0), end=BACK), variables=[NUMBER], takes=(OWNED,)),
        "holds nothing to count",
    ),
    "a lent value passed as owned": (
        arc(
            code(end=Jump(b(1), (v(0),))),
            code(end=Return(v(1)), parameters=(v(1),)),
            variables=[TEXT, TEXT],
            takes=(BORROWED,),
            result=TEXT,
        ),
        "consumed, but the frame does not own it",
    ),
    "an owned value passed as lent": (
        arc(
            code(end=Jump(b(1), (v(0),))),
            code(down(0), number(2), end=Return(v(2)), parameters=(v(1),)),
            variables=[TEXT, Variable(STR, is_borrowed=True), NUMBER],
            takes=(OWNED,),
        ),
        "by nobody outside",
    ),
    "destructured without all parts": (
        arc(code(Destructure(NO_SPAN, v(0), ()), number(1), end=Return(v(1))), variables=[MAN, NUMBER], takes=(OWNED,)),
        "not all the counted fields",
    ),
    "destructured into a stranger": (
        arc(
            code(Destructure(NO_SPAN, v(0), (v(1),)), number(2), end=Return(v(2))),
            variables=[MAN, TEXT, NUMBER],
            takes=(OWNED, BORROWED),
        ),
        "not all the counted fields",
    ),
    "unboxed into something else": (
        arc(
            code(Unbox(NO_SPAN, v(0), v(1)), number(2), end=Return(v(2))),
            variables=[CELL, LIST, NUMBER],
            takes=(OWNED, BORROWED),
        ),
        "is not the content",
    ),
    "a token forgotten": (
        arc(
            code(Reset(NO_SPAN, v(1), v(0)), number(2), end=Return(v(2))),
            variables=[CELL, MEMORY, NUMBER],
            takes=(OWNED,),
        ),
        "%1 is never released",
    ),
    "a token freed twice": (
        arc(
            code(
                Reset(NO_SPAN, v(1), v(0)),
                FreeToken(NO_SPAN, v(1)),
                FreeToken(NO_SPAN, v(1)),
                number(2),
                end=Return(v(2)),
            ),
            variables=[CELL, MEMORY, NUMBER],
            takes=(OWNED,),
        ),
        "used after its last owner is gone",
    ),
    "defined twice": (arc(code(number(0), number(0), end=BACK), variables=[NUMBER]), "%0 is defined twice"),
    "used before its definition": (
        arc(code(grow(1, 0), number(0), end=Return(v(1))), variables=[NUMBER, NUMBER]),
        "Checked uses %0, which is not defined there",
    ),
    "defined on one path, used behind the join": (
        arc(
            code(end=Branch(v(0), b(1), b(2))),
            code(number(1), end=Jump(b(3))),
            code(end=Jump(b(3))),
            code(end=Return(v(1))),
            variables=[TRUTH, NUMBER],
            takes=(OWNED,),
        ),
        "the terminator uses %1, which is not defined there",
    ),
    "too few arguments": (
        arc(code(end=Jump(b(1))), code(end=Return(v(0)), parameters=(v(0),)), variables=[NUMBER]),
        "jumps to b1 with 0 arguments for 1 parameters",
    ),
    "a branch into a join": (
        arc(
            code(end=Branch(v(0), b(1), b(2))),
            code(end=Jump(b(2))),
            code(number(1), end=Return(v(1))),
            variables=[TRUTH, NUMBER],
            takes=(OWNED,),
        ),
        "branches to b2, which has other predecessors",
    ),
    "a jump into nothing": (arc(code(end=Jump(b(7))), variables=[]), "leads to b7, which does not exist"),
    "a loop through the entry": (arc(code(end=Jump(b(0))), variables=[]), "the entry block has a predecessor"),
    "a wrong result": (arc(code(number(0), end=BACK), variables=[NUMBER], result=TEXT), "do not fit"),
    "a wrong argument of a jump": (
        arc(
            code(number(0), end=Jump(b(1), (v(0),))),
            code(end=Return(v(0)), parameters=(v(1),)),
            variables=[NUMBER, TRUTH],
        ),
        "do not fit",
    ),
    "a branch on a number": (
        arc(
            code(number(0), end=Branch(v(0), b(1), b(2))),
            code(end=Unreachable()),
            code(end=Unreachable()),
            variables=[NUMBER],
        ),
        "do not fit",
    ),
    "operands of two types": (
        arc(
            code(Binary(NO_SPAN, v(2), BinaryOperator.EQUAL, v(0), v(1)), end=Return(v(0))),
            variables=[NUMBER, TRUTH, TRUTH],
            takes=(OWNED, OWNED),
        ),
        "do not fit",
    ),
    "a struct with a wrong field": (
        arc(
            code(Construct(NO_SPAN, v(2), (v(1), v(0))), end=Return(v(2))),
            variables=[TEXT, NUMBER, MAN],
            takes=(OWNED, OWNED),
            result=MAN,
        ),
        "do not fit",
    ),
    "a recursive payload without box": (
        arc(
            code(number(1), ConstructVariant(NO_SPAN, v(2), 1, (v(1), v(0))), end=Return(v(2))),
            variables=[LIST, NUMBER, LIST],
            takes=(OWNED,),
            result=LIST,
        ),
        "do not fit",
    ),
    "a variant that does not exist": (
        arc(code(ConstructVariant(NO_SPAN, v(0), 5, ()), end=BACK), variables=[LIST], result=LIST),
        "do not fit",
    ),
    "a box of something else": (
        arc(code(MakeBox(NO_SPAN, v(1), v(0)), end=Return(v(1))), variables=[TEXT, CELL], takes=(OWNED,), result=CELL),
        "do not fit",
    ),
}


@pytest.mark.parametrize("function", SOUND.values(), ids=SOUND)
def test_a_sound_function_has_no_problems(function: ArcFunction) -> None:
    assert found(function) == ""


@pytest.mark.parametrize(("function", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_function_is_refused(function: ArcFunction, problem: str) -> None:
    assert problem in found(function)


def test_counting_before_its_stage_is_refused() -> None:
    function = arc(code(up(0), end=BACK), variables=[TEXT], takes=(OWNED,), result=TEXT)
    assert problems(Lowered(function), DEFINITIONS) == ("b0: RcIncrement before counting is inserted",)


def test_a_broken_stage_stops_the_compiler() -> None:
    with pytest.raises(InternalError, match=r"Optimized form of test.ori:f is broken:\n  b0: Return"):
        verified(Optimized(BROKEN["never released"][0], CALLEES), DEFINITIONS)


def faults(function: ArcFunction) -> Iterator[ArcFunction]:
    """The function with one count, one transfer or one cleanup entry taken away or doubled."""
    for index, block in enumerate(function.blocks):
        for position, instruction in enumerate(block.instructions):
            before, after = block.instructions[:position], block.instructions[position + 1 :]
            match instruction:
                case RcIncrement() | RcDecrement() | FreeToken():
                    versions = [(), (instruction, instruction)]
                case Destructure():
                    versions = [()]
                case Unbox(token=None):
                    versions = [()]
                case Call() | Checked() | CheckedUnary() | CallIntrinsic() if instruction.cleanup:
                    versions = [(msgspec.structs.replace(instruction, cleanup=instruction.cleanup[1:]),)]
                case _:
                    continue
            for version in versions:
                changed = Block(block.parameters, (*before, *version, *after), block.terminator)
                blocks = (*function.blocks[:index], changed, *function.blocks[index + 1 :])
                yield msgspec.structs.replace(function, blocks=blocks)


@pytest.mark.parametrize("seed", range(8))
def test_no_count_of_a_sound_function_can_be_missed_or_doubled(seed: int) -> None:
    program = random_program(seed, 3)
    table = ownership_of(*program)
    tried = 0
    for function in compiled(*program).values():
        for broken in faults(function):
            tried += 1
            assert problems(Optimized(broken, table), DEFINITIONS)
    assert tried > 0
