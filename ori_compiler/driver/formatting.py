"""Formatting of sources: text in, text out; nothing here touches the disk.

A source with any mistake of form is left alone, and the result says why. What was formatted is read again and compared
with what it was made of, so that a mistake of the formatter can never change a program or lose a comment.
"""

from collections.abc import Iterator, Mapping

import msgspec

from ori_compiler.database.workspace import Workspace
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.place import sort_diagnostics
from ori_compiler.driver.results import Failed
from ori_compiler.query.engine import Database
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemOrigin
from ori_compiler.syntax.errors import ItemSyntaxError
from ori_compiler.syntax.formatter.equivalence import same_comments, same_meaning
from ori_compiler.syntax.formatter.source_file import SourceItem, format_items
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.splitter import split_items


class Formatted(msgspec.Struct, frozen=True):
    """A source in its layout; `has_changed` says whether it was in another one before."""

    text: str
    has_changed: bool


class LeftAlone(Failed, frozen=True):
    """A source that does not parse. `origins` are where its diagnostics stand, for renderers."""

    origins: Mapping[ItemId, ItemOrigin]


class FormatterError(Exception):
    """The formatter would have changed the meaning of a source, or lost a comment: a mistake of ours."""


def format_source(source: str | bytes, name: str = "source.ori") -> Formatted | LeftAlone:
    """The layout of a source; bytes have to be UTF-8. Its line ends stay what the first one is."""
    workspace = Workspace(Database())
    if isinstance(source, bytes):
        workspace.set_bytes(name, source)
    else:
        workspace.set_text(name, source)
    diagnostics = _mistakes(workspace, name)
    if diagnostics:
        ordered = sort_diagnostics(diagnostics, workspace.origins)
        return LeftAlone(tuple(ordered), dict(workspace.origins))
    text = workspace.texts[name]
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    items, rest = _items(name, lines)
    formatted = format_items(items, rest).replace("\n", _line_end(text))
    if formatted == text:
        return Formatted(text, False)
    _hold_equal(name, items, rest, formatted)
    return Formatted(formatted, True)


def _mistakes(workspace: Workspace, name: str) -> list[Diagnostic]:
    diagnostics = list(workspace.problems(name))
    for item in workspace.module_items.get(name):
        problems = parse_item(workspace.item_text.get(item)).problems
        diagnostics += (ItemSyntaxError(item, problem).into_diagnostic() for problem in problems)
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]


def _items(name: str, text: str) -> tuple[list[SourceItem], str]:
    """The items with what stands in front of each, and what stands behind the last."""
    items: list[SourceItem] = []
    end = 0
    for item in split_items(name, text):
        items.append(SourceItem(parse_item(item.text), text[end : item.offset]))
        end = item.offset + len(item.text)
    return items, text[end:]


def _hold_equal(name: str, items: list[SourceItem], rest: str, formatted: str) -> None:
    again, rest_again = _items(name, formatted)
    has_errors = any(not problem.is_warning for item in again for problem in item.tree.problems)
    if has_errors or not same_meaning([item.tree for item in items], [item.tree for item in again]):
        raise FormatterError(f"formatting `{name}` would change what it means; it is left alone")
    if not same_comments(_trivia(items, rest), _trivia(again, rest_again)):
        raise FormatterError(f"formatting `{name}` would lose a comment; it is left alone")


def _trivia(items: list[SourceItem], rest: str) -> Iterator[str]:
    """Whatever stands between tokens."""
    for item in items:
        yield item.trivia
        yield from item.tree.tokens.prefixes
    yield rest


def _line_end(text: str) -> str:
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
