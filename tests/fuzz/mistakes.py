"""Mistakes as people make them in a program that is right: one change of the text, and what is to be said about it.

Only changes are here that are a mistake in themselves, whatever stands around: a name that is nowhere declared, an
argument that is missing. So exactly one message is right, with a known code, at a known place.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
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


class Mistake(msgspec.Struct, frozen=True):
    """`text` instead of what is at `at` in an item; the message has one of `codes` and is inside of `around`."""

    kind: str
    item: ItemId
    at: Span
    text: str
    codes: frozenset[str]
    around: Span


def mistakes(item: ItemId, text: str, syntax: ast.Item, bodies: tuple[TypedBody, ...]) -> Iterator[Mistake]:
    """The mistakes that can be made in an item whose text is `text`, and whose bodies are checked."""
    for node in nodes(syntax):
        for kind, at, new, codes, around in (*_in_types(node), *_in_forms(node, text)):
            yield Mistake(kind, item, at, new, frozenset(codes.split()), around)
    for body in bodies:
        inside = {type(node.callee): node for node in nodes(body.body) if isinstance(node, ast.Call)}
        del inside
        for kind, at, new, codes, around in _in_body(body, text):
            yield Mistake(kind, item, at, new, frozenset(codes.split()), around)


Change = tuple[str, Span, str, str, Span]
"""The kind, the place, the new text, the codes, and around which place the message is."""


def nodes(root: object) -> Iterator[ast.Syntax]:
    """Every node of a syntax tree."""
    work: list[object] = [root]
    while work:
        node = work.pop()
        if isinstance(node, ast.Syntax):
            yield node
            work += [getattr(node, name) for name in node.__struct_fields__]
        elif isinstance(node, tuple):
            work += node


def _in_types(node: ast.Syntax) -> Iterator[Change]:
    if isinstance(node, ast.NamedType) and node.span.end > node.span.start:
        yield "unknown type", node.span, UNKNOWN_TYPE, "E2002 E2056", node.span


def _in_forms(node: ast.Syntax, text: str) -> Iterator[Change]:
    match node:
        case ast.If(then=then, otherwise=otherwise) if otherwise is not None:
            yield "no else", Span(then.span.end, otherwise.span.end), "", "E2063 E2001 ok", node.span
        case ast.Match(arms=arms) if arms and all(arm.guard is None for arm in arms):
            last = arms[-1]
            if isinstance(last.pattern, ast.WildcardPattern) and len(arms) > 1:
                at = Span(arms[-2].span.end, last.span.end)
                yield "no arm for the rest", at, "", "E2060 ok", node.scrutinee.span
            elif len(arms) > 1:
                at = Span(arms[0].span.start, arms[1].span.start)
                yield "missing arm", at, "", "E2060 ok", node.scrutinee.span
        case ast.StructLiteral(fields=fields) if not any(isinstance(field, ast.SpreadInit) for field in fields):
            if fields:
                behind = fields[1].span.start if len(fields) > 1 else fields[0].span.end
                yield "missing field", Span(fields[0].span.start, behind), "", "E2061", node.span
                name = fields[0].name if isinstance(fields[0], ast.FieldInit) else None
                if name is not None and text[name.span.end : name.span.end + 1] == ":":
                    yield "unknown field", name.span, UNKNOWN, "E2061", name.span
        case ast.ImplItem(trait=trait, members=members) if trait is not None and len(members) == 1:
            yield (
                "extra method",
                Span(members[0].span.end, members[0].span.end),
                f" @{UNKNOWN} (self) -> int = 1;",
                ("E2003"),
                Span(members[0].span.end, members[0].span.end + 60),
            )
        case ast.Break(label=ast.Name(span=span)) | ast.Continue(label=ast.Name(span=span)):
            yield "unknown label", span, UNKNOWN, "E2065", span
        case ast.Assign(target=target):
            yield "assignment to a number", target.span, "1", "E1020", target.span
        case _:
            return


def _in_body(body: TypedBody, text: str) -> Iterator[Change]:
    lambda_spans = [node.span for node in nodes(body.body) if isinstance(node, ast.Lambda)]
    for node in nodes(body.body):
        reference = body.references.get(node.span)
        match node:
            case ast.NameRef(span=span) if isinstance(
                reference, LocalReference | ConstantReference | FunctionReference
            ):
                is_pun = text[span.end : span.end + 1] == ":" and text[span.end : span.end + 2] != "::"
                if text[span.start : span.end].lstrip("$") == node.name and not is_pun:
                    new = f"${UNKNOWN}" if node.has_dollar else UNKNOWN
                    yield "unknown name", span, new, "E2003", span
            case ast.FieldAccess(field=field) if isinstance(body.references.get(field.span), FieldReference):
                yield "unknown field of a value", field.span, UNKNOWN, "E2061", field.span
            case ast.MethodCall(name=name):
                if isinstance(body.references.get(name.span), FunctionReference | TraitMethodReference):
                    yield "unknown method", name.span, UNKNOWN, "E2003 E2061", name.span
            case ast.Call(callee=ast.NameRef(span=span), arguments=arguments, close=close) if isinstance(
                body.references.get(span), FunctionReference
            ):
                yield from _in_call(arguments, close, node.span)
            case _:
                pass
    del lambda_spans


def _in_call(arguments: tuple[ast.Argument, ...], close: Span, whole: Span) -> Iterator[Change]:
    named = [argument for argument in arguments if argument.name is not None]
    if len(named) != len(arguments) or not arguments:
        return
    first = arguments[0]
    assert first.name is not None
    behind = arguments[1].span.start if len(arguments) > 1 else first.span.end
    yield "missing argument", Span(first.span.start, behind), "", "E2004 ok", whole
    before = Span(arguments[-1].span.end, arguments[-1].span.end)
    yield "extra argument", before, f", {UNKNOWN}: 1", "E2004", Span(before.start, before.start + 20)
    if first.name.span.end != first.span.end - 1:
        yield "unknown argument", first.name.span, UNKNOWN, "E2004", first.name.span
