"""Imports in order: sorted, one for each module, and without the names that nothing in the file mentions.

A name that is imported for its effect stays: a trait, which brings its methods, and whatever is exported again.
"""

import re
from collections.abc import Iterator
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.names import Lookup
from ori_compiler.ide.actions.offer import ActionKind, Edits, Offer, Selection
from ori_compiler.ide.position import item_range, items_of, source_of
from ori_compiler.ide.text_edits import TextEdit, applied, minimal_edits
from ori_compiler.resolve.scope import BrokenEntity, TraitEntity
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.formatter.whole_text import format_text, line_end

_REST: Final = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)")


def organize_imports(at: Selection) -> Offer | None:
    """Offers to put the imports in order, if they parse and are not in order."""
    imports = [item for item in items_of(at.database, at.path) if item.kind is ItemKind.IMPORT]
    if not imports or not all(_is_whole(at.database, item) for item in imports):
        return None
    edits = _edits(at, imports)
    return Offer("Organize imports", ActionKind.ORGANIZE_IMPORTS, lambda: edits) if edits[at.path] else None


def _is_whole(database: CompilerDatabase, item: ItemId) -> bool:
    return all(problem.is_warning for problem in database.item_syntax(item).tree.problems)


def _edits(at: Selection, imports: list[ItemId]) -> Edits:
    text = at.text
    parts = _sections(at.database, at.path, imports)
    changed = tuple(_rewritten(at.database, text, imports))
    edits: list[TextEdit] = []
    for first, last in parts:
        start, end = item_range(at.database, first).start, item_range(at.database, last).end
        end = _line_end(text, end)
        inside = [edit for edit in changed if start <= edit.at.start and edit.at.end <= end]
        before = text[start:end]
        after = applied(text[:end], inside)[start:]
        plain = after.replace("\r\n", "\n").replace("\r", "\n")
        laid_out = format_text(plain, at.path).replace("\n", line_end(text)) if after.strip() else ""
        if not before.endswith(("\n", "\r")):
            laid_out = laid_out.rstrip("\r\n")
        edits += minimal_edits(before, laid_out, start)
    return {at.path: tuple(edits)}


def _sections(database: CompilerDatabase, path: str, imports: list[ItemId]) -> list[tuple[ItemId, ItemId]]:
    """Imports that stand together, by the first and the last."""
    sections: list[tuple[ItemId, ItemId]] = []
    is_open = False
    for item in items_of(database, path):
        if item not in imports:
            is_open = False
        elif is_open:
            sections[-1] = (sections[-1][0], item)
        else:
            sections.append((item, item))
            is_open = True
    return sections


def _rewritten(database: CompilerDatabase, text: str, imports: list[ItemId]) -> Iterator[TextEdit]:
    """Imports without what nobody uses, the names of one module in its first import."""
    by_module: dict[tuple[str, bool], list[ItemId]] = {}
    for item in imports:
        match database.item_syntax(item).item:
            case ast.ImportItem(path=path, is_public=is_public):
                by_module.setdefault((path.text, is_public), []).append(item)
            case ast.NamespaceImportItem(name=name) if not _is_mentioned(database, item.path, name.text):
                yield _without(database, text, item)
            case _:
                pass
    for same in by_module.values():
        names = dict.fromkeys(name for item in same for name in _kept(database, item))
        before = [source_of(database, item, name.span) for item in same for name in _names(database, item)]
        if not names:
            yield from (_without(database, text, item) for item in same)
        elif len(same) > 1 or list(names) != before:
            first, *others = same
            yield _with_names(database, first, list(names))
            yield from (_without(database, text, item) for item in others)


def _names(database: CompilerDatabase, item: ItemId) -> tuple[ast.ImportedName, ...]:
    syntax = database.item_syntax(item).item
    return syntax.names if isinstance(syntax, ast.ImportItem) else ()


def _kept(database: CompilerDatabase, item: ItemId) -> Iterator[str]:
    """The names that an import is needed for, as they are written."""
    syntax = database.item_syntax(item).item
    is_public = isinstance(syntax, ast.ImportItem) and syntax.is_public
    for name in _names(database, item):
        known = name.alias.text
        if is_public or _is_mentioned(database, item.path, known) or _has_effect(database, item.path, known):
            yield source_of(database, item, name.span)


def _is_mentioned(database: CompilerDatabase, path: str, name: str) -> bool:
    """Whether a name stands anywhere in a file but in its imports; examples in comments count."""
    others = (item for item in items_of(database, path) if item.kind is not ItemKind.IMPORT)
    if any(name in database.words.of_item(item) for item in others):
        return True
    return any(re.search(rf"\b{re.escape(name)}\b", comment) for comment in _comments(database, path))


def _comments(database: CompilerDatabase, path: str) -> Iterator[str]:
    """What stands between the items of a file."""
    text, end = database.workspace.texts[path], 0
    for item in items_of(database, path):
        at = item_range(database, item)
        yield text[end : at.start]
        end = at.end
    yield text[end:]


def _has_effect(database: CompilerDatabase, path: str, name: str) -> bool:
    """Whether importing a name does something by itself; what is unknown may, once it is known."""
    as_type, as_value = database.lookup(Lookup(path, name, True)), database.lookup(Lookup(path, name, False))
    return isinstance(as_type, (TraitEntity, BrokenEntity)) or (as_type is None and as_value is None)


def _with_names(database: CompilerDatabase, item: ItemId, names: list[str]) -> TextEdit:
    """The names between the braces of an import replaced."""
    at, text = item_range(database, item), database.workspace.item_text.get(item)
    span = Span(at.start + text.index("{"), at.start + text.rindex("}") + 1)
    return TextEdit(span, f"{{ {', '.join(names)} }}")


def _without(database: CompilerDatabase, text: str, item: ItemId) -> TextEdit:
    """An import taken out with the rest of its line."""
    at = item_range(database, item)
    return TextEdit(Span(at.start, _line_end(text, at.end)), "")


def _line_end(text: str, offset: int) -> int:
    """Behind the end of a line of which nothing but blanks is left; else the offset."""
    rest = _REST.match(text, offset)
    return rest.end() if rest is not None else offset
