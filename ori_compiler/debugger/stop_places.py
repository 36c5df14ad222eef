"""Where in a canonical function a program can stop: at statements, branches, bodies, and what begins a later line.

Canonical IR has more expressions than the source has places that mean something to people. So the syntax says which
parts of the source are statements; the program can stop before the outermost expression that stands for one of them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ir import CanonFunction, Expr, LocalId
from ori_compiler.debugger.captures import capture, has_captured
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.source.stack import reserve_stack
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.functions import DerivedFunction, LambdaFunction, Thunk

_NOTHING: Final = (ir.UnitConstant, ir.EndScope, ir.Loop, ir.Labelled, ir.Poison)
"""What does nothing that somebody could see, or begins with its first part."""

_TOO_SMALL: Final = (
    *_NOTHING,
    ir.IntConstant,
    ir.FloatConstant,
    ir.BoolConstant,
    ir.CharConstant,
    ir.StrConstant,
    ir.LocalRef,
    ir.FieldGet,
    ir.ObjectNew,
)
"""Operands at which nobody wants to stop, even on a line of their own."""


class StopPlace(msgspec.Struct, frozen=True):
    """An expression that a program can stop before, and the named locals that can be seen there, the newest last."""

    span: Span
    visible: tuple[LocalId, ...]


def statements_of(item: msgspec.Struct) -> frozenset[Span]:
    """What people take for statements in an item: also branches, bodies, and what a loop binds in each round."""
    parts = (part for node in nodes(item) for part in _statements(node))
    return frozenset(part.span for part in parts if not isinstance(part, ast.Block | ast.Lambda))


def _statements(node: msgspec.Struct) -> Iterator[ast.Syntax]:
    match node:
        case ast.Block(statements=statements, result=result):
            yield from statements
            if result is not None:
                yield result
        case ast.If(then=then, otherwise=otherwise):
            yield then
            if otherwise is not None:
                yield otherwise
        case ast.For(pattern=pattern, body=body):
            yield pattern
            yield body
        case ast.ForClause(pattern=pattern):
            yield pattern
        case ast.ConstantItem(value=value):
            yield value
        case _:
            inner: object = getattr(node, "body", None)
            if isinstance(inner, ast.Syntax):
                yield inner


def stop_places(
    function: CanonFunction, statements: frozenset[Span], line_of: Callable[[Span], int]
) -> dict[int, StopPlace]:
    """The places of a function by the `id` of their expressions; none in what the compiler wrote itself."""
    if isinstance(function.id, DerivedFunction | Thunk):
        return {}
    if isinstance(function.id, LambdaFunction) and function.id.is_adapter:
        return {}
    reserve_stack()
    finder = _Finder(function, statements, line_of)
    finder.find(function.body, None)
    return finder.places


class _Finder:
    """Walks a function; `_visible` are the named locals so far, with the statements that bind them."""

    def __init__(self, function: CanonFunction, statements: frozenset[Span], line_of: Callable[[Span], int]) -> None:
        self.places: dict[int, StopPlace] = {}
        self._statements = statements
        self._function = function
        self._line_of = line_of
        self._visible: list[tuple[LocalId, Span]] = []
        for index in range(1 if has_captured(function) else 0, function.parameter_count):
            self._bind(LocalId(index), NO_SPAN)

    def find(self, e: Expr, around: Span | None) -> None:
        """Looks at an expression; `around` is the place that it belongs to."""
        if self._is_place(e, around):
            self.places[id(e)] = StopPlace(e.span, tuple(local for local, _ in self._visible))
            around = e.span
        match e:
            case ir.Block(statements=statements, result=result):
                outside = len(self._visible)
                for each in (*statements, result):
                    self.find(each, around)
                # What a pattern binds is bound in a block of its own, which is the statement.
                self._visible[outside:] = [bound for bound in self._visible[outside:] if bound[1] == e.span]
            case ir.Let(local=local, value=value):
                self.find(value, around)
                self._bind(local, e.span)
            case ir.Match():
                self._match(e, around)
            case _:
                for part in _parts(e):
                    self.find(part, around)

    def _match(self, e: ir.Match, around: Span | None) -> None:
        self.find(e.scrutinee, around)
        bound: list[dict[LocalId, None]] = [{} for _ in e.arms]
        self._tree(e.tree, around, (), bound)
        for arm, locals_ in zip(e.arms, bound, strict=True):
            outside = len(self._visible)
            for local in locals_:
                self._bind(local, arm.span)
            self.find(arm, around)
            del self._visible[outside:]

    def _tree(
        self,
        tree: ir.DecisionTree,
        around: Span | None,
        path: tuple[LocalId, ...],
        bound: Sequence[dict[LocalId, None]],
    ) -> None:
        """Looks at the guards of a tree; gathers for each arm what the ways to it bind."""
        match tree:
            case ir.Leaf(bindings=bindings, arm=arm):
                bound[arm].update(dict.fromkeys((*path, *(bind.local for bind in bindings))))
            case ir.Guard(bindings=bindings, condition=condition, then=then, otherwise=otherwise):
                longer = (*path, *(bind.local for bind in bindings))
                outside = len(self._visible)
                for local in longer:
                    self._bind(local, condition.span)
                self.find(condition, around)
                del self._visible[outside:]
                self._tree(then, around, longer, bound)
                self._tree(otherwise, around, path, bound)
            case ir.SwitchVariant(cases=cases, default=default) | ir.SwitchLiteral(cases=cases, default=default):
                for _, case in cases:
                    self._tree(case, around, path, bound)
                if default is not None:
                    self._tree(default, around, path, bound)
            case ir.TestRange(then=then, otherwise=otherwise):
                self._tree(then, around, path, bound)
                self._tree(otherwise, around, path, bound)
            case ir.Compute(value=value, then=then):
                self.find(value, around)
                self._tree(then, around, path, bound)
            case ir.Unmatched():
                pass

    def _bind(self, local: LocalId, span: Span) -> None:
        if self._function.locals[local].name:
            self._visible.append((local, span))

    def _is_place(self, e: Expr, around: Span | None) -> bool:
        if e.span == NO_SPAN or isinstance(e, _NOTHING):
            return False
        # What is captured comes before everything that is seen.
        if capture(self._function, e.statements[0] if isinstance(e, ir.Block) and e.statements else e) is not None:
            return False
        if e.span in self._statements:
            return around is None or e.span.start != around.start
        return around is not None and not isinstance(e, _TOO_SMALL) and self._line_of(e.span) != self._line_of(around)


def _parts(e: Expr) -> Iterator[Expr]:
    """The expressions directly below another one."""
    for name in e.__struct_fields__:
        part = getattr(e, name)
        for each in part if isinstance(part, tuple) else (part,):
            if isinstance(each, Expr):
                yield each
