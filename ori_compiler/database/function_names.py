"""How users name methods when they ask for one: `Type.method`, `Trait.method`."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import bodies_of, owner_of_default
from ori_compiler.resolve.header import ExtendHeader, ImplHeader
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId


def methods_of(database: CompilerDatabase, path: str) -> list[MemberId]:
    """The methods of a file that have a body."""
    items = database.workspace.module_items.get(path) if database.workspace.module_items.contains(path) else ()
    bodies = (body for item in items for body in bodies_of(database, item))
    return [body for body in bodies if isinstance(body, MemberId) and owner_of_default(body) is None]


def short_name(database: CompilerDatabase, method: MemberId) -> str:
    """`Type.method`, without the type's arguments."""
    header = database.header(method.item)
    owner = header.head if isinstance(header, (ImplHeader, ExtendHeader)) else method.item.name
    return f"{owner}.{method.name}"


def _full_name(database: CompilerDatabase, method: MemberId) -> str:
    """With the type and the trait as they are written, as outlines show them: `Box<int>: Show.show`."""
    syntax, text = database.item_syntax(method.item).item, database.workspace.item_text.get(method.item)
    written: list[ast.TypeSyntax] = []
    if isinstance(syntax, (ast.ImplItem, ast.ExtendItem)):
        written.append(syntax.type)
    if isinstance(syntax, ast.ImplItem) and syntax.trait is not None:
        written.append(syntax.trait)
    owner = ": ".join(text[type_.span.start : type_.span.end] for type_ in written) or method.item.name
    return f"{owner}.{method.name}"


def method_by_name(database: CompilerDatabase, path: str, name: str) -> MemberId | None:
    """The method of a file that a short or full name means; the first of several."""
    wanted = name.replace("@", "")
    methods = methods_of(database, path)
    by_short_name = (method for method in methods if short_name(database, method) == wanted)
    return next(by_short_name, None) or next(
        (method for method in methods if _full_name(database, method) == wanted), None
    )


def unambiguous_name(database: CompilerDatabase, function: ItemId | MemberId) -> str:
    """The shortest name that means this function and no other of its file."""
    if isinstance(function, ItemId):
        return function.name
    name = short_name(database, function)
    return name if method_by_name(database, function.item.path, name) == function else _full_name(database, function)
