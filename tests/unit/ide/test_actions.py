"""What is offered for a selection `‹…›` or a cursor `‸`, and the source after it was chosen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN
from selections import after, offered_titles, selection
from test_every_file import TEXTS

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.actions.every import offers
from ori_compiler.ide.actions.offer import ActionKind, Selection
from ori_compiler.ide.repairs import certain_repairs
from ori_compiler.ide.text_edits import applied
from ori_compiler.source.span import Span

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

OTHER = """\
pub type Shape = Circle(radius: int) | Dot;
pub trait Show { @show (self) -> str; }
pub @area (s: Shape) -> int = 1;
pub @b () -> int = 1;
pub let $c = 1;
"""


def organized(source: str) -> str | None:
    return after({MAIN: source + "‸", "other.ori": OTHER, "more.ori": OTHER}, "Organize imports")


IMPORTS = {
    "sorted": (
        'use "./other" { b, area };\nuse std.math { abs };\n\n@f () -> int = abs(b() + area(s: 1));\n',
        'use std.math { abs };\nuse "./other" { area, b };\n\n@f () -> int = abs(b() + area(s: 1));\n',
    ),
    "merged": (
        'use "./other" { b };\nuse "./other" { area };\n@f () -> int = b() + area(s: 1);\n',
        'use "./other" { area, b };\n@f () -> int = b() + area(s: 1);\n',
    ),
    "an unused name": (
        'use "./other" { b, area as size, $c };\n@f () -> int = b();\n',
        'use "./other" { b };\n@f () -> int = b();\n',
    ),
    "all unused": ('// Head.\n\nuse "./other" { b };\n@f () -> int = 1;\n', "// Head.\n\n@f () -> int = 1;\n"),
    "an unused module": ('use "./other" as o;\n@f () -> int = 1;\n', "@f () -> int = 1;\n"),
    "comments stay": (
        '// Of shapes.\nuse "./other" { b, area };\n@f () -> int = b();\n',
        '// Of shapes.\nuse "./other" { b };\n@f () -> int = b();\n',
    ),
    "Windows": (
        'use "./other" { b, area };\r\n@f () -> int = b();\r\n',
        'use "./other" { b };\r\n@f () -> int = b();\r\n',
    ),
    "at the end of the file": ('use "./other" { b };', ""),
}


@pytest.mark.parametrize("what", IMPORTS)
def test_imports_are_put_in_order(what: str) -> None:
    source, expected = IMPORTS[what]
    assert organized(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        'use "./other" { b };\n@f () -> int = b();\n',
        'use "./other" { Show };\n@f () -> int = 1;\n',
        'pub use "./other" { b };\n@f () -> int = 1;\n',
        'use "./other" { b };\n// Adds.\n// > b()\n// 1\n@f () -> int = 1;\n',
        'use "./other" { unknown };\n@f () -> int = 1;\n',
        'use "./other" { b\n@f () -> int = 1;\n',
        "@f () -> int = 1;\n",
    ],
)
def test_imports_that_are_needed_or_not_understood_stay(source: str) -> None:
    assert organized(source) is None


def test_a_test_is_written_behind_all_clauses() -> None:
    source = "@f (0: int) -> int = 1;\n@f‸ (n) -> int = n;\n@g () -> int = 2;\n"
    assert after({MAIN: source}, "Generate a test for `@f`") is not None
    source = '@g‸ (a: int, b: str = "x") -> int = a;\n\n@test_g tests @g () -> void = ();\n'
    assert after({MAIN: source}, "Generate a test for `@g`") == (
        '@g (a: int, b: str = "x") -> int = a;\n\n'
        "@test_g_2 tests @g () -> void = assert_eq(actual: g(a: todo()), expected: todo());\n\n"
        "@test_g tests @g () -> void = ();\n"
    )


def test_a_generated_test_compiles() -> None:
    found = after({MAIN: "@f‸ (a: int) -> [int] = [a];\n@v () -> void = ();\n"}, "Generate a test for `@f`")
    assert found is not None
    assert CompilationPipeline.from_sources({MAIN: found}).check() == ()


def test_no_test_is_offered_inside_of_a_body_or_for_main() -> None:
    assert not offered_titles({MAIN: "@f () -> int = 1‸;"})
    assert not offered_titles({MAIN: "@main‸ () -> void = ();"})


def test_only_repairs_that_leave_no_doubt_are_made_together() -> None:
    source = "let $limit = 1;\n@add (a: int, b: int) -> int = a + b;\n@f () -> int = add(1, 2) + limit + lmiit;\n"
    pipeline = CompilationPipeline.from_sources({MAIN: source})
    edits = certain_repairs(pipeline.database, MAIN, pipeline.file_diagnostics(MAIN))
    assert applied(source, edits).endswith("@f () -> int = add(a: 1, b: 2) + $limit + lmiit;\n")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_half_typed_files_can_be_asked(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    typed = data.draw(st.sampled_from(["", ".", "(", "{ ", "match ", "let x = "]))
    source = text[:cut] + typed + text[cut + data.draw(st.integers(0, 30)) :]
    pipeline = CompilationPipeline.from_sources({MAIN: source})
    start = max(cut - data.draw(st.integers(0, 30)), 0)
    for offer in offers(Selection(pipeline.database, MAIN, Span(start, cut)), frozenset(ActionKind)):
        for path, edits in offer.edits().items():
            applied(pipeline.database.workspace.texts[path], edits)


def test_selections_are_marked() -> None:
    assert selection({MAIN: "a‹b›c"}).range == Span(1, 2)


PLAYER = """\
trait Clock { @now () -> int; }
trait Dice { @roll () -> int; }
trait Player { @play (self) -> int; @both (self) -> int uses Dice; }
type Me = { n: int }
impl Me: Player {
    @play (self) -> int uses Dice = 1;
    @both (self) -> int uses Dice, Clock = 1;
}
"""


def test_what_an_implementation_uses_is_said_in_its_trait() -> None:
    in_play = PLAYER.replace("@play (self) -> int uses", "@play‸ (self) -> int uses")
    first = after({MAIN: in_play}, "Add `uses Dice` to `play` of the trait `Player`")
    assert first == PLAYER.replace("@play (self) -> int;", "@play (self) -> int uses Dice;")
    in_both = first.replace("Dice, Clock = 1", "Dice, Clock = ‸1")
    second = after({MAIN: in_both}, "Add `uses Clock` to `both` of the trait `Player`")
    assert second == first.replace("int uses Dice; }", "int uses Dice, Clock; }")
    assert CompilationPipeline.from_sources({MAIN: second}).check() == ()
    assert not offered_titles({MAIN: second.replace("Clock = 1", "Clock =‸ 1")})
