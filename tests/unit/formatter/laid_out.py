"""Formats texts for tests, and holds the result to what every layout has to be."""

import re

from ori_compiler.driver.formatting import Formatted, format_source
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.layout import COLUMNS
from ori_compiler.syntax.lexer import lex
from ori_compiler.syntax.splitter import split_items

_COMMENT = re.compile(r"//[^\n]*")
_MARKED = re.compile(r"//[*!>]")


def formatted(text: str) -> str:
    """The layout of a text that has no mistakes."""
    result = format_source(text, "test.ori")
    assert isinstance(result, Formatted), [d.message for d in result.diagnostics]
    assert result.has_changed == (result.text != text)
    return result.text


def check_layout(text: str) -> str:
    """Formats a text, and holds all that is promised of the result. That it means the same is checked by the driver."""
    result = formatted(text)
    assert formatted(result) == result
    check_comments(text, result)
    lines = result.replace("\r\n", "\n")
    assert not lines or (lines.endswith("\n") and not lines.startswith("\n"))
    if "`" not in lines:
        check_white_space(lines)
    return result


def check_white_space(text: str) -> None:
    """No tabs, trailing blanks or two blank lines; nothing too long but what cannot be cut."""
    assert "\n\n\n" not in text
    assert not text.endswith("\n\n")
    for line in text.split("\n"):
        assert line == line.rstrip()
        code = line.lstrip()
        indent = len(line) - len(code)
        assert "\t" not in line[:indent]
        assert indent % 4 == 0
        # A line that is too long has no place to break: it is a literal, a comment, or begins far to the right.
        assert len(line) <= COLUMNS or code.startswith(("//", "#")) or '"' in code or indent > COLUMNS // 2, line


def check_comments(before: str, after: str) -> None:
    """Every comment is kept, and in its order where nothing has a place of its own to go to."""
    kept, expected = comments_of(after), comments_of(before)
    assert sorted(kept) == sorted(expected)
    if not _MOVES.search(before) and not any(map(_MARKED.match, expected)):
        # What is inside of a template stays there, while comments around it may have to go in front of it.
        assert comments_of(after, in_templates=False) == comments_of(before, in_templates=False)


_MOVES = re.compile(r"\b(?:use|extension|uses|where|pre|post)\b|#")


def comments_of(text: str, *, in_templates: bool = True) -> list[str]:
    """The comments of a text, without their blanks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[str] = []
    end = 0
    for item in split_items("test.ori", lines):
        found += _COMMENT.findall(lines[end : item.offset])
        end = item.offset + len(item.text)
        tokens, _ = lex(item.text)
        holes = 0
        for kind, prefix in zip(tokens.kinds, tokens.prefixes, strict=True):
            if in_templates or not holes:
                found += _COMMENT.findall(prefix)
            holes += (kind == k.TEMPLATE_HEAD) - (kind == k.TEMPLATE_TAIL)
    found += _COMMENT.findall(lines[end:])
    return ["".join(comment.split()) for comment in found]
