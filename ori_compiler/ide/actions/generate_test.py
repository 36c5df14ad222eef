"""A test for the function whose head the cursor is on."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.actions.offer import ActionKind, Edits, Offer, Selection
from ori_compiler.ide.position import item_range, items_of, place_at
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.formatter.whole_text import line_end
from ori_compiler.types.pool import VOID


def generate_test(at: Selection) -> Offer | None:
    """Offers a test for a function; its values are left to fill in."""
    place = place_at(at.database, at.path, at.range.start)
    if place is None or at.range.start != at.range.end:
        return None
    match place.nodes:
        case (ast.FunctionItem(body=body) as function, *_) if place.offset < body.span.start:
            if function.name.text == "main" or function.type_parameters:
                return None
            title = f"Generate a test for `@{function.name.text}`"
            return Offer(title, ActionKind.GENERATE, lambda: _edits(at, place.item, function))
        case _:
            return None


def _edits(at: Selection, item: ItemId, function: ast.FunctionItem) -> Edits:
    database, name = at.database, function.name.text
    end = max(item_range(database, each).end for each in items_of(database, at.path) if _is_clause(each, item))
    newline = line_end(at.text)
    head = f"@{_free_name(database, at.path, f'test_{name}')} tests @{name} () -> void = "
    text = f"\n\n{head}{_body(database, item)}\n".replace("\n", newline)
    behind = at.text[end:]
    if behind.startswith(newline):
        text = text.removesuffix(newline)
    return {at.path: (TextEdit(Span(end, end), text),)}


def _is_clause(each: ItemId, item: ItemId) -> bool:
    return each.kind is ItemKind.FUNCTION and each.name == item.name


def _body(database: CompilerDatabase, item: ItemId) -> str:
    signature = database.signature(item)
    given = ", ".join(f"{p.name}: todo()" for p in signature.parameters if not p.has_default and not p.is_variadic)
    call = f"{item.name}({given})"
    if signature.result == VOID:
        return f"{call};"
    return f"assert_eq(actual: {call}, expected: todo());"


def _free_name(database: CompilerDatabase, path: str, name: str) -> str:
    taken = {item.name for item in items_of(database, path)}
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
