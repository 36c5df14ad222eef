"""Code lenses: what can be done with a declaration, shown above it."""

from collections.abc import Iterator
from enum import Enum

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.generated_code import function_name
from ori_compiler.ide.position import items_of
from ori_compiler.resolve.entry_points import is_entry_point
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class LensKind(Enum):
    """What a lens is for; the values are the names of the settings."""

    REFERENCES = "references"
    RUN_TEST = "runTest"
    DEBUG = "debug"
    SHOW_IR = "showIr"


class CodeLens(msgspec.Struct, frozen=True):
    """A lens at the name of a declaration (absolute); `name` is that of the test or function that it is about.

    To debug something without a name is to debug `@main`.
    """

    kind: LensKind
    at: Span
    name: str


def code_lenses(database: CompilerDatabase, path: str) -> Iterator[CodeLens]:
    """The lenses of a file in order, without looking at any body."""
    for item in items_of(database, path):
        origin = database.workspace.origins[item]
        for kind, name, text in _of_item(database, item):
            yield CodeLens(kind, origin.absolute(name.span), text)


def _of_item(database: CompilerDatabase, item: ItemId) -> Iterator[tuple[LensKind, ast.Name, str]]:
    syntax = database.item_syntax(item).item
    match syntax:
        case ast.FunctionItem(name=name) if database.clauses(item)[:1] in ((), (item,)):
            if is_entry_point(item):
                yield LensKind.DEBUG, name, ""
            else:
                yield LensKind.REFERENCES, name, name.text
            if not syntax.type_parameters:
                # Generic code is generated for its uses.
                yield LensKind.SHOW_IR, name, function_name(database, item).name
        case ast.TestItem(name=name):
            yield LensKind.RUN_TEST, name, name.text
            yield LensKind.DEBUG, name, name.text
        case ast.StructItem(name=name) | ast.SumItem(name=name) | ast.NewtypeItem(name=name):
            yield LensKind.REFERENCES, name, name.text
        case ast.ConstantItem(name=name) | ast.CapsetItem(name=name):
            yield LensKind.REFERENCES, name, name.text
        case ast.TraitItem(name=name, members=members):
            yield LensKind.REFERENCES, name, name.text
            yield from ((LensKind.REFERENCES, member.name, member.name.text) for member in members)
        case ast.ImplItem(members=members) | ast.ExtendItem(members=members):
            yield from ((LensKind.REFERENCES, member.name, member.name.text) for member in members)
        case _:
            return
