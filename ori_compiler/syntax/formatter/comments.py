"""Comments: from the trivia between tokens to the lines of a document.

A comment stands alone on its line (language reference, part 1, 2.1), so it can only be printed where a line may end.
It goes to the last such place at or before the token that follows it; one behind code first moves up, to the token
that begins its line. What is attached makes its line end, and with it the groups around.
"""

from collections.abc import Iterable

from ori_compiler.syntax.formatter.document import (
    Blanks,
    Break,
    Document,
    Fill,
    Group,
    Hanging,
    IfBroken,
    Indent,
    Line,
    Text,
)
from ori_compiler.syntax.lexer import Tokens

Entries = list[str]
"""Comments, and an empty text for each run of blank lines."""


def normal_comment(comment: str) -> str:
    """A comment as it is printed: without trailing blanks, and with a space behind `//`."""
    body = comment.strip()[2:].replace("\t", " ")
    return f"//{body}" if not body or body[0] in " /" else f"// {body}"


def entries_of(trivia: str) -> Entries:
    """The comments and blank lines of trivia. What stands on the line of the token before is no line of its own."""
    entries: Entries = []
    for line in trivia.split("\n")[1:-1]:
        if line.strip():
            entries.append(normal_comment(line))
        elif not entries or entries[-1]:
            entries.append("")
    return entries


_MARKERS = ("*", "!", ">")


def in_order_of_markers(entries: Entries) -> Entries:
    """The documentation at the end of `entries`, with its `*` lines before its `!` lines before its `>` lines.

    A text that goes on behind a marked line is left as it is, because it may belong to that line.
    """
    start = len(entries)
    while start and entries[start - 1]:
        start -= 1
    ranks = [_rank(entry) for entry in entries[start:]]
    first = next((i for i, rank in enumerate(ranks) if rank), len(ranks))
    if 0 in ranks[first:]:
        return entries
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    return entries[:start] + [entries[start + i] for i in order]


def _rank(comment: str) -> int:
    body = comment[2:].removeprefix(" ")
    return _MARKERS.index(body[0]) + 1 if body[:1] in _MARKERS else 0


def comments_of_tokens(tokens: Tokens, verbatim: Iterable[tuple[int, int]]) -> dict[int, Entries]:
    """What stands before each token; nothing inside the token ranges that are printed as they are."""
    inside = {i for first, last in verbatim for i in range(first + 1, last + 1)}
    found: dict[int, Entries] = {}
    first_on_line = 0
    for i, prefix in enumerate(tokens.prefixes):
        if i in inside:
            continue
        if "//" in prefix:
            head, _, _rest = prefix.partition("\n")
            if i and "//" in head:
                # In `} else { // why` or `in { // why` it is about what follows, and not about what the line ends.
                opens = tokens.texts[first_on_line] in _ENDING and tokens.texts[i - 1] in _OPENERS
                found.setdefault(i if opens else first_on_line, []).append(normal_comment(head))
        if "\n" in prefix:
            if i:
                first_on_line = i
            entries = entries_of(prefix)
            if entries:
                found.setdefault(i, []).extend(entries)
    return found


_OPENERS = frozenset("([{")
_ENDING = frozenset((*")]}", "in"))


def attach(document: Document, found: dict[int, Entries]) -> Entries:
    """Hangs comments on the lines of a document; returns those that have no line to stand on before their token."""
    places = _Places()
    work: list[Document] = [document]
    while work:
        item = work.pop()
        match item:
            case tuple():
                work.extend(reversed(item))
            case Line():
                places.add(item, begins_something=item.breaks is not Break.FOR_COMMENTS)
            case Text():
                entries = found.pop(item.token, None) if item.token >= 0 else None
                if entries is not None:
                    places.put(entries)
                if item.text and not item.text.isspace():
                    places.is_fresh = False
            case Group() | Indent():
                work.append(item.contents)
            case IfBroken():
                work += (item.flat, item.broken)
            case Hanging():
                places.add(item.line, begins_something=False)
                work.append(item.contents)
            case Fill():
                for at in range(len(item.items) - 1, 0, -1):
                    work += (item.items[at], item.lines[at - 1])
                work.append(item.items[0])
    for line in places.lines:
        line.entries = _with_blanks(line)
        if line.documents:
            line.entries = in_order_of_markers(line.entries)
    return places.leading


class _Places:
    """The lines met so far. `_main` is the last one where a construct begins, and not only the value of one."""

    __slots__ = ("_last_used", "_main", "is_fresh", "leading", "lines")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.leading: Entries = []
        self.is_fresh = True
        """Whether nothing has been printed since the last line."""
        self._main = -1
        self._last_used = -1

    def add(self, line: Line, begins_something: bool) -> None:
        if begins_something:
            self._main = len(self.lines)
        self.lines.append(line)
        self.is_fresh = True

    def put(self, entries: Entries) -> None:
        """Hangs what stands before a token on the line that it begins, or on the last one where a construct begins.

        Comments stay in their order, so none goes in front of one that has its place. Inside a line, blank lines have
        no meaning.
        """
        at = len(self.lines) - 1
        if not self.is_fresh:
            entries = [entry for entry in entries if entry]
            at = max(self._main, self._last_used)
        target = self.leading if at < 0 else self.lines[at].entries
        target.extend(entries)
        if any(entries):
            self._last_used = at


def _with_blanks(line: Line) -> Entries:
    """The entries of a line, with the blank lines that stand there."""
    if line.blanks is Blanks.NONE:
        return [entry for entry in line.entries if entry]
    entries = [e for i, e in enumerate(line.entries) if e or not i or line.entries[i - 1]]
    if line.blanks is Blanks.INSIDE and entries[:1] == [""]:
        return entries[1:]
    if line.is_closing and entries[-1:] == [""]:
        return entries[:-1]
    if line.blanks is Blanks.ONE and entries[:1] != [""]:
        return ["", *entries]
    return entries
