"""Mistakes as people make them in a program that is right: one change of the text, and what is to be said about it.

Only changes are here that are a mistake whatever stands around: a name that is nowhere declared, an argument that is
missing. So it is known what has to be said, where, and mostly that it has to be said once.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.source.location import ItemOrigin
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.pool import INT
from ori_compiler.types.typed_body import (
    ConstantReference,
    FieldReference,
    FunctionReference,
    LocalReference,
    TraitMethodReference,
    TypedBody,
)

UNKNOWN: Final = "qqq_nowhere"
UNKNOWN_TYPE: Final = "QqqNowhere"


class Change(msgspec.Struct, frozen=True):
    """`text` instead of what is at `at` in an item.

    A message about it has one of the `codes` and begins inside of `around`, if that is given. `may_be_right` if the
    change may happen to be no mistake, `is_one` if there is one message about it, and not one for each use.
    """

    kind: str
    at: Span
    text: str
    codes: str
    around: Span | None
    may_be_right: bool = False
    is_one: bool = True


class Source:
    """The text of an item by the spans in it."""

    def __init__(self, text: str, origin: ItemOrigin) -> None:
        self._text = text
        self._origin = origin

    def of(self, span: Span) -> str:
        """The text of a span."""
        place = self._origin.absolute(span)
        return self._text[place.start : place.end]

    def behind(self, span: Span) -> str:
        """The character behind a span; empty at the end."""
        end = self._origin.absolute(span).end
        return self._text[end : end + 1]


def changes(syntax: ast.Item, bodies: tuple[TypedBody, ...], source: Source) -> Iterator[Change]:
    """The mistakes that can be made in an item whose bodies are checked."""
    for node in nodes(syntax):
        yield from _in_form(node)
    for body in bodies:
        for node in nodes(body.body):
            yield from _in_body(body, node, source)


def _in_form(node: msgspec.Struct) -> Iterator[Change]:
    """What is a mistake by its form alone."""
    match node:
        case ast.NamedType(span=span) if span.end > span.start:
            yield Change("unknown type", span, UNKNOWN_TYPE, "E2002 E2056", span)
        case ast.If(condition=condition, then=then, otherwise=otherwise):
            yield Change("a number as condition", condition.span, "5", "E2001", condition.span)
            if otherwise is not None:
                rest = Span(then.span.end, otherwise.span.end)
                yield Change("no else", rest, "", "E2063 E2001 E2020", None, may_be_right=True)
        case ast.Match(arms=(first, second, *_) as arms) if all(arm.guard is None for arm in arms):
            around = node.scrutinee.span
            at = Span(first.span.start, second.span.start)
            yield Change("missing arm", at, "", "E2060", around, may_be_right=True)
            at = Span(arms[-2].span.end, arms[-1].span.end)
            yield Change("missing last arm", at, "", "E2060", around, may_be_right=True)
        case ast.StructLiteral(fields=(first, *others) as fields) if not any(
            isinstance(field, ast.SpreadInit) for field in fields
        ):
            behind = others[0].span.start if others else first.span.end
            yield Change("missing field", Span(first.span.start, behind), "", "E2061", node.span)
            if isinstance(first, ast.FieldInit) and first.value.span != first.name.span:
                yield Change("unknown field", first.name.span, UNKNOWN, "E2061", first.name.span)
        case ast.ImplItem(trait=trait, is_default=False, members=(ast.Method(span=span), *_)) if trait is not None:
            new = f"@{UNKNOWN} (self) -> int = 1; "
            yield Change("extra method", Span(span.start, span.start), new, "E2003", Span(span.start, span.start + 20))
            last = node.members[-1].span
            yield Change("missing member", last, "", "E2018", trait.span, may_be_right=True)
        case ast.Break(label=ast.Name(span=span)) | ast.Continue(label=ast.Name(span=span)):
            yield Change("unknown label", span, UNKNOWN, "E2065", span)
        case ast.Assign(target=target):
            yield Change("assignment to a number", target.span, "1", "E1020", target.span)
        case _:
            return


def _in_body(body: TypedBody, node: msgspec.Struct, source: Source) -> Iterator[Change]:
    """What is a mistake by what the names mean."""
    match node:
        case ast.NameRef(span=span):
            is_short = source.behind(span) == ":"
            reference = body.references.get(span)
            is_value = isinstance(reference, LocalReference | ConstantReference | FunctionReference)
            if is_value and not is_short and source.of(span).lstrip("$") == node.name:
                new = f"${UNKNOWN}" if node.has_dollar else UNKNOWN
                yield Change("unknown name", span, new, "E2003 E2061", span)
        case ast.FieldAccess(field=field) if isinstance(body.references.get(field.span), FieldReference):
            yield Change("unknown field of a value", field.span, UNKNOWN, "E2061", field.span)
        case ast.MethodCall(name=name):
            if isinstance(body.references.get(name.span), FunctionReference | TraitMethodReference):
                yield Change("unknown method", name.span, UNKNOWN, "E2003 E2061 E2067", name.span)
        case ast.Call(callee=ast.NameRef(span=span)):
            function = body.references.get(span)
            if isinstance(function, FunctionReference):
                yield from _in_call(node, is_generic=bool(function.arguments))
        case ast.Binary(left=left, right=ast.Literal(value=int(value), span=span)):
            is_int = body.types.get(left.span) == INT and not isinstance(value, bool)
            # In a lambda, the operand may be what decides the type of its parameter.
            if is_int and not any(
                _holds(found.span, span) for found in nodes(body.body) if isinstance(found, ast.Lambda)
            ):
                yield Change("a text as operand", span, '"text"', "E2020 E2001", node.span)
        case ast.Let(pattern=ast.NamePattern(span=span, is_immutable=False)):
            if _is_assigned(body, span):
                code = "E2039"
                yield Change("immutable", Span(span.start, span.start), "$", code, body.body.span, is_one=False)
        case _:
            return


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_assigned(body: TypedBody, binding: Span) -> bool:
    targets = (node.target.span for node in nodes(body.body) if isinstance(node, ast.Assign))
    references = (body.references.get(target) for target in targets)
    return any(isinstance(found, LocalReference) and found.binding == binding for found in references)


def _in_call(call: ast.Call, *, is_generic: bool) -> Iterator[Change]:
    arguments = call.arguments
    if not arguments or any(argument.name is None for argument in arguments):
        return
    first, behind = arguments[0], arguments[-1].span.end
    if len(arguments) > 1:
        at = Span(first.span.start, arguments[1].span.start)
        yield Change("missing argument", at, "", "E2004", call.span, may_be_right=True)
    extra = Span(behind, behind + 20)
    yield Change("extra argument", Span(behind, behind), f", {UNKNOWN}: 1", "E2004", extra)
    if first.name is not None and first.name.span != first.value.span:
        yield Change("unknown argument", first.name.span, UNKNOWN, "E2004", first.name.span)
    for argument in arguments:
        value = argument.value
        if isinstance(value, ast.Literal) and isinstance(value.value, int) and not is_generic:
            yield Change("a text as argument", value.span, '"text"', "E2001", value.span)
