"""Where a file is cut: a chunk is the text from one cut to the next, and holds one item, or several on one line.

A cut comes before a line that starts an item in column one, so a broken item never harms its neighbours. What only
looks like the start of an item stays with the item before: lines of a template, and unindented code.

`chunk_at` depends on nothing but the text behind the chunk's start, and says how far it has looked. So after an edit
all chunks in front stay whose look did not reach it, and cutting may stop at the first old cut behind it.
"""

import re
from typing import Final

import msgspec

from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax.item_head import holds_members, identify
from ori_compiler.syntax.nesting import Nesting, is_plain

LOOK_AHEAD: Final = 1 << 16
"""How far behind an open template or bracket its end is looked for."""
_LONGEST_START: Final = 16

_WORDS: Final = r"(?:type|trait|impl|use|pub|extend|def|extern|extension|capset|compile_error|fn|func|function)\b"
_START: Final = re.compile(r"@|#|let\b|\$[A-Za-z_]|" + _WORDS)
_NEXT_START: Final = re.compile(r"\n(?=@|#|//|let\b|\$[A-Za-z_]|" + _WORDS + ")")
_TRIVIA: Final = re.compile(r"(?:[ \t\r\n]++|//[^\n]*+)*+")
_ATTRIBUTE_NAME: Final = re.compile(r"#[A-Za-z_]\w*+")
_SAME_LINE: Final = re.compile(
    r"[;}]\s*+(?<!\n)(?=@[A-Za-z_]\w*\s*(?:tests\b|[(<])|let\s+\$\w|(?:type|use|trait|impl|pub)\b)"
)


class ChunkItem(msgspec.Struct, frozen=True, gc=False):
    """An item: where it begins in its chunk, and its text without what stands around it."""

    offset: int
    kind: ItemKind
    name: str
    text: str


class Chunk(msgspec.Struct, frozen=True, gc=False):
    """`reach` is how far behind the chunk's start the text decided about it."""

    length: int
    reach: int
    items: tuple[ChunkItem, ...]


def chunk_at(text: str, lines: str, start: int) -> Chunk:
    """The chunk that begins at `start`. `lines` is the text with every lone CR written as LF."""
    first, head, looked = _head(lines, start)
    end, reach = _end(lines, head)
    items: list[ChunkItem] = []
    if head < end or first < head:
        cuts = _cuts_on_one_line(lines, head, end)
        for begin, behind in zip([first, *cuts], [*cuts, end], strict=True):
            own_head = max(begin, head)
            length = _token_end(lines, begin, own_head, behind) - begin
            kind, name = identify(lines, own_head, begin + length)
            items.append(ChunkItem(begin - start, kind, name, text[begin : begin + length]))
    return Chunk(end - start, max(reach, looked) - start, tuple(items))


def _head(text: str, start: int) -> tuple[int, int, int]:
    """Where the first token stands, where the first behind all attributes does, and how far was looked."""
    first = at = _behind_trivia(text, start)
    looked = at
    while text.startswith("#", at):
        end, reach = _attribute_end(text, at)
        looked = max(looked, reach)
        if end is None:
            break
        at = _behind_trivia(text, end)
    return first, at, looked


def _behind_trivia(text: str, at: int) -> int:
    found = _TRIVIA.match(text, at)
    return found.end() if found is not None else at


def _attribute_end(text: str, at: int) -> tuple[int | None, int]:
    """Where an attribute ends, none if it has no end before the next item, and how far was looked."""
    found = _ATTRIBUTE_NAME.match(text, at)
    if found is None:
        return None, at
    bracket = _behind_trivia(text, found.end())
    if not text.startswith("(", bracket):
        return found.end(), bracket
    nesting = Nesting(text, bracket)
    limit = _next_start(text, bracket)
    while not nesting.advance_to_close(limit):
        if limit >= min(bracket + LOOK_AHEAD, len(text)) or not nesting.in_template:
            return None, limit + _LONGEST_START
        limit = _next_start(text, limit)
    return nesting.at, limit + _LONGEST_START


def _next_start(text: str, at: int) -> int:
    """The next line that looks like the start of an item; the end of the text if there is none."""
    found = _NEXT_START.search(text, at)
    return found.end() if found is not None else len(text)


def _next_start_near(text: str, at: int, limit: int) -> int | None:
    """The same, but none if it is behind `limit`."""
    found = _NEXT_START.search(text, at, limit + _LONGEST_START)
    if found is not None:
        return found.end() if found.end() <= limit else None
    return len(text) if len(text) <= limit else None


def _end(text: str, head: int) -> tuple[int, int]:
    """Where the item ends whose first token is at `head`, with what stands behind it, and how far was looked."""
    at = _next_start(text, head)
    reach = at + _LONGEST_START
    has_members = holds_members(text, head)
    nesting: Nesting | None = None
    closed = head
    while at < len(text):
        if nesting is None and text.find("`", head, at) >= 0 and not is_plain(text, head, at):
            nesting = Nesting(text, head)
        if nesting is not None:
            nesting.advance(at, at)
            if nesting.in_template:
                behind, looked = _behind_template(text, nesting.copy(), head)
                reach = max(reach, looked)
                if behind is None:
                    break
                at = behind
                continue
        is_weak, looked = _is_weak(text, at, has_members)
        reach = max(reach, looked)
        if not is_weak:
            break
        nesting = nesting or Nesting(text, head)
        nesting.advance(at, at)
        if nesting.depth <= 0:
            break
        if closed <= at:
            closed, looked = _closed_before(text, nesting.copy(), has_members)
            reach = max(reach, looked)
            if closed <= at:
                break
        at = _next_start(text, at)
    return at, max(reach, at + _LONGEST_START)


def _behind_template(text: str, nesting: Nesting, head: int) -> tuple[int | None, int]:
    """The next start of an item behind a template that is open, and how far was looked.

    None if nothing is behind it, because somebody is still typing it: the backtick that seems to close it begins the
    next template, and from there on code and text are confused. Then no item ends where one should.
    """
    limit = nesting.at + LOOK_AHEAD
    while nesting.at < len(text):
        at = _next_start_near(text, nesting.at, limit)
        if at is None:
            return None, limit + _LONGEST_START
        nesting.advance(at, at)
        if not nesting.in_template:
            last = text[nesting.code_end(head) - 1]
            is_end = last in ";}`" or (last == ")" and text.startswith("#!", head))
            return at if is_end and not nesting.is_damaged else None, at + _LONGEST_START
    return None, len(text) + 1


def _is_weak(text: str, at: int, has_members: bool) -> tuple[bool, int]:
    """Whether the start of an item at `at` may be unindented code, and how far was looked."""
    start = _behind_trivia(text, at)
    if start > at and not (text[start - 1] == "\n" and _START.match(text, start)):
        return True, start + _LONGEST_START
    sign = text[start]
    return sign in "l$" or (has_members and sign in "@#"), start + _LONGEST_START


def _closed_before(text: str, nesting: Nesting, has_members: bool) -> tuple[int, int]:
    """The next start of what is surely an item, if all brackets are closed there, else 0; and how far was looked."""
    limit = nesting.at + LOOK_AHEAD
    at = _next_start_near(text, nesting.at, limit)
    while at is not None and at < len(text) and _is_weak(text, at, has_members)[0]:
        at = _next_start_near(text, at, limit)
    if at is None:
        return 0, limit + _LONGEST_START
    nesting.advance(at, at)
    is_closed = nesting.depth <= 0 and not nesting.in_template
    return at if is_closed else 0, _behind_trivia(text, at) + _LONGEST_START


def _cuts_on_one_line(text: str, head: int, end: int) -> list[int]:
    """Where further items begin on the same line or indented, outside all brackets."""
    candidates = list(_SAME_LINE.finditer(text, head, end))
    if not candidates or holds_members(text, head):
        return []
    nesting = Nesting(text, head)
    cuts: list[int] = []
    for candidate in candidates:
        nesting.advance(candidate.start(), end)
        is_code = nesting.at == candidate.start()
        nesting.advance(candidate.end(), end)
        if is_code and nesting.depth == 0 and not nesting.in_template:
            cuts.append(candidate.end())
    return cuts


def _token_end(text: str, first: int, head: int, end: int) -> int:
    """Where an item ends without the blank lines and comment lines behind it, but with a comment on its last line."""
    while True:
        while end > first and text[end - 1].isspace():
            end -= 1
        line = text.rfind("\n", first, end) + 1
        if not line or not text[line:end].lstrip().startswith("//") or _is_in_template(text, head, line):
            return end
        end = line


def _is_in_template(text: str, head: int, at: int) -> bool:
    if text.find("`", head, at) < 0 or is_plain(text, head, at):
        return False
    nesting = Nesting(text, head)
    nesting.advance(at, at)
    return nesting.in_template
