"""What stands around a place where somebody is typing.

A name that cannot be in the program is put in at the cursor, behind what is typed of a name already, and a copy of the
item is parsed and checked with it. Where that name comes out in the tree says what may stand there. The database is
only read.
"""

import re
from typing import Final

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.declarations import body_scope
from ori_compiler.ide.bodies import function_at
from ori_compiler.ide.position import Place, descend, example_at, items_of
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.lowering import lower_example, lower_item
from ori_compiler.syntax.parser import parse_example, parse_item
from ori_compiler.syntax.tree import member_places
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference import infer_associated_constant, infer_constant, infer_function, infer_test
from ori_compiler.types.inference.checker import Expectation
from ori_compiler.types.typed_body import TypedBody

MARK: Final = "zZcursorZz"
_NAME_BEFORE: Final = re.compile(r"\w*\Z")
_NAME_BEHIND: Final = re.compile(r"\w*")


class Probe(msgspec.Struct, frozen=True):
    """A place in the copy of an item; `typed` is the absolute range of the name that is being typed."""

    place: Place
    text: str
    typed: Span
    body: TypedBody | None


def probe(database: CompilerDatabase, path: str, offset: int) -> Probe | None:
    """The surroundings of an offset; none outside of items."""
    found = _item_before(database, path, offset)
    if found is None:
        return None
    item, text = found
    start = database.workspace.origins.offset(item)
    at = offset - start
    prefix, suffix = _NAME_BEFORE.search(text[:at]), _NAME_BEHIND.match(text, at)
    before = len(prefix[0]) if prefix is not None else 0
    behind = len(suffix[0]) if suffix is not None else 0
    # What follows the cursor directly is the rest of the old name, which the new one replaces.
    marked = text[:at] + MARK + text[at + behind :]
    syntax, members = _syntax(item, marked)
    position = members.position(at)
    place = Place(item, position, descend(syntax, position), True)
    return Probe(place, marked, Span(offset - before, offset + behind), _checked(database, place))


def _syntax(item: ItemId, text: str) -> tuple[ast.Item, MemberPlaces]:
    if item.kind is ItemKind.EXAMPLE:
        return lower_example(parse_example(text))[0], NO_MEMBERS
    tree = parse_item(text)
    members = member_places(tree)
    return lower_item(tree, members).item, members


def _item_before(database: CompilerDatabase, path: str, offset: int) -> tuple[ItemId, str] | None:
    """The example or item that the cursor is in, or the item behind which, after blanks, it is; the text to there."""
    origins, texts = database.workspace.origins, database.workspace.texts
    example = example_at(database, path, offset)
    if example is not None:
        return example, database.workspace.item_text.get(example)
    items = [item for item in items_of(database, path) if origins.offset(item) <= offset]
    if not items:
        return None
    item = items[-1]
    text, start = database.workspace.item_text.get(item), origins.offset(item)
    if offset <= start + len(text):
        return item, text
    between = texts[path][start + len(text) : offset]
    is_new_line = between.rpartition("\n")[2] == "" and "\n" in between
    return (item, text + between) if not between.strip() and not is_new_line else None


def _checked(database: CompilerDatabase, place: Place) -> TypedBody | None:
    """The body around the mark, if the head of its function is as the database knows it."""
    function, root = function_at(place), place.nodes[0]
    if function is None:
        return None
    environment = database.environment(place.item.path)
    if isinstance(function, ItemId) and isinstance(root, ast.TestItem):
        return infer_test(function, root, environment)
    if isinstance(function, ItemId) and isinstance(root, ast.ConstantItem):
        return infer_constant(function, root, environment)
    syntax = root if isinstance(root, ast.FunctionItem) else place.nodes[1]
    signature = database.signature(function)
    if isinstance(syntax, ast.AssociatedConst) and isinstance(function, MemberId):
        scope = database.member_scope(function.item)[0]
        return infer_associated_constant(function, syntax, Expectation(signature.result), environment, scope)
    if not isinstance(syntax, (ast.FunctionItem, ast.Method)) or len(syntax.parameters) != len(signature.parameters):
        return None
    return infer_function(syntax, signature, environment, body_scope(database, function))
