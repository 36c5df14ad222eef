"""From a document to text: which lines end.

Every width is measured once, from the inside out; then one walk decides each group by whether it fits, together with
what must follow it on the same line. The time is linear in the document, because a look at what follows ends at the
next place where a line may end.
"""

from collections.abc import Iterator
from typing import Final, assert_never

from ori_compiler.syntax.formatter.document import (
    INFINITE,
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

COLUMNS: Final = 100
LEVEL: Final = 4


def lay_out(document: Document) -> str:
    """The text of a document whose comments are attached."""
    measure(document)
    printer = _Printer()
    printer.run(document)
    return "".join(printer.out)


def measure(document: Document) -> int:
    """The width of a document on one line, `INFINITE` if it cannot stand on one. Sets that of what is inside."""
    match document:
        case Text():
            return INFINITE if "\n" in document.text else len(document.text)
        case tuple():
            return min(sum(map(measure, document)), INFINITE)
        case Line():
            is_broken = document.breaks is Break.ALWAYS or any(document.entries)
            return INFINITE if is_broken else len(document.flat)
        case Group():
            document.width = measure(document.contents)
            return document.width
        case Indent():
            return measure(document.contents)
        case IfBroken():
            return measure(document.flat)
        case Hanging():
            document.width = measure(document.contents)
            return min(measure(document.line) + document.width, INFINITE)
        case Fill():
            document.widths = tuple(map(measure, document.items))
            return min(sum(document.widths) + sum(map(measure, document.lines)), INFINITE)
        case _:
            assert_never(document)


class _Printer:
    """`work` holds what is still to be printed, the next at the end; none of it is inside a group that fits."""

    __slots__ = ("column", "out", "work")

    def __init__(self) -> None:
        self.out: list[str] = []
        self.column = 0
        self.work: list[tuple[int, Document]] = []

    def run(self, document: Document) -> None:
        work = self.work
        work.append((0, document))
        while work:
            indent, item = work.pop()
            match item:
                case Text():
                    self.put(item.text)
                case tuple():
                    work.extend([(indent, part) for part in reversed(item)])
                case Indent():
                    work.append((indent + LEVEL, item.contents))
                case Line():
                    if item.breaks is Break.FOR_COMMENTS and not item.has_comments:
                        self.put(item.flat)
                    else:
                        self.new_line(item, indent)
                case Group():
                    if item.width < INFINITE and self.fits(item.width):
                        self.put_flat(item.contents)
                    else:
                        work.append((indent, item.contents))
                case IfBroken():
                    self.put(item.broken.text)
                case Hanging():
                    self.hang(item, indent)
                case Fill():
                    self.fill(item, indent)
                case _:
                    assert_never(item)

    def put(self, text: str) -> None:
        if text:
            self.out.append(text)
            end = text.rfind("\n")
            self.column = self.column + len(text) if end < 0 else len(text) - end - 1

    def put_flat(self, document: Document) -> None:
        match document:
            case Text():
                self.put(document.text)
            case tuple():
                for part in document:
                    self.put_flat(part)
            case Line():
                self.put(document.flat)
            case Group() | Indent():
                self.put_flat(document.contents)
            case IfBroken():
                self.put(document.flat.text)
            case Hanging():
                self.put(document.line.flat)
                self.put_flat(document.contents)
            case Fill():
                self.put_flat(document.items[0])
                for line, item in zip(document.lines, document.items[1:], strict=True):
                    self.put(line.flat)
                    self.put_flat(item)
            case _:
                assert_never(document)

    def new_line(self, line: Line, indent: int) -> None:
        while self.out and self.out[-1].isspace() and "\n" not in self.out[-1]:
            self.out.pop()
        entries_indent = " " * (indent + LEVEL if line.is_closing else indent)
        for entry in line.entries:
            self.out.append(f"\n{entries_indent}{entry}" if entry else "\n")
        self.out.append("\n" + " " * indent)
        self.column = indent

    def fits(self, width: int) -> bool:
        """Whether what is `width` wide fits on this line, together with what cannot leave it."""
        room = COLUMNS - self.column - width
        return room >= 0 and (not self.work or _head_width(self.work, room) <= room)

    def hang(self, item: Hanging, indent: int) -> None:
        flat = measure(item.line) + item.width
        if flat < INFINITE and self.fits(flat):
            self.put(item.line.flat)
            self.put_flat(item.contents)
        elif self.belongs_below(item, indent):
            self.new_line(item.line, indent + LEVEL)
            self.work.append((indent + LEVEL, item.contents))
        else:
            self.put(item.line.flat)
            self.work.append((indent, item.contents))

    def belongs_below(self, item: Hanging, indent: int) -> bool:
        if item.line.has_comments or not item.hugs:
            return True
        room = COLUMNS - indent - LEVEL - item.width
        if room >= 0 and _head_width(self.work, room) <= room:
            return True
        here = COLUMNS - self.column - 1
        return _head_width([(0, item.contents)], here) > here

    def fill(self, item: Fill, indent: int) -> None:
        self.put_flat(item.items[0])
        for line, part, width in zip(item.lines, item.items[1:], item.widths[1:], strict=True):
            if line.entries or self.column + len(line.flat) + width > COLUMNS:
                self.new_line(line, indent)
            else:
                self.put(line.flat)
            self.put_flat(part)


def _head_width(work: list[tuple[int, Document]], limit: int) -> int:
    """The width of what is printed next, up to the first place where a line may end; no further than `limit`."""
    width = 0
    at = len(work) - 1
    inside: list[Iterator[Document]] = []
    while width <= limit:
        item = next(inside[-1], None) if inside else None
        if item is None and inside:
            inside.pop()
            continue
        if item is None:
            if at < 0:
                break
            item = work[at][1]
            at -= 1
        match item:
            case Text():
                end = item.text.find("\n")
                if end >= 0:
                    return width + end
                width += len(item.text)
            case tuple():
                inside.append(iter(item))
            case Line():
                if item.breaks is not Break.FOR_COMMENTS or item.has_comments:
                    return width
                width += len(item.flat)
            case Hanging():
                return width
            case Group() | Indent():
                inside.append(iter((item.contents,)))
            case IfBroken():
                width += len(item.broken.text)
            case Fill():
                inside.append(iter(item.items[:1]))
            case _:
                assert_never(item)
    return width
