"""Diagnostics as a SARIF 2.1.0 log (OASIS standard), which code hosts and editors read.

In: diagnostics and where the items are. Out: one JSON document with one run. Columns are code points, as `columnKind`
says; ends are exclusive (§3.30.8). Rules come from the catalogue, for the codes that occur.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import quote

from ori_compiler.diagnostics.catalogue import CATALOGUE, explanation
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Suggestion
from ori_compiler.diagnostics.edits import placed_edits
from ori_compiler.diagnostics.place import Place, locate, sort_diagnostics
from ori_compiler.diagnostics.render.machine_text import to_json, well_formed
from ori_compiler.source.location import Origins

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Json = dict[str, object]


def render(diagnostics: Iterable[Diagnostic], origins: Origins, version: str) -> str:
    """The log; `version` is the compiler's."""
    ordered = sort_diagnostics(diagnostics, origins)
    codes = sorted({diagnostic.code for diagnostic in ordered})
    run: Json = {
        "tool": {"driver": {"name": "oric", "version": version, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(diagnostic, codes.index(diagnostic.code), origins) for diagnostic in ordered],
    }
    log: Json = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return to_json(log, indent=2) + "\n"


def _rule(code: str) -> Json:
    entry = CATALOGUE.get(code)
    if entry is None:
        return {"id": code}
    text = explanation(code)
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": entry.severity.value},
    }


def _result(diagnostic: Diagnostic, rule_index: int, origins: Origins) -> Json:
    lines = [diagnostic.message, diagnostic.primary.text]
    lines += [f"note: {text}" for text in diagnostic.notes] + [f"help: {text}" for text in diagnostic.advice]
    primary = locate(diagnostic.primary.at, origins)
    result: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule_index,
        "level": diagnostic.severity.value,
        "message": {"text": "\n".join(filter(None, lines))},
        "locations": [{"physicalLocation": _physical_location(primary)}] if primary.path else [],
    }
    if diagnostic.secondary:
        result["relatedLocations"] = [
            _related_location(number, label, origins) for number, label in enumerate(diagnostic.secondary)
        ]
    if diagnostic.suggestions:
        result["fixes"] = [_fix(suggestion, origins) for suggestion in diagnostic.suggestions]
    return result


def _related_location(number: int, label: Label, origins: Origins) -> Json:
    location: Json = {"id": number, "physicalLocation": _physical_location(locate(label.at, origins))}
    if label.text:
        location["message"] = {"text": label.text}
    return location


def _physical_location(place: Place) -> Json:
    return {"artifactLocation": _artifact(place.path), "region": _region(place)}


def _artifact(path: str) -> Json:
    """A path as a URI reference (RFC 3986); an absolute one as a `file` URI."""
    written = well_formed(path).replace("\\", "/")
    if written.startswith("/"):
        return {"uri": f"file://{quote(written)}"}
    if written[1:3] == ":/":
        return {"uri": f"file:///{written[:2]}{quote(written[2:])}"}
    # `./` keeps a colon in the first segment from being taken for a scheme.
    return {"uri": ("./" if ":" in written.split("/")[0] else "") + quote(written, safe="/:")}


def _region(place: Place) -> Json:
    line, end_line = place.lines.line(place.start), place.lines.line(place.end)
    return {
        "startLine": line,
        "startColumn": place.start - place.lines.line_start(line) + 1,
        "endLine": end_line,
        "endColumn": place.end - place.lines.line_start(end_line) + 1,
    }


def _fix(suggestion: Suggestion, origins: Origins) -> Json:
    changes: Sequence[Json] = [
        {
            "artifactLocation": _artifact(path),
            "replacements": [
                {"deletedRegion": _region(place), "insertedContent": {"text": replacement}}
                for place, replacement in edits
            ],
        }
        for path, edits in groupby(placed_edits(suggestion, origins), lambda edit: edit[0].path)
    ]
    return {"description": {"text": suggestion.title}, "artifactChanges": changes}
