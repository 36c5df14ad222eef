"""Which traits and extensions a module sees, by the name of a method."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ori_compiler.resolve.header import TraitHeader
from ori_compiler.resolve.module_path import PRELUDE, import_path, is_prelude, module_of
from ori_compiler.resolve.scope import TraitEntity
from ori_compiler.source.item_id import ItemId

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


class MethodQuestion(msgspec.Struct, frozen=True, cache_hash=True):
    """A module and the name of a method."""

    path: str
    method: str


def visible_traits(database: "CompilerDatabase", path: str) -> tuple[ItemId, ...]:
    """The traits that a module declares, imports, or has from the prelude."""
    scope = database.scope(path)
    found = [entity.item for entity in scope.types.values() if isinstance(entity, TraitEntity)]
    environment = database.environment(path)
    for _, header in scope.imports:
        for imported in header.names:
            entity = environment.lookup_type(imported.alias)
            if isinstance(entity, TraitEntity):
                found.append(entity.item)
    if not is_prelude(path):
        found += database.visible_traits(PRELUDE)
    return tuple(dict.fromkeys(found))


def traits_with_method(database: "CompilerDatabase", question: MethodQuestion) -> tuple[ItemId, ...]:
    """The visible traits that declare a method."""
    headers = ((trait, database.header(trait)) for trait in database.visible_traits(question.path))
    return tuple(
        trait for trait, header in headers if isinstance(header, TraitHeader) and question.method in header.methods
    )


def extensions_with_method(database: "CompilerDatabase", question: MethodQuestion) -> tuple[ItemId, ...]:
    """The module's own extensions, and imported ones, that declare a method."""
    scope = database.scope(question.path)
    found = [item for item, header in scope.extends if question.method in header.methods]
    for _, header in scope.extension_imports:
        target = import_path(question.path, header.path, header.is_relative)
        wanted = [owner for owner, method in header.methods if method == question.method]
        if wanted and database.workspace.module_items.contains(target):
            found += _exported(database, target, wanted, question.method)
    return tuple(dict.fromkeys(found))


def _exported(database: "CompilerDatabase", path: str, owners: list[str], method: str) -> Iterator[ItemId]:
    for item, header in database.scope(path).extends:
        if method in header.methods and header.head in owners:
            yield item


def modules_extending(database: "CompilerDatabase", question: MethodQuestion) -> tuple[str, ...]:
    """Other modules with a public extension that declares a method."""
    return tuple(
        path
        for path in database.modules()
        if path != module_of(question.path)
        and any(header.is_public and question.method in header.methods for _, header in database.scope(path).extends)
    )
