"""Folding ranges: what stands between brackets, declarations, runs of comments, the imports of a file.

Brackets are matched token by token, so half-typed code folds as far as its brackets go.
"""

from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from typing import Final

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.files import lines_of
from ori_compiler.ide.position import item_range, items_of
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.line_index import LineIndex

_CLOSED_BY: Final = {"{": "}", "(": ")", "[": "]"}


class FoldKind(Enum):
    """What a range is made of."""

    CODE = "code"
    COMMENT = "comment"
    IMPORTS = "imports"


class Fold(msgspec.Struct, frozen=True, order=True):
    """Lines, counted from 1, that an editor can hide but for the first; a closing bracket stays visible."""

    first: int
    last: int
    kind: FoldKind


def folding_ranges(database: CompilerDatabase, path: str) -> tuple[Fold, ...]:
    """The ranges of a file, from the top; of those that begin on one line only the longest."""
    lines = lines_of(database, path)
    items = items_of(database, path)
    found = [*_comments(lines), *_imports(database, items, lines)]
    for item in items:
        found += _of_item(database, item, lines)
    longest: dict[int, Fold] = {}
    for fold in found:
        known = longest.get(fold.first)
        if fold.last > fold.first and (known is None or known.last < fold.last):
            longest[fold.first] = fold
    return tuple(longest[first] for first in sorted(longest))


def _of_item(database: CompilerDatabase, item: ItemId, lines: LineIndex) -> Iterator[Fold]:
    whole = item_range(database, item)
    tokens = database.item_syntax(item).tree.tokens
    open_brackets: list[tuple[str, int]] = []
    has_any = False
    for start, text in zip(tokens.starts, tokens.texts, strict=True):
        if text in _CLOSED_BY:
            open_brackets.append((_CLOSED_BY[text], lines.line(whole.start + start)))
        elif open_brackets and text == open_brackets[-1][0]:
            first = open_brackets.pop()[1]
            last = lines.line(whole.start + start) - 1
            has_any = has_any or last > first
            yield Fold(first, last, FoldKind.CODE)
    if not has_any and item.kind is not ItemKind.IMPORT:
        yield Fold(lines.line(whole.start), lines.line(whole.end), FoldKind.CODE)


def _comments(lines: LineIndex) -> Iterator[Fold]:
    """Runs of lines that are comments."""
    numbers = range(1, lines.line_count + 1)
    for is_comment, run in groupby(numbers, lambda number: lines.line_text(number).lstrip().startswith("//")):
        if is_comment:
            found = tuple(run)
            yield Fold(found[0], found[-1], FoldKind.COMMENT)


def _imports(database: CompilerDatabase, items: tuple[ItemId, ...], lines: LineIndex) -> Iterator[Fold]:
    imports = [item_range(database, item) for item in items if item.kind is ItemKind.IMPORT]
    if imports:
        yield Fold(lines.line(imports[0].start), lines.line(imports[-1].end), FoldKind.IMPORTS)
