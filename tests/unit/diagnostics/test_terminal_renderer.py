"""What the terminal renderer does besides drawing labels and suggestions."""

import io

import msgspec
import pytest
from diagnostic_sources import Source, error, origins, suggesting

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.diagnostics.render.cells import WIDEST
from ori_compiler.diagnostics.render.style import wants_color
from ori_compiler.diagnostics.render.terminal import render, render_one, summary
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemOrigin, ItemSpan
from ori_compiler.source.span import Span


def test_notes_and_help_stand_below_the_source() -> None:
    source = Source("let $x = «1»;\n")
    diagnostic = msgspec.structs.replace(error(source, "a"), notes=("because\nof this", "and that"), help=("do it",))
    assert (
        render_one(diagnostic, origins(source))
        == """\
error[E2001]: something is wrong
 --> main.ori:1:10
  |
1 | let $x = 1;
  |          ^ a
  |
  = note: because
          of this
  = note: and that
  = help: do it
"""
    )


def test_the_lines_of_a_message_are_aligned() -> None:
    source = Source("«a»\n")
    rendered = render_one(error(source, "b", message="first\nsecond"), origins(source))
    assert rendered.startswith("error[E2001]: first\n              second\n --> main.ori:1:1\n")


def test_labels_in_other_files_get_their_own_section() -> None:
    here = Source('use "./other" { «f» };\n')
    there = Source("1\n2\n@«f» () -> int = 1;\n", "other.ori")
    diagnostic = msgspec.structs.replace(
        error(here, "imported here"), secondary=(there.label(0, "declared here without `pub`"),)
    )
    assert (
        render_one(diagnostic, origins(here, there))
        == """\
error[E2001]: something is wrong
 --> main.ori:1:17
  |
1 | use "./other" { f };
  |                 ^ imported here
  |
 ::: other.ori:3:2
  |
3 | @f () -> int = 1;
  |  - declared here without `pub`
"""
    )


def test_a_suggestion_in_another_file_names_it() -> None:
    here = Source("«f»\n")
    there = Source("«»@f () -> int = 1;\n", "other.ori")
    suggestion = suggesting(there, "make it public", "pub ").suggestions
    rendered = render_one(msgspec.structs.replace(error(here, ""), suggestions=suggestion), origins(here, there))
    assert rendered.endswith(
        """\
help: make it public
 --> other.ori
  |
1 | pub @f () -> int = 1;
  | ++++
"""
    )


def test_spans_are_relative_to_their_item() -> None:
    source = Source("// first\n\n@f () -> int = 1;\n")
    item = ItemId("main.ori", ItemKind.FUNCTION, "f")
    diagnostic = Diagnostic("E2001", Severity.ERROR, "wrong", Label(ItemSpan(item, Span(1, 2)), "here"))
    rendered = render_one(diagnostic, {item: ItemOrigin("main.ori", 10, source.origin.lines)})
    assert " --> main.ori:3:2\n  |\n3 | @f () -> int = 1;\n  |  ^ here\n" in rendered


def test_a_diagnostic_without_a_place_is_its_message() -> None:
    nowhere = ItemSpan(ItemId("", ItemKind.FILE, ""), Span(0, 0))
    diagnostic = Diagnostic("E5004", Severity.ERROR, "no such target", Label(nowhere), help=("leave it out",))
    assert render_one(diagnostic, {}) == "error[E5004]: no such target\n  = help: leave it out\n"


def test_a_file_without_text_is_named() -> None:
    missing = ItemSpan(ItemId("gone.ori", ItemKind.FILE, "gone.ori"), Span(3, 9))
    diagnostic = Diagnostic("E0016", Severity.ERROR, "no text", Label(missing))
    assert render_one(diagnostic, {}) == "error[E0016]: no text\n --> gone.ori\n"


def test_an_empty_file_is_not_drawn_for_a_label_without_text() -> None:
    source = Source("«»")
    assert render_one(error(source, ""), origins(source)) == "error[E2001]: something is wrong\n --> main.ori:1:1\n"


def test_a_span_outside_of_the_text_is_cut_off() -> None:
    source = Source("«abc»\n")
    outside = Label(ItemSpan(source.item, Span(100, 200)), "here")
    rendered = render_one(Diagnostic("E2001", Severity.ERROR, "wrong", outside), origins(source))
    assert rendered.endswith("2 |\n  | ^ here\n")


@pytest.mark.parametrize("size", [1_000, 1_000_000])
@pytest.mark.parametrize("filler", ["x", "日", "\t", "\0"])
def test_long_lines_are_cropped_around_the_label(filler: str, size: int) -> None:
    source = Source(filler * size + "«here»" + filler * size)
    rendered = render_one(error(source, "this"), origins(source))
    source_line, underline = rendered.splitlines()[3:5]
    assert source_line.startswith("1 | …") and source_line.endswith("…")
    assert "here" in source_line
    assert underline.endswith(" ^^^^ this")
    assert max(map(len, rendered.splitlines())) <= WIDEST + len("1 | … this")


def test_a_long_line_is_cropped_at_its_end_only_if_the_label_is_near_its_beginning() -> None:
    source = Source("«here»" + "x" * 500)
    source_line, underline = render_one(error(source, "this"), origins(source)).splitlines()[3:5]
    assert source_line == "1 | here" + "x" * (WIDEST - 4) + "…"
    assert underline == "  | ^^^^ this"


def test_labels_outside_of_the_window_point_to_its_edges() -> None:
    source = Source("«a»" + " " * 500 + "«b»" + " " * 500 + "«c»")
    labels = error(source, "far left", "middle", "far right")
    diagnostic = msgspec.structs.replace(
        labels, primary=labels.secondary[0], secondary=(labels.primary, labels.secondary[1])
    )
    lines = render_one(diagnostic, origins(source)).splitlines()
    assert lines[3] == "1 | …" + " " * 40 + "b" + " " * 98 + "…"
    assert lines[4] == "  | -" + " " * 40 + "^" + " " * 98 + "- far right"
    assert lines[-1] == "  | far left"


def test_a_long_suggestion_is_cropped_around_the_change() -> None:
    source = Source("x" * 1_000 + "«»")
    source_line, signs = render_one(suggesting(source, "end it", ";"), origins(source)).splitlines()[-2:]
    assert source_line == "1 | …" + "x" * 40 + ";"
    assert signs == "  | " + " " * 41 + "+"


def test_diagnostics_are_in_order_of_place_and_code() -> None:
    first, second = Source("«a» «b»\n«c»\n", "a.ori"), Source("«d»\n", "b.ori")
    expected = [
        error(first, "", code="E0002"),
        error(first, "", code="E2001"),
        msgspec.structs.replace(error(first, ""), primary=first.label(1)),
        msgspec.structs.replace(error(first, ""), primary=first.label(2)),
        error(second, "", code="E0001"),
    ]
    where = origins(first, second)
    assert render(reversed(expected), where) == "".join(render_one(one, where) + "\n" for one in expected)


def test_nothing_to_say_is_the_empty_text() -> None:
    assert render([], {}) == ""


def test_the_summary_counts() -> None:
    source = Source("«»")
    mistake = error(source, "")
    warning = msgspec.structs.replace(mistake, severity=Severity.WARNING)
    assert summary([]) == "no errors"
    assert summary([mistake]) == "1 error"
    assert summary([mistake, warning, mistake]) == "2 errors, 1 warning"
    assert summary([warning, warning]) == "2 warnings"


def test_colour_adds_escapes_and_changes_nothing_else() -> None:
    source = Source("let «x» = «match y {\n}»;\n")
    diagnostic = msgspec.structs.replace(
        error(source, "a", "b"), notes=("n",), suggestions=suggesting(source, "s", "y").suggestions
    )
    plain = render_one(diagnostic, origins(source))
    coloured = render_one(diagnostic, origins(source), color=True)
    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[1;31merror[E2001]\x1b[0m\x1b[1m: something is wrong\x1b[0m\n")
    assert "\x1b[1;31m^ a\x1b[0m" in coloured
    stripped = coloured
    for code in ("0", "1", "1;31", "1;33", "1;34", "31", "32", "33"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == plain


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """As a terminal answers."""
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "expected"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"CLICOLOR_FORCE": "1"}, True),
        (io.StringIO(), {"CLICOLOR_FORCE": "0", "FORCE_COLOR": ""}, False),
        (io.StringIO(), {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (Terminal(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_used_where_it_is_wanted(stream: io.StringIO, environ: dict[str, str], expected: bool) -> None:
    assert wants_color(stream, environ) is expected
