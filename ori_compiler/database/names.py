"""What names mean: in a module, for its importers, and behind a namespace."""

from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.database.conditions import active_among
from ori_compiler.resolve.module_path import PRELUDE, is_library, is_prelude, prelude_path
from ori_compiler.resolve.scope import BrokenEntity, Entity, ModuleScope, NamespaceEntity, module_scope
from ori_compiler.source.item_id import ItemKind
from ori_compiler.stdlib import prelude_texts

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


_VALUES: Final = frozenset((ItemKind.FUNCTION, ItemKind.TEST, ItemKind.CONSTANT))


class Lookup(msgspec.Struct, frozen=True, cache_hash=True):
    """A question: what a name means in a module, as a type or as a value."""

    path: str
    name: str
    is_type: bool


def scope_of(database: "CompilerDatabase", path: str) -> ModuleScope:
    """The names that a module declares."""
    if is_prelude(path):
        return database.scope(PRELUDE) if path != PRELUDE else _prelude_scope(database)
    return module_scope((item, database.header(item)) for item in database.active_items(path))


def type_scope_of(database: "CompilerDatabase", path: str) -> ModuleScope:
    """The same without functions, tests and constants: most questions are not about these, and most items are these."""
    if is_prelude(path):
        return database.scope(PRELUDE)
    items = (item for item in database.workspace.module_items.get(path) if item.kind not in _VALUES)
    return module_scope((item, database.header(item)) for item in active_among(database, path, items))


def _prelude_scope(database: "CompilerDatabase") -> ModuleScope:
    """Every file of the prelude sees the names of all."""
    files = [database.workspace.module_items.get(prelude_path(name)) for name in prelude_texts()]
    return module_scope((item, database.header(item)) for items in files for item in items)


def lookup(database: "CompilerDatabase", question: Lookup) -> Entity | None:
    """What a name means in a module: its own declaration, an import, or the prelude's."""
    if "." in question.name:
        return _in_namespace(database, question)
    scope, own = _declared(database, question)
    if own is not None:
        return own
    for item, header in scope.imports:
        target = database.import_target(question.path, header)
        if header.namespace == question.name:
            return NamespaceEntity(item, target) if target is not None else BrokenEntity(item)
        for imported in header.names:
            if imported.alias == question.name:
                found = _imported(database, target, imported.name, question.is_type)
                if found is not None or not _exists(database, target, imported.name):
                    return found or BrokenEntity(item)
    if is_prelude(question.path):
        return None
    found = database.exported(Lookup(PRELUDE, question.name, question.is_type))
    return found if found is not None and (found.is_public or is_library(question.path)) else None


def _in_namespace(database: "CompilerDatabase", question: Lookup) -> Entity | None:
    """What `namespace.name` means: only what the module exports."""
    prefix, _, name = question.name.rpartition(".")
    namespace = database.lookup(Lookup(question.path, prefix, question.is_type))
    if not isinstance(namespace, NamespaceEntity):
        return namespace if isinstance(namespace, BrokenEntity) else None
    found = database.exported(Lookup(namespace.path, name, question.is_type))
    return found if found is not None and found.is_public else None


def _declared(database: "CompilerDatabase", question: Lookup) -> tuple[ModuleScope, Entity | None]:
    """What the module itself declares under a name, with the scope that says so."""
    if question.is_type:
        scope = database.type_scope(question.path)
        return scope, scope.types.get(question.name)
    scope = database.scope(question.path)
    return scope, scope.values.get(question.name)


def _imported(database: "CompilerDatabase", target: str | None, name: str, is_type: bool) -> Entity | None:
    return database.exported(Lookup(target, name, is_type)) if target is not None else None


def _exists(database: "CompilerDatabase", target: str | None, name: str) -> bool:
    """Whether a module offers a name at all; if not, that is reported at the import."""
    return any(_imported(database, target, name, is_type) is not None for is_type in (True, False))


def exported(database: "CompilerDatabase", question: Lookup) -> Entity | None:
    """What an importer gets for a name: a declaration, or what the module re-exports."""
    scope, own = _declared(database, question)
    if own is not None:
        return own
    for _, header in scope.imports:
        target = database.import_target(question.path, header) if header.is_public else None
        for imported in header.names:
            if imported.alias == question.name and target is not None:
                return database.exported(Lookup(target, imported.name, question.is_type))
    return None
