"""Diagnostics as GitHub workflow commands, which GitHub shows beside the changed lines of a pull request.

In: diagnostics and where the items are. Out: one `::error …::message` or `::warning …::message` a line. Escaping
follows `@actions/core`: `%`, CR and LF in messages, and also `:` and `,` in properties, are percent-encoded.
"""

from collections.abc import Iterable, Mapping

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.place import locate, sort_diagnostics
from ori_compiler.diagnostics.render.machine_text import well_formed
from ori_compiler.source.location import Origins


def render(diagnostics: Iterable[Diagnostic], origins: Origins) -> str:
    """One command a diagnostic, in order of place."""
    ordered = sort_diagnostics(diagnostics, origins)
    return well_formed("".join(_command(diagnostic, origins) + "\n" for diagnostic in ordered))


def _command(diagnostic: Diagnostic, origins: Origins) -> str:
    """Lines and columns count from 1. GitHub refuses columns of a range that spans several lines."""
    found = locate(diagnostic.primary.at, origins).location
    properties: dict[str, object] = {}
    if found.path:
        properties = {"file": found.path, "line": found.line, "endLine": found.end_line}
        if found.line == found.end_line:
            properties |= {"col": found.column, "endColumn": found.end_column}
    properties["title"] = f"{diagnostic.severity.value}[{diagnostic.code}]"
    lines = [diagnostic.message, diagnostic.primary.text]
    lines += [f"note: {text}" for text in diagnostic.notes] + [f"help: {text}" for text in diagnostic.advice]
    message = "\n".join(filter(None, lines))
    return command(diagnostic.severity.value, properties, message)


def command(kind: str, properties: Mapping[str, object], message: str) -> str:
    """A workflow command, such as `error`, without the end of its line."""
    written = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {written}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
