"""The selected expression as a local of its own, bound right before the statement that it stands in.

Not offered where the expression is evaluated often, or only sometimes, in a place that no statement can be put before:
the condition of a loop, a guard, the right side of `&&`, `||` and `??`.
"""

from itertools import pairwise

import msgspec

from ori_compiler.ide.actions.offer import ActionKind, Edits, Offer, Selection
from ori_compiler.ide.actions.selected import indentation, line_indentation, selected_expression, with_parentheses
from ori_compiler.ide.bodies import body_at
from ori_compiler.ide.position import Place
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.syntax.formatter.whole_text import line_end
from ori_compiler.types.pool import ERROR, NEVER, VOID
from ori_compiler.types.typed_body import TypedBody


class _Anchor(msgspec.Struct, frozen=True):
    """The expression to bind before: a statement of a block, or a whole body, which becomes a block."""

    before: ast.Syntax
    is_statement: bool
    is_body: bool


def extract_variable(at: Selection) -> Offer | None:
    """Offers to bind what is selected to a name."""
    place = selected_expression(at)
    if place is None or isinstance(place.node, (ast.NameRef, ast.Block, ast.Let, ast.LetElse, ast.Assign)):
        return None
    body = body_at(at.database, place)
    type_ = body.types.get(place.node.span) if body is not None else None
    anchor = _anchor(place.nodes)
    if body is None or type_ is None or type_ in (ERROR, NEVER, VOID) or type_ < 0 or anchor is None:
        return None
    if any(isinstance(node, ast.Length) for node in nodes(place.node)):
        return None
    return Offer("Extract variable", ActionKind.EXTRACT, lambda: _edits(at, place, body, anchor))


def _anchor(path: tuple[ast.Syntax, ...]) -> _Anchor | None:
    """Where the binding goes, seen from the expression outwards."""
    for child, parent in pairwise(reversed(path)):
        match parent:
            case ast.Block(result=result):
                return _Anchor(child, child is not result, is_body=False)
            case ast.FunctionItem(body=body) | ast.TestItem(body=body) | ast.Method(body=body):
                return _Anchor(child, False, is_body=True) if child is body else None
            case ast.Lambda(body=body) if child is body:
                return _Anchor(child, False, is_body=True)
            case ast.Arm(body=body) | ast.For(body=body):
                if child is body:
                    return _Anchor(child, False, is_body=True)
                if not isinstance(parent, ast.For) or child is not parent.source:
                    return None
            case ast.If(then=then, otherwise=otherwise) if child is then or child is otherwise:
                return _Anchor(child, False, is_body=True)
            case ast.While() | ast.ForClause() | ast.Comprehension() | ast.Parameter() | ast.Clauses():
                return None
            case ast.Binary(operator=ast.BinaryOp.AND | ast.BinaryOp.OR, right=right) if child is right:
                return None
            case ast.Coalesce(right=right) if child is right:
                return None
            case ast.Assign(target=target) if child is target:
                return None
            case ast.Call(callee=callee) if child is callee:
                return None
            case ast.CompileTimeFor() | ast.CompileTimeIf() | ast.Catch() | ast.Contract() | ast.Attribute():
                return None
            case _:
                pass
    return None


def _edits(at: Selection, place: Place, body: TypedBody, anchor: _Anchor) -> Edits:
    origin, text = at.database.workspace.origins[place.item], at.text
    here, before = (with_parentheses(at, origin.absolute(node.span)) for node in (place.node, anchor.before))
    name = _free_name(_meant(place.node), body)
    binding = f"let {name} = {text[here.start : here.end]}"
    if anchor.is_statement and here == before:
        return {at.path: (TextEdit(Span(here.start, here.start), f"let {name} = "),)}
    newline = line_end(text)
    if anchor.is_body:
        outer = line_indentation(text, before.start)
        opening = f"{{{newline}{outer}    {binding};{newline}{outer}    "
        closing: tuple[TextEdit, ...] = (TextEdit(Span(before.end, before.end), f"{newline}{outer}}}"),)
    else:
        indent = indentation(text, before.start)
        opening = f"{binding};{newline}{indent}" if indent is not None else f"{binding}; "
        closing = ()
    if here.start == before.start:
        return {at.path: (TextEdit(here, opening + name), *closing)}
    return {at.path: (TextEdit(Span(before.start, before.start), opening), TextEdit(here, name), *closing)}


def _meant(expression: ast.Syntax) -> str:
    """A name after what the expression reads."""
    match expression:
        case ast.FieldAccess(field=name) | ast.MethodCall(name=name):
            return name.text
        case _:
            return "value"


def _free_name(name: str, body: TypedBody) -> str:
    """A name that hides no other and that nothing in the body mentions."""
    taken = {binding.name for binding in body.bindings.values()}
    taken.update(node.name for node in nodes(body.body) if isinstance(node, ast.NameRef))
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
