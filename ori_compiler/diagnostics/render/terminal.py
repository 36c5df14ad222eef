"""Diagnostics for people at a terminal, in the manner of rustc.

In: diagnostics and where the items are. Out: text: for each diagnostic its message, the source it is about with its
labels, notes, help and suggested repairs. Whether to colour is the caller's choice: see `style.wants_color`.
"""

from collections.abc import Iterable, Sequence

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.diagnostics.place import Place, locate, sort_diagnostics
from ori_compiler.diagnostics.render.cells import visible_line, visible_text
from ori_compiler.diagnostics.render.snippet import Gutter, Mark, draw_snippet
from ori_compiler.diagnostics.render.style import Style, StyledLine, severity_style
from ori_compiler.diagnostics.render.suggestion import draw_suggestion, last_line
from ori_compiler.source.location import Origins


def render(diagnostics: Iterable[Diagnostic], origins: Origins, color: bool = False) -> str:
    """All diagnostics in order of place, each followed by an empty line; nothing for none."""
    return "".join(
        render_one(diagnostic, origins, color) + "\n" for diagnostic in sort_diagnostics(diagnostics, origins)
    )


def render_one(diagnostic: Diagnostic, origins: Origins, color: bool = False) -> str:
    """One diagnostic; each line ends with a line end."""
    drawn = draw(diagnostic, origins)
    return "".join(line.text(color) + "\n" for line in drawn)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many there are of each severity, such as `2 errors, 1 warning`."""
    parts: list[str] = []
    for severity in Severity:
        count = sum(diagnostic.severity is severity for diagnostic in diagnostics)
        if count:
            parts.append(f"{count} {severity.value}{'s' if count > 1 else ''}")
    return ", ".join(parts) or "no errors"


def draw(diagnostic: Diagnostic, origins: Origins) -> list[StyledLine]:
    """The lines of one diagnostic."""
    style = severity_style(diagnostic.severity)
    primary = locate(diagnostic.primary.at, origins)
    labels = [(diagnostic.primary, primary), *((label, locate(label.at, origins)) for label in diagnostic.secondary)]
    shown = [(label, place) for label, place in labels if label.at.item in origins or label is diagnostic.primary]
    greatest = max(place.lines.line(place.end) for _, place in shown)
    greatest = max(greatest, *(last_line(suggestion, origins) for suggestion in diagnostic.suggestions), 1)
    gutter = Gutter(len(str(greatest)))

    drawn = _draw_message(diagnostic, style)
    has_source = diagnostic.primary.at.item in origins
    if has_source:
        for path in dict.fromkeys(place.path for _, place in shown):
            drawn += _draw_file([pair for pair in shown if pair[1].path == path], diagnostic.primary, style, gutter)
    elif primary.path:
        drawn.append(StyledLine(f"{'':{gutter.width}}--> ", Style.FRAME).add(visible_line(primary.path)))
    remarks = [("note", text) for text in diagnostic.notes] + [("help", text) for text in diagnostic.help]
    if remarks and has_source:
        drawn.append(gutter.blank())
    for kind, text in remarks:
        drawn += _draw_remark(kind, text, gutter)
    if diagnostic.suggestions and has_source:
        drawn.append(gutter.blank())
    for suggestion in diagnostic.suggestions:
        drawn += draw_suggestion(suggestion, origins, primary.path, gutter)
    return drawn


def _draw_message(diagnostic: Diagnostic, style: Style) -> list[StyledLine]:
    first, *others = visible_text(diagnostic.message).split("\n")
    head = f"{diagnostic.severity.value}[{diagnostic.code}]"
    drawn = [StyledLine(head, style).add(f": {first}", Style.STRONG)]
    return drawn + [StyledLine(f"{'':{len(head) + 2}}{line}", Style.STRONG) for line in others]


def _draw_file(labels: list[tuple[Label, Place]], primary: Label, style: Style, gutter: Gutter) -> list[StyledLine]:
    """Where to look in one file, and the source with the labels there."""
    first_label, first = labels[0]
    line, column = first.lines.position(first.start)
    arrow = "-->" if first_label is primary else ":::"
    head = StyledLine(f"{'':{gutter.width}}{arrow} ", Style.FRAME).add(f"{visible_line(first.path)}:{line}:{column}")
    if not first.lines.text and not any(label.text for label, _ in labels):
        return [head]
    marks = [
        Mark(place.start, place.end, label.text, label is primary, style if label is primary else Style.FRAME)
        for label, place in labels
    ]
    drawn = draw_snippet(first.lines, marks, gutter)
    return [head, *drawn] if first_label is primary else [gutter.blank(), head, *drawn]


def _draw_remark(kind: str, text: str, gutter: Gutter) -> list[StyledLine]:
    first, *others = visible_text(text).split("\n")
    drawn = [StyledLine().put(gutter.width + 1, "= ", Style.FRAME).add(kind, Style.STRONG).add(f": {first}")]
    indent = gutter.width + len(f"  {kind}: ") + 1
    return drawn + [StyledLine(f"{'':{indent}}{line}") for line in others]
