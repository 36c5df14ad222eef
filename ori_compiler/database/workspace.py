"""The files of a program as inputs: texts in, items out.

Each item's text is an input of its own, so that an edit is noticed only by what reads the edited item.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from ori_compiler.database.file_items import FileItems
from ori_compiler.database.origins import ItemOrigins
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.query.engine import Database, Input
from ori_compiler.resolve.module_path import standard_path
from ori_compiler.source.embedded_file import EmbeddedFile
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import ItemOrigin, ItemSpan
from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
from ori_compiler.source.span import Span
from ori_compiler.stdlib import standard_modules, standard_text
from ori_compiler.syntax.splitter import Section

_STANDARD_IMPORT: Final = re.compile(r"^\s*(?:pub\s+)?(?:use|extension)\s+std\.([a-z_.]+)", re.MULTILINE)
_FORBIDDEN = {"\ufeff": "a byte order mark", "\0": "a NUL character"}


def file_item(path: str) -> ItemId:
    """Stands for a whole file: spans relative to it are absolute."""
    return ItemId(path, ItemKind.FILE, "")


class PlacedExample(msgspec.Struct, frozen=True):
    """An example in a comment: its text without the marks of the comment, and where it begins in a section."""

    id: ItemId
    section: Section
    offset: int
    text: str


class Workspace:
    """The files that are known, and where their items are now."""

    def __init__(self, database: Database, members_of: Callable[[ItemId], MemberPlaces] = lambda _: NO_MEMBERS) -> None:
        self.item_text: Input[ItemId, str] = database.input("item_text")
        self.module_items: Input[str, tuple[ItemId, ...]] = database.input("module_items")
        self.origins = ItemOrigins(members_of)
        self.embedded_files: Input[str, EmbeddedFile] = database.input("embedded_files")
        """What `embed` and `has_embed` know; a file that is missing here is one that nobody has looked for."""
        self.folder_depths: Input[str, int] = database.input("folder_depths")
        """How many folders a source's folder is below that of its project; a source without one has no project."""
        self.modules: Input[str, tuple[str, ...]] = database.input("modules")
        """All files, under the one key `""`."""
        self.modules.set("", ())
        self.texts: dict[str, str] = {}
        self.embedding: dict[str, None] = {}
        """The files whose text may ask for embedded ones."""
        self._items: dict[str, FileItems] = {}
        self._problems: dict[str, tuple[Diagnostic, ...]] = {}
        self._database = database
        # Of the files whose examples were asked for; and of these, those that have not been edited since.
        self._examples: dict[str, tuple[ItemId, ...]] = {}
        self._has_current_examples: set[str] = set()

    def set_text(self, path: str, text: str) -> None:
        """Adds a file or replaces its text."""
        if self.texts.get(path) == text:
            return
        problem = _character_problem(path, text)
        self._set(path, text, (problem,) if problem is not None else ())

    def set_bytes(self, path: str, content: bytes) -> None:
        """Adds a file by its bytes, which have to be UTF-8."""
        try:
            self.set_text(path, content.decode("utf-8"))
        except UnicodeDecodeError as error:
            text = content.decode("utf-8", "replace")
            at = len(content[: error.start].decode("utf-8", "replace"))
            message = f"the file is not valid UTF-8: byte {error.start} is 0x{content[error.start]:02X}"
            self._set(path, text, (_file_problem(path, message, Span(at, at + 1), "not text"),))

    def _set(self, path: str, text: str, problems: tuple[Diagnostic, ...]) -> None:
        is_new = path not in self.texts
        self.texts[path] = text
        self._problems[path] = problems
        if "embed" in text:
            self.embedding[path] = None
        else:
            self.embedding.pop(path, None)
        self._has_current_examples.discard(path)
        items = self._items.setdefault(path, FileItems(path))
        # What is not text has no items: everything else said about it would be noise.
        change = items.edit("" if problems else text)
        file = file_item(path)
        self.origins.set_file(file, ItemOrigin(path, 0, LineIndex(text)))
        for item in change.removed:
            self._forget_item(item)
        for placed in change.placed:
            self.origins.set_item(placed.id, placed.section, placed.item.offset, file)
            self.item_text.set(placed.id, placed.item.text)
            if placed.id.kind is ItemKind.IMPORT:
                self._add_standard_module(placed.item.text)
        if is_new or change.is_reordered:
            self.module_items.set(path, items.ids())
        if is_new:
            self.modules.set("", (*self.modules.get(""), path))

    def _add_standard_module(self, imported_by: str) -> None:
        """Makes the standard module known that an import names: nobody else adds it, and few programs need it."""
        found = _STANDARD_IMPORT.search(imported_by)
        if found is not None and found[1] in standard_modules():
            path = standard_path(found[1])
            if path not in self.texts:
                self.set_text(path, standard_text(found[1]))

    def _forget_item(self, item: ItemId) -> None:
        self.origins.forget(item)
        self._database.forget(item)
        self.item_text.remove(item)

    def examples(self, path: str) -> tuple[ItemId, ...] | None:
        """The examples in a file's comments; none if nobody has looked for them since the last edit."""
        return self._examples[path] if path in self._has_current_examples else None

    def set_examples(self, path: str, examples: tuple[PlacedExample, ...]) -> None:
        """Tells the examples in a file's comments."""
        ids = tuple(example.id for example in examples)
        for gone in set(self._examples.get(path, ())).difference(ids):
            self._forget_item(gone)
        for example in examples:
            self.origins.set_item(example.id, example.section, example.offset, file_item(path))
            self.item_text.set(example.id, example.text)
        self._examples[path] = ids
        self._has_current_examples.add(path)

    def remove(self, path: str) -> None:
        """Takes a file out of the program."""
        if path not in self.texts:
            return
        for item in (*self._items[path].ids(), *self._examples.pop(path, ())):
            self._forget_item(item)
        self._has_current_examples.discard(path)
        self.embedding.pop(path, None)
        self.origins.forget(file_item(path))
        self.module_items.remove(path)
        self.modules.set("", tuple(other for other in self.modules.get("") if other != path))
        del self.texts[path], self._items[path], self._problems[path]

    def unknown_embedded_files(self) -> list[str]:
        """The files that somebody asked for and nobody has looked for."""
        cells = self.embedded_files.cells()
        asked = dict.fromkeys(path for suffix, path, _ in cells if suffix == "?")
        return [path for path in asked if not self.embedded_files.contains(path)]

    def known_embedded_files(self) -> list[str]:
        """The files that were looked for, those included that were not found."""
        cells = self.embedded_files.cells()
        return [path for suffix, path, _ in cells if not suffix and self.embedded_files.contains(path)]

    def problems(self, path: str) -> tuple[Diagnostic, ...]:
        """What keeps a file from being read as text."""
        return self._problems.get(path, ())


def _file_problem(path: str, message: str, span: Span, label: str) -> Diagnostic:
    help_ = "Ori source is UTF-8 text without a byte order mark or control characters"
    return Diagnostic("E0016", Severity.ERROR, message, Label(ItemSpan(file_item(path), span), label), help=(help_,))


def _character_problem(path: str, text: str) -> Diagnostic | None:
    """The first character that no Ori file may contain anywhere."""
    positions = [(at, character) for character in _FORBIDDEN if (at := text.find(character)) >= 0]
    if not positions:
        return None
    at, character = min(positions)
    return _file_problem(path, f"the file contains {_FORBIDDEN[character]}", Span(at, at + 1), "not allowed anywhere")
