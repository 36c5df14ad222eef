"""A local replaced by its value wherever it is used.

Not offered where that could change what happens: the local or what its value reads is changed, the value does something
and is used more than once or not at once, or a name in the value means something else where the local is used.
"""

import re
from typing import Final

import msgspec

from ori_compiler.ide.actions.offer import ActionKind, Edits, Offer, Selection
from ori_compiler.ide.actions.selected import indentation, with_parentheses
from ori_compiler.ide.bodies import body_at
from ori_compiler.ide.meanings import is_shorthand
from ori_compiler.ide.occurrences import Access, Occurrence, target_at
from ori_compiler.ide.references import highlights
from ori_compiler.ide.target import Local
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.functions import MemberId
from ori_compiler.types.typed_body import FunctionReference, LocalReference, TraitMethodReference, TypedBody

_PURE: Final = (
    ast.Literal,
    ast.Quantity,
    ast.NameRef,
    ast.Name,
    ast.Unit,
    ast.Unary,
    ast.Binary,
    ast.FieldAccess,
    ast.TupleField,
    ast.Tuple,
    ast.ListLiteral,
)
"""What may be evaluated once more or later without anybody noticing, if what it reads is never changed."""

_CLOSED: Final = (
    ast.Literal,
    ast.Quantity,
    ast.NameRef,
    ast.Unit,
    ast.Tuple,
    ast.ListLiteral,
    ast.Call,
    ast.MethodCall,
    ast.FieldAccess,
    ast.TupleField,
    ast.Index,
)
"""What needs no parentheses wherever it is put."""

_REPEATS: Final = (ast.Lambda, ast.For, ast.While, ast.Loop, ast.Comprehension)
_OUTSIDE_TEXTS: Final = frozenset('"`{}\n')
"""What is hard to read inside of a template, or cannot be."""

_REST: Final = re.compile(r"[ \t]*;[ \t]*(\r\n|\r|\n)?")


class _Bound(msgspec.Struct, frozen=True):
    """The binding, the block that it is a statement of, and where the local is used."""

    let: ast.Let
    block: ast.Block
    declaration: Occurrence
    uses: tuple[Occurrence, ...]


def inline_variable(at: Selection) -> Offer | None:
    """Offers to replace the local that the cursor is on."""
    bound = _bound(at)
    body = body_at(at.database, bound.declaration.place) if bound is not None else None
    if bound is None or body is None or not _may_move(at, bound, body):
        return None
    name = at.text[bound.declaration.at.start : bound.declaration.at.end]
    return Offer(f"Inline `{name}`", ActionKind.INLINE, lambda: _edits(at, bound))


def _bound(at: Selection) -> _Bound | None:
    found = target_at(at.database, at.path, at.range.start)
    if found is None or not isinstance(found[0], Local):
        return None
    everywhere = highlights(at.database, at.path, at.range.start)
    declaration = next((each for each in everywhere if each.is_declaration), None)
    if declaration is None:
        return None
    match declaration.place.nodes:
        case (*_, ast.Block() as block, ast.Let(pattern=ast.NamePattern(), annotation=None) as let, ast.NamePattern()):
            uses = tuple(each for each in everywhere if each != declaration)
            return _Bound(let, block, declaration, uses) if uses else None
        case _:
            return None


def _may_move(at: Selection, bound: _Bound, body: TypedBody) -> bool:
    value = bound.let.value
    if any(use.access is not Access.READ or _is_changed(at, body, use) for use in bound.uses):
        return False
    text = _value_text(at, bound)
    if any(map(_in_template, bound.uses)) and not _OUTSIDE_TEXTS.isdisjoint(text):
        return False
    read = [node for node in nodes(value) if isinstance(node, ast.NameRef)]
    if not all(_stays_the_same(at, bound, body, name) for name in read):
        return False
    syntax = [node for node in nodes(value) if isinstance(node, ast.Expr)]
    if all(isinstance(node, _PURE) for node in syntax):
        return True
    return len(bound.uses) == 1 and _is_used_next(bound)


def _is_changed(at: Selection, body: TypedBody, use: Occurrence) -> bool:
    """Whether a method changes the local in place."""
    parent = use.place.parent
    if not isinstance(parent, ast.MethodCall) or use.place.node is not parent.receiver:
        return False
    match body.references.get(parent.name.span):
        case FunctionReference(MemberId() as member):
            return at.database.mutates(member)
        case TraitMethodReference(trait=trait, name=name):
            return at.database.mutates(MemberId(trait, name))
        case _:
            return False


def _stays_the_same(at: Selection, bound: _Bound, body: TypedBody, name: ast.NameRef) -> bool:
    """Whether a name in the value means the same, unchanged, until the local is used for the last time."""
    reference = body.references.get(name.span)
    spans = [span for span, binding in body.bindings.items() if binding.name == name.name]
    if not isinstance(reference, LocalReference):
        return not spans
    offset = at.database.workspace.origins[bound.declaration.place.item].absolute(name.span).start
    others = highlights(at.database, at.path, offset)
    is_changed = any(each.access is Access.WRITE and not each.is_declaration for each in others)
    return spans == [reference.binding] and not is_changed and not any(_is_changed(at, body, each) for each in others)


def _is_used_next(bound: _Bound) -> bool:
    """Whether the one use is in the statement behind the binding, and evaluated once."""
    statements = [*bound.block.statements, *([bound.block.result] if bound.block.result is not None else [])]
    following = statements[next(i for i, each in enumerate(statements) if each is bound.let) + 1 :][:1]
    path = bound.uses[0].place.nodes
    depth = next((i for i, node in enumerate(path) if following and node is following[0]), None)
    return depth is not None and not any(isinstance(node, (*_REPEATS, ast.Block, ast.If)) for node in path[depth:])


def _in_template(use: Occurrence) -> bool:
    return any(isinstance(node, ast.Template) for node in use.place.nodes)


def _edits(at: Selection, bound: _Bound) -> Edits:
    item, value = bound.declaration.place.item, _value_text(at, bound)
    edits = [_replaced(at, use, bound.let.value, value) for use in bound.uses]
    whole = at.database.workspace.origins[item].absolute(bound.let.span)
    indent = indentation(at.text, whole.start)
    rest = _REST.match(at.text, whole.end)
    end = rest.end() if rest is not None else whole.end
    start = whole.start - len(indent) if indent is not None and rest is not None and rest[1] else whole.start
    return {at.path: tuple(sorted([*edits, TextEdit(Span(start, end), "")]))}


def _value_text(at: Selection, bound: _Bound) -> str:
    origin = at.database.workspace.origins[bound.declaration.place.item]
    value = with_parentheses(at, origin.absolute(bound.let.value.span))
    return at.text[value.start : value.end]


def _replaced(at: Selection, use: Occurrence, value: ast.Expr, text: str) -> TextEdit:
    start = use.at.start - 1 if at.text[use.at.start - 1] == "$" else use.at.start
    if is_shorthand(use.place) and isinstance(use.place.parent, ast.Argument):
        colon = at.text.index(":", use.at.end) + 1
        return TextEdit(Span(colon, colon), f" {text}")
    if is_shorthand(use.place):
        return TextEdit(Span(start, use.at.end), f"{at.text[use.at.start : use.at.end]}: {text}")
    is_open = not isinstance(value, _CLOSED) and not isinstance(use.place.parent, (ast.Argument, ast.Let, ast.Block))
    return TextEdit(Span(start, use.at.end), f"({text})" if is_open else text)
