"""Names of other modules as proposals, which bring the import that they need."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

from msgspec.structs import replace

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.importable import written_path
from ori_compiler.ide.completion_item import CompletionItem, CompletionKind, named_item
from ori_compiler.ide.document_symbols import SymbolKind
from ori_compiler.ide.position import item_range, items_of
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.ide.type_names import entity_target
from ori_compiler.ide.unparsed import DeclaredName, declared_names
from ori_compiler.resolve.module_path import import_path, is_library, is_prelude, standard_path
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.stdlib import standard_modules, standard_text
from ori_compiler.syntax import ast
from ori_compiler.syntax.formatter.whole_text import line_end

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


def no_others() -> tuple[tuple[str, tuple[DeclaredName, ...]], ...]:
    """No workspace."""
    return ()


def importable(
    database: CompilerDatabase, path: str, typed: str, elsewhere: Elsewhere, *, only_types: bool, known: frozenset[str]
) -> Iterator[CompletionItem]:
    """The public names of modules that are not imported, as far as they can become of what is typed."""
    if is_library(path) or any(item.kind is ItemKind.FILE_ATTRIBUTE for item in items_of(database, path)):
        return
    for module in database.modules():
        if module != path and not is_prelude(module):
            yield from _of_known(database, path, module, typed, only_types=only_types, known=known)
    for module, declared in (*elsewhere(), *_standard()):
        if module == path or database.workspace.module_items.contains(module):
            continue
        for name in declared:
            is_wanted = name.is_public and not name.container and name.kind in _KINDS and name.name not in known
            if is_wanted and not (only_types and name.kind in _VALUES) and _may_become(typed, name.name):
                written = f"${name.name}" if name.kind is SymbolKind.CONSTANT else name.name
                edits, origin = (import_edit(database, path, module, written),), _origin(path, module)
                yield CompletionItem(written, _KINDS[name.kind], written, "", "", origin, _GROUP, edits=edits)


def _of_known(
    database: CompilerDatabase, path: str, module: str, typed: str, *, only_types: bool, known: frozenset[str]
) -> Iterator[CompletionItem]:
    """The names of a module that the compiler has read."""
    scope = database.scope(module)
    for names in (scope.types,) if only_types else (scope.types, scope.values):
        for name, entity in names.items():
            if entity.is_public and name not in known and _may_become(typed, name):
                target = entity_target(entity)
                found = named_item(database, name, target, _GROUP) if target is not None else None
                if found is not None:
                    edit = import_edit(database, path, module, found.text)
                    yield replace(found, origin=_origin(path, module), edits=(edit,))


def _origin(path: str, module: str) -> str:
    return f"use {written_path(path, module)}"


def _may_become(typed: str, name: str) -> bool:
    """Whether the letters that are typed stand in a name, in this order; editors decide the rest."""
    letters = iter(name.lower())
    return all(letter in letters for letter in typed.lower())


@cache
def _standard() -> tuple[tuple[str, tuple[DeclaredName, ...]], ...]:
    """What the standard modules declare."""
    return tuple((standard_path(name), tuple(declared_names(standard_text(name)))) for name in standard_modules())


def import_edit(database: CompilerDatabase, importer: str, module: str, written: str) -> TextEdit:
    """What imports a name: one more in the import of its module, or an import in front of the first one."""
    text = database.workspace.texts[importer]
    imports = [item for item in items_of(database, importer) if item.kind is ItemKind.IMPORT]
    for item in imports:
        if _imports_from(database, item, module):
            at = item_range(database, item)
            close = text.rindex("}", at.start, at.end)
            last = len(text[:close].rstrip())
            separator = " " if text[last - 1] in "{," else ", "
            return TextEdit(Span(last, last), f"{separator}{written}")
    start = item_range(database, imports[0]).start if imports else 0
    return TextEdit(Span(start, start), f"use {written_path(importer, module)} {{ {written} }};{line_end(text)}")


def _imports_from(database: CompilerDatabase, item: ItemId, module: str) -> bool:
    match database.item_syntax(item).item:
        case ast.ImportItem(path=path, is_public=False, is_relative=is_relative, names=(_, *_)):
            return import_path(item.path, path.text, is_relative) == module
        case _:
            return False
