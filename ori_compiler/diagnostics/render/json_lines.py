"""Diagnostics for programs: one JSON object a line.

In: diagnostics and where the items are. Out: lines of JSON. Lines and columns count from 1, columns in UTF-8 bytes, and
ends are exclusive, wherever a range appears.
"""

from collections.abc import Iterable

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Suggestion
from ori_compiler.diagnostics.place import locate, sort_diagnostics
from ori_compiler.diagnostics.render.machine_text import to_json
from ori_compiler.source.location import ItemSpan, Origins


def render(diagnostics: Iterable[Diagnostic], origins: Origins) -> str:
    """One line a diagnostic, in order of place."""
    ordered = sort_diagnostics(diagnostics, origins)
    return "".join(to_json(as_object(diagnostic, origins)) + "\n" for diagnostic in ordered)


def as_object(diagnostic: Diagnostic, origins: Origins) -> dict[str, object]:
    """What one line says."""
    return {
        **_range(diagnostic.primary.at, origins),
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "help": "\n".join(diagnostic.help) or None,
        "labels": [_label(label, origins) for label in (diagnostic.primary, *diagnostic.secondary)],
        "notes": list(diagnostic.notes),
        "suggestions": [_suggestion(suggestion, origins) for suggestion in diagnostic.suggestions],
    }


def _range(at: ItemSpan, origins: Origins) -> dict[str, object]:
    found = locate(at, origins).location
    return {
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "end_line": found.end_line,
        "end_column": found.end_column,
    }


def _label(label: Label, origins: Origins) -> dict[str, object]:
    return {**_range(label.at, origins), "text": label.text}


def _suggestion(suggestion: Suggestion, origins: Origins) -> dict[str, object]:
    edits = [{**_range(edit.at, origins), "replacement": edit.replacement} for edit in suggestion.edits]
    return {"title": suggestion.title, "edits": edits}
