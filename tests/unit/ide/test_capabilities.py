"""Capabilities in the editor: what they are, where they come from, and what may stand at the cursor `‸`."""

import pytest
from marked_source import MAIN, one_file

from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Failed
from ori_compiler.ide.completion import complete
from ori_compiler.ide.goto_definition import goto_definition
from ori_compiler.ide.hover import hover
from ori_compiler.ide.signature_help import signature_help

DECLARED = """\
// Throws dice.
trait Dice {
    // How many eyes fall.
    @roll (self, sides: int) -> int;
}
capset Games = Dice, Clock;
// Throws one.
@thrown () -> int uses Dice = Dice.roll(sides: 6);
"""
ROLL = "@roll (self, sides: int) -> int"
PLACES = {
    "in uses": "@f () -> int uses ‸Dice = 1;",
    "bound": "@f (d: Dice) -> int = with ‸Dice = d in 1;",
    "in a set": "capset Other = ‸Dice;",
    "before an operation": "@f () -> int uses Dice = ‸Dice.roll(sides: 2);",
}
OPERATIONS = {
    "called": "@f () -> int uses Dice = Dice.‸roll(sides: 2);",
    "in a handler": "@f () -> int = with Dice = handler { ‸roll: (s, sides) -> (s, 1) } in 1;",
}


def defined_at(source: str) -> str:
    """The text that stands where the name at the cursor is declared."""
    found = goto_definition(*one_file(source))
    assert found is not None and found.site.path == MAIN
    return source.replace("‸", "")[found.site.name.start : found.site.name.end]


@pytest.mark.parametrize("source", PLACES.values(), ids=PLACES)
def test_the_name_of_a_capability_leads_to_its_trait(source: str) -> None:
    shown = hover(*one_file(DECLARED + source))
    assert shown is not None and shown.documentation is not None
    assert (shown.code, shown.documentation.description) == ("trait Dice", "Throws dice.")
    assert defined_at(DECLARED + source) == "Dice"


@pytest.mark.parametrize("source", OPERATIONS.values(), ids=OPERATIONS)
def test_an_operation_is_that_of_the_trait(source: str) -> None:
    shown = hover(*one_file(DECLARED + source))
    assert shown is not None and shown.documentation is not None
    assert (shown.code, shown.documentation.description) == (ROLL, "How many eyes fall.")
    assert defined_at(DECLARED + source) == "roll"


def test_a_function_shows_what_it_uses_and_how_that_is_passed() -> None:
    shown = hover(*one_file(DECLARED + "@f () -> int uses Dice = ‸thrown();"))
    assert shown is not None and shown.abi is not None
    assert shown.code == "@thrown () -> int uses Dice"
    report = CompilationPipeline.from_sources({MAIN: DECLARED}).classify(MAIN, "thrown", target="x86_64-linux-gnu")
    assert not isinstance(report, Failed)
    (function,) = report.functions
    assert [(each.name, each.type, each.size) for each in function.parameters] == [("Dice", "uses Dice", 16)]


def test_an_operation_says_what_it_takes() -> None:
    found = signature_help(*one_file(DECLARED + "@f () -> int uses Dice = Dice.roll(‸)"))
    assert found is not None and found.text == ROLL


@pytest.mark.parametrize(
    ("source", "first"),
    [
        ("@f () -> int uses Dice = Dice.‸;", ["roll"]),
        ("@f () -> int = with Dice = handler { r‸: 1 } in 1;", ["roll"]),
        ("@f () -> int uses ‸ = 1;", ["Dice", "Games", "Print", "FileSystem"]),
        ("@f () -> int uses Clock, Di‸ = 1;", ["Dice", "Games", "Print", "FileSystem"]),
        ("@f () -> int = with Di‸ = 1 in 1;", ["Dice", "Games", "Print", "FileSystem"]),
        ("capset Other = Di‸;", ["Dice", "Games", "Other", "Print"]),
    ],
)
def test_capabilities_and_operations_are_proposed(source: str, first: list[str]) -> None:
    labels = [item.label for item in complete(*one_file(DECLARED + source)).items]
    assert labels[: len(first)] == first
    assert "Eq" not in labels
