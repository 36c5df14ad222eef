"""From a file's text to the texts of its top-level items.

A new item begins at a line that starts an item in column one, so a broken item never harms its neighbours,
and only the text of an edited item changes. What stands between two items (blank lines, comments) belongs to
neither: an item's text begins at its first token, so that adding lines above it leaves it equal.
"""

import re
from itertools import pairwise
from typing import Final

import msgspec

from ori_compiler.source.item_id import ItemId, ItemKind

_WORDS: Final = r"(?:type|trait|impl|use|pub|extend|def|extern|extension|capset|compile_error|fn|func|function)\b"
_CUT: Final = re.compile(r"\n(?=@|#|//|let\b|\$[A-Za-z_]|" + _WORDS + r")")
_LONE_CR: Final = re.compile(r"\r(?!\n)")
_LEADING: Final = re.compile(r"(?:[ \t\r\n]|//[^\n]*(?:\n|\Z))*+")
_STRING: Final = r'"(?:[^"\\\n]|\\.)*"'
_INSIDE: Final = r"(?:[^()\"'`/]|/(?!/)|//[^\n]*|" + _STRING + r"|'(?:[^'\\\n]|\\.)+'|`[^`]*`)"
_ATTRIBUTE: Final = r"#[A-Za-z_]\w*+(?:(?:\s|//[^\n]*\n)*\((?:" + _INSIDE + r"|\(" + _INSIDE + r"*\))*+\))?"
_ATTRIBUTES: Final = re.compile(r"(?:" + _ATTRIBUTE + r"(?=[\s#])|[ \t\r\n]|//[^\n]*\n)*+\Z")
_WEAK: Final = re.compile(r"let\b|\$")
_OPEN_HEAD: Final = re.compile(r"(?:pub\s+)?(?:def\s+)?(?:impl|trait|extend|extern)\b")
_SAME_LINE: Final = re.compile(
    r"(?:[;}][ \t]*|[;}]\s*\n[ \t]+)(?=@[A-Za-z_]\w*\s*(?:tests\b|[(<])|let\s+\$\w|(?:type|use|trait|impl|pub)\b)"
)
_BRACKETS: Final = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'|`(?:[^`\\]|\\.)*`|//[^\n]*|[()\[\]{}]', re.DOTALL
)
_TEMPLATES: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)\'|`(?:[^`\\]|\\.)*`|//[^\n]*|`', re.DOTALL)
_AFTER_TEMPLATE: Final = frozenset(("", "\n", ";", ",", ".", ")", "]", "}"))
_HEADER: Final = re.compile(
    r"(?:" + _ATTRIBUTE + r"\s*|//[^\n]*\n\s*)*(?:pub\s+)?(?:"
    r"@\s*(?P<function>\w+)\s*(?P<tests>tests\b)?"
    r"|(?P<constant>let\b\s*\$?\s*(?P<let>\w+)|\$(?P<dollar>\w+))"
    r"|type\s+(?P<type>\w+)"
    r"|use\s+(?P<import>\"[^\"\n]*\"|[\w.]+)"
    r"|(?P<word>trait|impl|extend|extern|extension|capset|def)\b\s*(?P<rest>[^\n{;]*)"
    r"|(?P<foreign>fn|func|function)\s+(?P<foreign_name>\w+))"
)


class ItemText(msgspec.Struct, frozen=True):
    """An item's identity, where its text begins in the file, and the text itself."""

    id: ItemId
    offset: int
    text: str


def split_items(path: str, text: str) -> tuple[ItemText, ...]:
    """The items of a file, in order. What is between them is trivia: white space and comments."""
    items: list[ItemText] = []
    counts: dict[tuple[ItemKind, str], int] = {}
    # A lone CR ends a line like any other line end.
    lines = _LONE_CR.sub("\n", text) if "\r" in text else text
    for start, end in _chunks(lines):
        found = _LEADING.match(lines, start, end)
        first = found.end() if found is not None else start
        length = len(_without_trailing_trivia(lines[first:end]))
        if not length:
            continue
        body = text[first : first + length]
        kind, name = _identify(lines[first : first + length])
        nth = counts.get((kind, name), 0)
        counts[kind, name] = nth + 1
        items.append(ItemText(ItemId(path, kind, name, nth), first, body))
    return tuple(items)


def _without_trailing_trivia(body: str) -> str:
    """Cuts blank lines and comment lines off the end, but not a comment on the item's last line."""
    while True:
        body = body.rstrip()
        line = body.rfind("\n") + 1
        if line and body[line:].lstrip().startswith("//") and body.count("`") % 2 == 0:
            body = body[:line]
        else:
            return body


def _chunks(text: str) -> list[tuple[int, int]]:
    cuts = _cuts(text)
    ends = [*cuts[1:], len(text)]
    chunks: list[tuple[int, int]] = []
    for start, end in zip(cuts, ends, strict=True):
        if chunks and _belongs_to_previous(text, chunks[-1], start):
            chunks[-1] = (chunks[-1][0], end)
        else:
            chunks.append((start, end))
    result: list[tuple[int, int]] = []
    for start, end in chunks:
        result.extend(_split_lines_with_several(text, start, end))
    return result


def _cuts(text: str) -> list[int]:
    cuts = [0]
    # Up to here nothing but comments and attributes has followed the last cut; they go with the item below.
    trivia_end: int | None = 0
    for found in _CUT.finditer(text):
        at = found.end()
        if trivia_end is not None:
            if _ATTRIBUTES.match(text, trivia_end, at):
                trivia_end = at
                continue
            trivia_end = None
        cuts.append(at)
        trivia_end = at
    return cuts


def _belongs_to_previous(text: str, previous: tuple[int, int], start: int) -> bool:
    """Whether what looks like a new item is unindented code inside the one before."""
    body = text[previous[0] : previous[1]]
    if "`" in body and _has_open_template(body):
        return _closes_template(text, start)
    is_weak = _WEAK.match(text, start) is not None or text.startswith("//", start)
    if text.startswith("@", start):
        found = _LEADING.match(body)
        is_weak = _OPEN_HEAD.match(body, found.end() if found is not None else 0) is not None
    return is_weak and _depth(body) > 0 and _closes_soon(text, previous[0], start)


def _has_open_template(body: str) -> bool:
    return any(found.group() == "`" for found in _TEMPLATES.finditer(body))


def _closes_template(text: str, start: int) -> bool:
    """Whether the next backtick ends a template rather than begins one: by what follows it.

    A template that somebody is typing has no end yet, and must not swallow the items up to the next template.
    """
    at = text.find("`", start)
    return at >= 0 and text[at + 1 : at + 2] in _AFTER_TEMPLATE


def _depth(body: str) -> int:
    depth = 0
    for found in _BRACKETS.finditer(body):
        token = found.group()
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
    return depth


def _closes_soon(text: str, start: int, after: int) -> bool:
    """Whether the brackets that are open at `after` are closed before the next item that is surely one."""
    strong = re.compile(r"\n(?:type|use|pub|trait|impl)\b|\n@[A-Za-z_]\w*\s*\(").search(text, after)
    if text.startswith("@", after):
        strong = re.compile(r"\n(?:type|use|pub|trait|impl)\b").search(text, after)
    return _depth(text[start : strong.start() if strong is not None else len(text)]) <= 0


def _split_lines_with_several(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cuts a chunk where a second item begins on the same line or is indented, outside all brackets."""
    body = text[start:end]
    candidates = {found.end() for found in _SAME_LINE.finditer(body)}
    if not candidates:
        return [(start, end)]
    found = _LEADING.match(body)
    if _OPEN_HEAD.match(body, found.end() if found is not None else 0):
        return [(start, end)]
    cuts: list[int] = []
    depth, at = 0, 0
    events = sorted(
        [(found.start(), found.group()) for found in _BRACKETS.finditer(body)] + [(c, "") for c in candidates]
    )
    for position, token in events:
        if position < at:
            continue
        if not token:
            if depth == 0:
                cuts.append(position)
        elif token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
        else:
            at = position + len(token)
    edges = [start, *(start + cut for cut in cuts), end]
    return list(pairwise(edges))


_WORD_KINDS: Final = {
    "trait": ItemKind.TRAIT,
    "impl": ItemKind.IMPL,
    "def": ItemKind.IMPL,
    "extend": ItemKind.EXTEND,
    "extern": ItemKind.EXTERN,
    "extension": ItemKind.IMPORT,
    "capset": ItemKind.CAPSET,
}


def _identify(body: str) -> tuple[ItemKind, str]:
    found = _HEADER.match(body)
    if found is None:
        return (ItemKind.FILE_ATTRIBUTE if body.startswith("#!") else ItemKind.BROKEN), ""
    if found["function"]:
        return (ItemKind.TEST if found["tests"] else ItemKind.FUNCTION), found["function"]
    if found["constant"]:
        return ItemKind.CONSTANT, found["let"] or found["dollar"]
    if found["type"]:
        return ItemKind.TYPE, found["type"]
    if found["import"]:
        return ItemKind.IMPORT, found["import"].strip('"')
    if found["foreign"]:
        return ItemKind.FUNCTION, found["foreign_name"]
    return _WORD_KINDS[found["word"]], found["rest"].strip()
