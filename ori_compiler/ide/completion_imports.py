"""Names of other modules as proposals, which bring the import that they need."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

import msgspec
from msgspec.structs import replace

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.importable import written_path
from ori_compiler.ide.completion_item import CompletionItem, CompletionKind, named_item
from ori_compiler.ide.document_symbols import SymbolKind
from ori_compiler.ide.new_imports import NewImports
from ori_compiler.ide.position import items_of
from ori_compiler.ide.type_names import entity_target
from ori_compiler.ide.unparsed import DeclaredName, declared_names
from ori_compiler.resolve.module_path import is_library, is_prelude, is_uri, standard_path
from ori_compiler.resolve.scope import Entity
from ori_compiler.source.item_id import ItemKind
from ori_compiler.stdlib import standard_modules, standard_text

Elsewhere = Callable[[], Iterable[tuple[str, tuple[DeclaredName, ...]]]]
"""What the other files of the workspace declare, by their paths; called when it is needed."""

_KINDS: Final = {
    SymbolKind.FUNCTION: CompletionKind.FUNCTION,
    SymbolKind.CONSTANT: CompletionKind.CONSTANT,
    SymbolKind.STRUCT: CompletionKind.STRUCT,
    SymbolKind.TRAIT: CompletionKind.TRAIT,
    SymbolKind.CAPABILITIES: CompletionKind.TRAIT,
}
_VALUES: Final = frozenset((SymbolKind.FUNCTION, SymbolKind.CONSTANT))
_GROUP: Final = 7
_MOST: Final = 100
"""More than anyone reads. What is left out is found when more is typed, and costs nothing before."""


class Importable(msgspec.Struct, frozen=True):
    """The best proposals; not complete if there are more."""

    items: tuple[CompletionItem, ...]
    is_complete: bool


class _Candidate(msgspec.Struct, frozen=True):
    """A public name of another module; it means an entity if the compiler has read that module."""

    name: str
    module: str
    is_value: bool
    meaning: Entity | DeclaredName


def no_others() -> tuple[tuple[str, tuple[DeclaredName, ...]], ...]:
    """No workspace."""
    return ()


def importable(
    database: CompilerDatabase, path: str, typed: str, elsewhere: Elsewhere, *, only_types: bool, known: frozenset[str]
) -> Importable:
    """The public names of modules that are not imported, as far as they can become of what is typed."""
    if is_library(path) or any(item.kind is ItemKind.FILE_ATTRIBUTE for item in items_of(database, path)):
        return Importable((), is_complete=True)
    found = [
        candidate
        for candidate in (*_known_names(database, path, only_types), *_unread_names(database, path, elsewhere))
        if candidate.name not in known
        and not (only_types and candidate.is_value)
        and _may_become(typed, candidate.name)
    ]
    found.sort(key=lambda candidate: _rank(typed, candidate.name))
    imports = NewImports(database, path)
    items = [_item(database, imports, candidate) for candidate in found[:_MOST]]
    return Importable(tuple(item for item in items if item is not None), is_complete=len(found) <= _MOST)


def _known_names(database: CompilerDatabase, path: str, only_types: bool) -> Iterator[_Candidate]:
    """The names of the modules that the compiler has read."""
    for module in database.modules():
        if module != path and not is_prelude(module) and not is_uri(module):
            scope = database.scope(module)
            for names in (scope.types,) if only_types else (scope.types, scope.values):
                for name, entity in names.items():
                    if entity.is_public:
                        yield _Candidate(name, module, names is scope.values, entity)


def _unread_names(database: CompilerDatabase, path: str, elsewhere: Elsewhere) -> Iterator[_Candidate]:
    """The names of all other modules."""
    for module, declared in (*elsewhere(), *_standard()):
        if module != path and not database.workspace.module_items.contains(module):
            for name in declared:
                if name.is_public and not name.container and name.kind in _KINDS:
                    yield _Candidate(name.name, module, name.kind in _VALUES, name)


def _item(database: CompilerDatabase, imports: NewImports, candidate: _Candidate) -> CompletionItem | None:
    name, module, meaning = candidate.name, candidate.module, candidate.meaning
    if isinstance(meaning, DeclaredName):
        written = f"${name}" if meaning.kind is SymbolKind.CONSTANT else name
        snippet = f"{name}($0)" if meaning.kind is SymbolKind.FUNCTION else ""
        item = CompletionItem(written, _KINDS[meaning.kind], written, snippet, group=_GROUP)
    else:
        target = entity_target(meaning)
        found = named_item(database, name, target, _GROUP) if target is not None else None
        if found is None:
            return None
        item = found
    origin = f"use {written_path(imports.importer, module)}"
    return replace(item, origin=origin, edits=(imports.edit(module, item.text),))


def _may_become(typed: str, name: str) -> bool:
    """Whether the letters that are typed stand in a name, in this order; editors decide the rest."""
    letters = iter(name.lower())
    return all(letter in letters for letter in typed.lower())


def _rank(typed: str, name: str) -> tuple[int, int]:
    """Less is more likely meant: what begins with what is typed, then what has it in one piece; shorter names first."""
    at = name.lower().find(typed.lower())
    return 0 if at == 0 else 1 if at > 0 else 2, len(name)


@cache
def _standard() -> tuple[tuple[str, tuple[DeclaredName, ...]], ...]:
    """What the standard modules declare."""
    return tuple((standard_path(name), tuple(declared_names(standard_text(name)))) for name in standard_modules())
