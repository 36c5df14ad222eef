"""From a decision tree to a closure that makes the bindings of a match and says which arm to run."""

from collections.abc import Callable
from typing import Any, assert_never

from ori_compiler.canon.ir import (
    Bind,
    Compute,
    DecisionTree,
    Expr,
    Guard,
    Leaf,
    PayloadStep,
    Place,
    SwitchLiteral,
    SwitchVariant,
    TestRange,
    Unmatched,
)
from ori_compiler.eval.frame import Code, Frame
from ori_compiler.eval.panic import MalformedIrError
from ori_compiler.eval.value import Byte, Char
from ori_compiler.types.pool import BYTE, CHAR, Idx

_Choose = Callable[[Frame], int]


def compile_tree(tree: DecisionTree, code: Callable[[Expr], Code]) -> _Choose:
    """A closure that yields the index of the chosen arm; `code` compiles the guards."""
    match tree:
        case Leaf(bindings=bindings, arm=arm):
            return _leaf(_bindings(bindings), arm)
        case Guard(bindings=bindings, condition=condition, then=then, otherwise=otherwise):
            test = _guard(_bindings(bindings), code(condition))
            return _branch(test, compile_tree(then, code), compile_tree(otherwise, code))
        case SwitchVariant(place=place, cases=cases, default=default):
            variants = {variant: compile_tree(case, code) for variant, case in cases}
            return _switch(_variant(place), variants, _default(default, code))
        case SwitchLiteral(place=place, cases=cases, default=default):
            literals = {_literal(place.type, literal): compile_tree(case, code) for literal, case in cases}
            return _switch(_read(place), literals, _default(default, code))
        case TestRange(place=place, low=low, high=high, then=then, otherwise=otherwise):
            test = _in_range(_read(place), _literal(place.type, low), _literal(place.type, high))
            return _branch(test, compile_tree(then, code), compile_tree(otherwise, code))
        case Compute(local=local, value=value, then=then):
            return _compute(local, code(value), compile_tree(then, code))
        case Unmatched():
            return _unmatched
        case _:
            assert_never(tree)


def _compute(local: int, value: Code, then: _Choose) -> _Choose:
    def run(frame: Frame) -> int:
        frame[local] = value(frame)
        return then(frame)

    return run


def _literal(type_: Idx, literal: Any) -> Any:
    """A literal of the tree as a value of its type."""
    if type_ == BYTE:
        return Byte(literal)
    if type_ == CHAR:
        return Char(literal)
    return literal


def _default(tree: DecisionTree | None, code: Callable[[Expr], Code]) -> _Choose:
    return _unmatched if tree is None else compile_tree(tree, code)


def _unmatched(frame: Frame) -> int:
    raise MalformedIrError("no arm of a match takes the value")


def _read(place: Place) -> Code:
    """The value at a place."""
    local, steps = place.local, place.steps

    def run(frame: Frame) -> Any:
        value = frame[local]
        for step in steps:
            if isinstance(step, PayloadStep) and value.variant != step.variant:
                raise MalformedIrError(f"a payload of variant {step.variant} is read from variant {value.variant}")
            value = value.fields[step.index]
        return value

    return run


def _variant(place: Place) -> Code:
    read = _read(place)
    return lambda frame: read(frame).variant


def _bindings(bindings: tuple[Bind, ...]) -> Callable[[Frame], None]:
    reads = [(bind.local, _read(bind.place)) for bind in bindings]

    def run(frame: Frame) -> None:
        for local, read in reads:
            frame[local] = read(frame)

    return run


def _leaf(bind: Callable[[Frame], None], arm: int) -> _Choose:
    def run(frame: Frame) -> int:
        bind(frame)
        return arm

    return run


def _guard(bind: Callable[[Frame], None], condition: Code) -> Code:
    def run(frame: Frame) -> Any:
        bind(frame)
        return condition(frame)

    return run


def _in_range(read: Code, low: Any, high: Any) -> Code:
    return lambda frame: low <= read(frame) <= high


def _branch(test: Code, then: _Choose, otherwise: _Choose) -> _Choose:
    return lambda frame: then(frame) if test(frame) else otherwise(frame)


def _switch(subject: Code, cases: dict[Any, _Choose], default: _Choose) -> _Choose:
    def run(frame: Frame) -> int:
        return cases.get(subject(frame), default)(frame)

    return run
