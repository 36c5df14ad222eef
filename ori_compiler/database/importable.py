"""What an unknown name may mean: what another module declares, and the import that is missing."""

import posixpath
from typing import TYPE_CHECKING

from ori_compiler.database.names import Lookup
from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.resolve.header import ExtendHeader
from ori_compiler.resolve.module_path import is_library, is_prelude, is_uri, module_of, standard_path
from ori_compiler.resolve.scope import BrokenEntity, ConstantEntity
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def modules_declaring(database: "CompilerDatabase", question: Lookup) -> tuple[str, ...]:
    """The modules that declare a public type or trait, or else a public value, of a name; it has no path."""
    found: list[str] = []
    for path in database.modules():
        if is_uri(path):
            continue
        scope = database.scope(path)
        entity = (scope.types if question.is_type else scope.values).get(question.name)
        if entity is not None and not isinstance(entity, BrokenEntity) and entity.is_public and not is_prelude(path):
            found.append(path)
    return tuple(found)


def missing_import(
    database: "CompilerDatabase", importer: str, module: str, name: str, *, is_type: bool
) -> Suggestion | None:
    """How to import a name from a module; none where an import cannot stand at the head of the file."""
    entity = None if is_type else database.scope(module).values.get(name)
    written = f"${name}" if isinstance(entity, ConstantEntity) else name
    return _import(database, importer, f"use {written_path(importer, module)} {{ {written} }};")


def extension_import(database: "CompilerDatabase", importer: str, extension: ItemId, method: str) -> Suggestion | None:
    """How to import a method of an `extend` item; none if it extends what has no name."""
    header = database.header(extension)
    if not isinstance(header, ExtendHeader) or not header.head.isidentifier():
        return None
    path = written_path(importer, extension.path)
    return _import(database, importer, f"extension {path} {{ {header.head}.{method} }};")


def _import(database: "CompilerDatabase", importer: str, statement: str) -> Suggestion | None:
    items = database.workspace.module_items.get(importer)
    if any(item.kind is ItemKind.FILE_ATTRIBUTE for item in items) or is_library(importer):
        return None
    first = next((item for item in items if item.kind is ItemKind.IMPORT), file_item(importer))
    return Suggestion(f"import it: `{statement}`", (Edit(ItemSpan(first, NO_SPAN), f"{statement}\n"),))


def written_path(importer: str, module: str) -> str:
    """The path of a module as an import in another file has it."""
    module = module_of(module).removesuffix(".ori")
    if is_library(f"{module}.ori"):
        return f"std.{module.removeprefix(standard_path('').removesuffix('.ori')).replace('/', '.')}"
    relative = posixpath.relpath(module, posixpath.dirname(importer) or ".")
    return f'"{relative}"' if relative.startswith("..") else f'"./{relative}"'
