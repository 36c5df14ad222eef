"""Which traits and extensions a module sees, by the name of a method."""

from typing import TYPE_CHECKING

import msgspec

from ori_compiler.database.imported_files import imported_file
from ori_compiler.resolve.header import ExtendHeader, TraitHeader
from ori_compiler.resolve.module_path import PRELUDE, is_prelude, module_of
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
    scope = database.type_scope(path)
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
    scope = database.type_scope(question.path)
    found = [item for item, header in scope.extends if question.method in header.methods]
    for _, header in scope.extension_imports:
        target = imported_file(database, question.path, header.path, is_relative=header.is_relative)
        for owner, method in header.methods:
            if method == question.method:
                found += exported_extensions(database, target, owner, method)
    return tuple(dict.fromkeys(found))


def exported_extensions(database: "CompilerDatabase", path: str, owner: str, method: str) -> tuple[ItemId, ...]:
    """The extensions of a type with a method that a module declares as public ones, or passes on."""
    found: list[ItemId] = []
    pending, seen = [path], {path}
    while pending:
        module = pending.pop()
        if not database.workspace.module_items.contains(module):
            continue
        scope = database.type_scope(module)
        found += [item for item, header in scope.extends if header.is_public and _adds(header, owner, method)]
        for _, passed in scope.extension_imports:
            target = imported_file(database, module, passed.path, is_relative=passed.is_relative)
            if passed.is_public and (owner, method) in passed.methods and target not in seen:
                seen.add(target)
                pending.append(target)
    return tuple(found)


def is_lost_import(database: "CompilerDatabase", path: str, method: str) -> bool:
    """Whether a module imports an extension method that is not there, which is reported at the import."""
    return any(
        name == method and not exported_extensions(database, target, owner, name)
        for _, header in database.type_scope(path).extension_imports
        for target in (imported_file(database, path, header.path, is_relative=header.is_relative),)
        for owner, name in header.methods
    )


def private_extension(database: "CompilerDatabase", path: str, owner: str, method: str) -> ItemId | None:
    """An extension with a method that a module keeps to itself."""
    extends = database.type_scope(path).extends
    return next((item for item, header in extends if not header.is_public and _adds(header, owner, method)), None)


def _adds(header: ExtendHeader, owner: str, method: str) -> bool:
    return header.head == owner and method in header.methods


def extensions_elsewhere(database: "CompilerDatabase", question: MethodQuestion) -> tuple[ItemId, ...]:
    """The public `extend` items of other modules that declare a method."""
    return tuple(
        item
        for path in database.modules()
        if path != module_of(question.path)
        for item, header in database.type_scope(path).extends
        if header.is_public and question.method in header.methods
    )
