"""The layout of a whole text, held against what it was made of.

What was formatted is read again and compared, so that a mistake of the formatter can never change a program or lose a
comment.
"""

from collections.abc import Iterator

from ori_compiler.syntax.formatter.equivalence import same_comments, same_meaning
from ori_compiler.syntax.formatter.source_file import SourceItem, format_items
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.splitter import split_items


class FormatterError(Exception):
    """The formatter would have changed the meaning of a source, or lost a comment: a mistake of ours."""


def format_text(text: str, name: str) -> str:
    """The layout of a text that has no mistakes of form. Its line ends stay what the first one is."""
    items, rest = _items(name, text.replace("\r\n", "\n").replace("\r", "\n"))
    formatted = format_items(items, rest).replace("\n", line_end(text))
    if formatted != text:
        _hold_equal(name, items, rest, formatted)
    return formatted


def line_end(text: str) -> str:
    """How the lines of a text end, by its first one."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


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
