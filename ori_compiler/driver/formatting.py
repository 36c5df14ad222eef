"""Formatting of sources: text in, text out; nothing here touches the disk.

A source with any mistake of form is left alone, and the result says why.
"""

from collections.abc import Mapping

import msgspec

from ori_compiler.database.workspace import Workspace
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.place import sort_diagnostics
from ori_compiler.driver.results import Failed
from ori_compiler.query.engine import Database
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemOrigin
from ori_compiler.syntax.errors import ItemSyntaxError
from ori_compiler.syntax.formatter.whole_text import FormatterError, format_text
from ori_compiler.syntax.parser import parse_item

__all__ = ["Formatted", "FormatterError", "LeftAlone", "format_source"]


class Formatted(msgspec.Struct, frozen=True):
    """A source in its layout; `has_changed` says whether it was in another one before."""

    text: str
    has_changed: bool


class LeftAlone(Failed, frozen=True):
    """A source that does not parse. `origins` are where its diagnostics stand, for renderers."""

    origins: Mapping[ItemId, ItemOrigin]


def format_source(source: str | bytes, name: str = "source.ori") -> Formatted | LeftAlone:
    """The layout of a source; bytes have to be UTF-8. Its line ends stay what the first one is."""
    workspace = Workspace(Database())
    if isinstance(source, bytes):
        workspace.set_bytes(name, source)
    else:
        workspace.set_text(name, source)
    diagnostics = _mistakes(workspace, name)
    if diagnostics:
        ordered = sort_diagnostics(diagnostics, workspace.origins)
        return LeftAlone(tuple(ordered), dict(workspace.origins))
    text = workspace.texts[name]
    formatted = format_text(text, name)
    return Formatted(formatted, formatted != text)


def _mistakes(workspace: Workspace, name: str) -> list[Diagnostic]:
    diagnostics = list(workspace.problems(name))
    for item in workspace.module_items.get(name):
        problems = parse_item(workspace.item_text.get(item)).problems
        diagnostics += (ItemSyntaxError(item, problem).into_diagnostic() for problem in problems)
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]
