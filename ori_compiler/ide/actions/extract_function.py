"""The selected expression or statements as a function of their own.

What they read becomes its parameters, what is used behind them its result: a tuple if that is more than one. What uses
`self` becomes a method beside its own. Not offered where the statements would mean something else in another function:
they leave it (`?`, `break`, `continue`), change a local of it, use a type parameter or a provider of it, or use `self`
in an implementation of a trait, which has no room for methods of its own.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.ide.actions.offer import ActionKind, Edits, Offer, Selection
from ori_compiler.ide.actions.selected import selected_expression, selected_place, trimmed
from ori_compiler.ide.bodies import body_at
from ori_compiler.ide.position import Place, children, item_range
from ori_compiler.ide.text_edits import TextEdit, applied
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.syntax.formatter.whole_text import format_text, line_end
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Pool
from ori_compiler.types.typed_body import (
    Binding,
    BindingKind,
    FunctionReference,
    HiddenParameter,
    LocalReference,
    TraitMethodReference,
    TypedBody,
)

_LOOPS: Final = (ast.For, ast.While, ast.Loop, ast.Comprehension)
_ENDS: Final = (ast.Lambda, ast.TryBlock)
_BOUND_TO_ITS_FUNCTION: Final = (ast.LetElse, ast.Length, ast.Missing, ast.Construct, ast.Handler)
_OUTSIDE_OF_BODIES: Final = (ast.ConstantItem, ast.AssociatedConst, ast.Parameter, ast.Contract, ast.Attribute)


class _Part(msgspec.Struct, frozen=True):
    """What is selected: one expression, or statements of a block of which the last may be its result."""

    place: Place
    syntax: tuple[ast.Expr, ...]
    span: Span
    has_value: bool


class _Function(msgspec.Struct, frozen=True):
    """The function that comes of it. `results` are the locals that the caller goes on with, unless it has a value."""

    parameters: tuple[tuple[Span, Binding], ...]
    results: tuple[Binding, ...]
    type: Idx
    uses: tuple[str, ...]
    is_method: bool


def extract_function(at: Selection) -> Offer | None:
    """Offers to make a function of what is selected."""
    part = _selected(at)
    body = body_at(at.database, part.place) if part is not None else None
    if part is None or body is None or body.has_errors or not _may_leave(at, part, body):
        return None
    function = _function(at, part, body)
    return Offer("Extract function", ActionKind.EXTRACT, lambda: _edits(at, part, function, body)) if function else None


def _selected(at: Selection) -> _Part | None:
    expression = selected_expression(at)
    if expression is not None and isinstance(expression.node, ast.Expr):
        node, parent = expression.node, expression.parent
        if isinstance(node, (ast.NameRef, ast.Let, ast.LetElse, ast.Assign)) or _is_callee(node, parent):
            return None
        is_statement = isinstance(parent, ast.Block) and node is not parent.result
        return _Part(expression, (node,), node.span, not is_statement)
    range_ = trimmed(at)
    found = selected_place(at, range_) if range_.start < range_.end else None
    if found is None or not isinstance(found[0].node, ast.Block):
        return None
    return _statements(at, found[0], found[0].node, range_)


def _is_callee(node: ast.Expr, parent: ast.Syntax | None) -> bool:
    is_target = isinstance(parent, ast.Assign) and parent.target is node
    return is_target or (isinstance(parent, ast.Call) and parent.callee is node)


def _statements(at: Selection, place: Place, block: ast.Block, range_: Span) -> _Part | None:
    """The statements that a range holds, all of them as a whole, with or without the last `;`."""
    origin = at.database.workspace.origins[place.item]
    everything = (*block.statements, *((block.result,) if block.result is not None else ()))
    chosen = tuple(
        each
        for each in everything
        if range_.start <= origin.absolute(each.span).start and origin.absolute(each.span).end <= range_.end
    )
    if not chosen:
        return None
    span = Span(chosen[0].span.start, chosen[-1].span.end)
    whole = origin.absolute(span)
    if whole.start != range_.start or at.text[whole.end : range_.end].strip(" \t\r\n;"):
        return None
    return _Part(place, chosen, span, chosen[-1] is block.result)


def _may_leave(at: Selection, part: _Part, body: TypedBody) -> bool:
    is_outside = any(isinstance(node, _OUTSIDE_OF_BODIES) for node in part.place.nodes)
    if is_outside or any(_leaves(node) for node in part.syntax):
        return False
    for node in (inner for each in part.syntax for inner in nodes(each)):
        if isinstance(node, _BOUND_TO_ITS_FUNCTION):
            return False
        if isinstance(node, ast.SelfValue) and not _is_in_own_methods(part.place):
            return False
        if isinstance(node, ast.Assign) and _is_outer(_root(node.target), part, body):
            return False
        if isinstance(node, ast.MethodCall) and _is_outer(_root(node.receiver), part, body):
            if _changes(at, body.references.get(node.name.span)):
                return False
    return True


def _leaves(node: ast.Syntax, *, in_loop: bool = False) -> bool:
    """Whether control may go from inside of a piece of syntax to somewhere around it."""
    match node:
        case ast.Propagate():
            return True
        case ast.Break(label=label) | ast.Continue(label=label):
            return not in_loop or label is not None
        case _ if isinstance(node, _ENDS):
            return False
        case _:
            inner = in_loop or isinstance(node, _LOOPS)
            return any(_leaves(child, in_loop=inner) for child in children(node))


def _root(place: ast.Expr) -> ast.Expr:
    """The local at the start of a place that is assigned."""
    while isinstance(place, (ast.FieldAccess, ast.TupleField, ast.Index)):
        place = place.base
    return place


def _is_in_own_methods(place: Place) -> bool:
    """Whether a place is in a method with `self` that no trait asks for."""
    match place.nodes:
        case (ast.ImplItem(trait=None), ast.Method(), *_):
            return True
        case _:
            return False


def _is_outer(node: ast.Expr, part: _Part, body: TypedBody) -> bool:
    if isinstance(node, ast.SelfValue):
        return True
    reference = body.references.get(node.span)
    return isinstance(reference, LocalReference) and not _contains(part.span, reference.binding)


def _changes(at: Selection, reference: object) -> bool:
    match reference:
        case FunctionReference(MemberId() as member):
            return at.database.mutates(member)
        case TraitMethodReference(trait=trait, name=name):
            return at.database.mutates(MemberId(trait, name))
        case _:
            return False


def _contains(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _function(at: Selection, part: _Part, body: TypedBody) -> _Function | None:
    pool = at.database.pool
    parameters: dict[Span, Binding] = {}
    results: dict[Span, Binding] = {}
    for span, reference in sorted(body.references.items()):
        if isinstance(reference, LocalReference) and reference.binding in body.bindings:
            is_inside, binding = _contains(part.span, span), body.bindings[reference.binding]
            if binding.kind is BindingKind.SELF:
                continue
            if is_inside and not _contains(part.span, reference.binding):
                parameters[reference.binding] = binding
            elif not is_inside and _contains(part.span, reference.binding):
                results[reference.binding] = binding
    names = [binding.name for binding in parameters.values()]
    if (results and part.has_value) or len(set(names)) < len(names):
        return None
    given = tuple(results[span] for span in sorted(results))
    type_ = body.types.get(part.syntax[-1].span) if part.has_value else _type_of_results(pool, given)
    types = [type_, *(binding.type for binding in parameters.values())]
    if any(each is None or each in (ERROR, NEVER) or each < 0 or pool.has_parameters(each) for each in types):
        return None
    uses = _capabilities(part, body)
    if type_ is None or uses is None:
        return None
    is_method = any(isinstance(inner, ast.SelfValue) for each in part.syntax for inner in nodes(each))
    return _Function(tuple(parameters.items()), given, type_, uses, is_method)


def _type_of_results(pool: Pool, results: tuple[Binding, ...]) -> Idx:
    types = tuple(binding.type for binding in results)
    if len(types) > 1:
        return pool.tuple_(types)
    return types[0] if types else VOID


def _capabilities(part: _Part, body: TypedBody) -> tuple[str, ...] | None:
    """What the function has to use; none if something is provided around the selection."""
    found: dict[str, None] = {}
    for span, evidence in body.evidence.items():
        for each in evidence if _contains(part.span, span) else ():
            if not isinstance(each, HiddenParameter):
                return None
            found[each.capability.name] = None
    return tuple(found)


def _edits(at: Selection, part: _Part, function: _Function, body: TypedBody) -> Edits:
    origin, text, pool = at.database.workspace.origins[part.place.item], at.text, at.database.pool
    here = origin.absolute(part.span)
    name = _free_name(at)
    plain = [TextEdit(origin.absolute(Span(span.start, span.start + 1)), "") for span in _signs(part, function, body)]
    source = applied(text[: here.end], plain)[here.start :]
    results = _written(function.results)
    if results:
        source = f"{source};\n{results}"
    ending = ";" if not part.has_value and not results else ""
    is_bare = len(part.syntax) == 1 and part.has_value
    content = source if is_bare else f"{{\n{source}{ending}\n}}"
    parameters = [f"{binding.name}: {pool.name(binding.type)}" for _, binding in function.parameters]
    written = ", ".join(["self", *parameters] if function.is_method else parameters)
    uses = f" uses {', '.join(function.uses)}" if function.uses else ""
    declared = f"@{name} ({written}) -> {pool.name(function.type)}{uses} = {content};\n"
    call = f"{name}({', '.join(_argument(binding) for _, binding in function.parameters)})"
    if function.is_method:
        call = f"self.{call}"
    if results:
        call = f"let {results} = {call}"
    return {at.path: (TextEdit(here, call), _insertion(at, part.place, declared, is_method=function.is_method))}


def _written(results: tuple[Binding, ...]) -> str:
    """Results as the end of a function, and as a pattern behind `let`."""
    names = [f"{'$' if binding.is_immutable else ''}{binding.name}" for binding in results]
    return f"({', '.join(names)})" if len(names) > 1 else "".join(names)


def _insertion(at: Selection, place: Place, declared: str, *, is_method: bool) -> TextEdit:
    """A new function behind the item of a place, or a new method behind the method of a place."""
    newline = line_end(at.text)
    declared = declared.replace("\r\n", "\n")
    if is_method:
        end = at.database.workspace.origins[place.item].absolute(place.nodes[1].span).end
        # Laid out where it will stand.
        lines = format_text(f"impl Around {{\n{declared}}}\n", at.path).rstrip("\n").split("\n")[1:-1]
    else:
        end = item_range(at.database, place.item).end
        lines = format_text(declared, at.path).rstrip("\n").split("\n")
    return TextEdit(Span(end, end), newline * 2 + newline.join(lines))


def _signs(part: _Part, function: _Function, body: TypedBody) -> Iterator[Span]:
    """Where an immutable local, which is a parameter now, is written with its `$`."""
    outer = {span for span, _ in function.parameters}
    for node in (inner for each in part.syntax for inner in nodes(each)):
        if isinstance(node, ast.NameRef) and node.has_dollar:
            reference = body.references.get(node.span)
            if isinstance(reference, LocalReference) and reference.binding in outer:
                yield node.span


def _argument(binding: Binding) -> str:
    is_written_with_sign = binding.is_immutable and binding.kind is BindingKind.LET
    return f"{binding.name}: ${binding.name}" if is_written_with_sign else f"{binding.name}:"


def _free_name(at: Selection) -> str:
    number, free = 1, "extracted"
    while free in at.database.words.of_file(at.path):
        number += 1
        free = f"extracted_{number}"
    return free
