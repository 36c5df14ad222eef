"""Changes of a text: as few and as small as they can be found quickly, so that cursors and marks in an editor stay."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Final

import msgspec

from ori_compiler.source.span import Span

_WORD: Final = re.compile(r"\w+|[^\w\s]")


class TextEdit(msgspec.Struct, frozen=True, order=True):
    """Replace the text at a range, whose positions are offsets in a file."""

    at: Span
    text: str


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """A text after edits that do not overlap; of two insertions at one place the first given stands first."""
    parts: list[str] = []
    end = 0
    for edit in sorted(edits, key=lambda edit: edit.at):
        parts += text[end : edit.at.start], edit.text
        end = edit.at.end
    return "".join([*parts, text[end:]])


def minimal_edits(before: str, after: str, offset: int = 0) -> tuple[TextEdit, ...]:
    """What turns one text, which begins at an offset of its file, into another.

    Where both have the same words, only blanks are replaced; else whole lines without what their ends share.
    """
    if before == after:
        return ()
    found = _of_blanks(before, after, offset)
    return tuple(found if found is not None else _of_lines(before, after, offset))


def _of_blanks(before: str, after: str, offset: int) -> list[TextEdit] | None:
    """Edits of blanks only; none if there is more to change."""
    old, new = list(_WORD.finditer(before)), list(_WORD.finditer(after))
    if [word[0] for word in old] != [word[0] for word in new]:
        return None
    old_ends, new_ends = [0, *(word.end() for word in old)], [0, *(word.end() for word in new)]
    old_starts, new_starts = [word.start() for word in old], [word.start() for word in new]
    gaps = zip(old_ends, [*old_starts, len(before)], new_ends, [*new_starts, len(after)], strict=True)
    return [
        _trimmed(before[start:end], after[new_start:new_end], offset + start)
        for start, end, new_start, new_end in gaps
        if before[start:end] != after[new_start:new_end]
    ]


def _of_lines(before: str, after: str, offset: int) -> Iterator[TextEdit]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [offset]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone, come = "".join(old[first:last]), "".join(new[new_first:new_last])
            blanks = _of_blanks(gone, come, starts[first])
            yield from blanks if blanks is not None else [_trimmed(gone, come, starts[first])]


def _trimmed(before: str, after: str, offset: int) -> TextEdit:
    """One edit without what both texts begin and end with."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return TextEdit(Span(offset + head, offset + len(before) - tail), after[head : len(after) - tail])
