"""Applying suggestions to texts.

In: the files' texts, where the items are, and a suggestion. Out: the texts with all of its edits made at once.
"""

from collections.abc import Iterable, Mapping

from ori_compiler.diagnostics.diagnostic import Suggestion
from ori_compiler.diagnostics.place import Place, locate
from ori_compiler.source.location import Origins

PlacedEdit = tuple[Place, str]
"""A range of a file, and what to put there."""


def placed_edits(suggestion: Suggestion, origins: Origins) -> list[PlacedEdit]:
    """The edits in the order of their files and positions; insertions at one position keep their order."""
    placed = [(locate(edit.at, origins), edit.replacement) for edit in suggestion.edits]
    return sorted(placed, key=lambda edit: (edit[0].path, edit[0].start, edit[0].end))


def apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """`text` with each range replaced; ranges are in order. Raises `ValueError` if two overlap."""
    parts: list[str] = []
    position = 0
    for start, end, replacement in edits:
        if start < position:
            raise ValueError(f"edits overlap at {start}")
        parts += [text[position:start], replacement]
        position = end
    return "".join([*parts, text[position:]])


def apply_suggestion(texts: Mapping[str, str], suggestion: Suggestion, origins: Origins) -> dict[str, str]:
    """The texts, by path, after the suggestion; raises `ValueError` if its edits overlap."""
    changed = dict(texts)
    placed = placed_edits(suggestion, origins)
    for path in {place.path for place, _ in placed}:
        edits = [(place.start, place.end, replacement) for place, replacement in placed if place.path == path]
        changed[path] = apply_edits(texts[path], edits)
    return changed
