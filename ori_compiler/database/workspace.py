"""The files of a program as inputs: texts in, items out.

Each item's text is an input of its own, so that an edit is noticed only by what reads the edited item.
"""

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.query.engine import Database, Input
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import ItemOrigin, ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax.splitter import split_items

_FORBIDDEN = {"\ufeff": "a byte order mark", "\0": "a NUL character"}


def file_item(path: str) -> ItemId:
    """Stands for a whole file: spans relative to it are absolute."""
    return ItemId(path, ItemKind.FILE, "")


class Workspace:
    """The files that are known, and where their items are now."""

    def __init__(self, database: Database) -> None:
        self.item_text: Input[ItemId, str] = database.input("item_text")
        self.module_items: Input[str, tuple[ItemId, ...]] = database.input("module_items")
        self.origins: dict[ItemId, ItemOrigin] = {}
        self.texts: dict[str, str] = {}
        self._problems: dict[str, tuple[Diagnostic, ...]] = {}
        self._database = database

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
        self.texts[path] = text
        self._problems[path] = problems
        lines = LineIndex(text)
        # What is not text has no items: everything else said about it would be noise.
        items = () if problems else split_items(path, text)
        self._forget_items(path, {item.id for item in items})
        self.origins[file_item(path)] = ItemOrigin(path, 0, lines)
        for item in items:
            self.origins[item.id] = ItemOrigin(path, item.offset, lines)
            self.item_text.set(item.id, item.text)
        self.module_items.set(path, tuple(item.id for item in items))

    def _forget_items(self, path: str, kept: set[ItemId]) -> None:
        if not self.module_items.contains(path):
            return
        for item in self.module_items.get(path):
            if item not in kept:
                self.origins.pop(item, None)
                self._database.forget(item)
                self.item_text.remove(item)

    def remove(self, path: str) -> None:
        """Takes a file out of the program."""
        if path not in self.texts:
            return
        self._forget_items(path, set())
        self.origins.pop(file_item(path), None)
        self.module_items.remove(path)
        del self.texts[path], self._problems[path]

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
