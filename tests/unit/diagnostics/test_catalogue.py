"""The catalogue explains every code."""

import re
from importlib import resources
from pathlib import Path

import pytest
from explained import programs, sections

from ori_compiler.diagnostics.catalogue import CATALOGUE, Entry, Provocation, closest_code, explain, explanation
from ori_compiler.diagnostics.diagnostic import Severity

ENTRIES = [pytest.param(entry, id=code) for code, entry in CATALOGUE.items()]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_code_is_explained(entry: Entry) -> None:
    found = sections(explanation(entry.code))
    assert all(found.values())
    if entry.provoked_by is Provocation.ENVIRONMENT:
        assert list(found) == ["Meaning", "Remedy"]
        return
    assert list(found) == ["Meaning", "Example", "Why", "Correction"]
    wrong, right = programs(found["Example"]), programs(found["Correction"])
    if entry.provoked_by is Provocation.PROGRAM:
        assert (len(wrong), len(right)) == (1, 1)
    else:
        assert all(program.startswith("// ") for program in [*wrong, *right])
        assert min(len(wrong), len(right)) >= 2
    assert wrong != right


@pytest.mark.parametrize("entry", ENTRIES)
def test_codes_say_their_severity(entry: Entry) -> None:
    assert re.fullmatch(r"[EW]\d{4}", entry.code)
    assert (entry.code[0] == "W") == (entry.severity is Severity.WARNING)


def test_titles_differ() -> None:
    titles = [entry.title for entry in CATALOGUE.values()]
    assert len(set(titles)) == len(titles)


def test_codes_are_in_order() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)


def test_there_is_no_explanation_without_a_code() -> None:
    folder = resources.files("ori_compiler.diagnostics").joinpath("explanations")
    assert sorted(file.name for file in folder.iterdir()) == [f"{code}.md" for code in CATALOGUE]


def test_lines_of_explanations_fit() -> None:
    too_long = [code for code in CATALOGUE if any(len(line) > 125 for line in explanation(code).splitlines())]
    assert too_long == []


def test_explain_prints_the_title_and_the_explanation() -> None:
    text = explain(" e2001 ")
    assert text is not None
    assert text.startswith("error[E2001]: types do not agree\n\n## Meaning\n")
    assert text.endswith("```\n")
    warning = explain("W2002")
    assert warning is not None and warning.startswith("warning[W2002]: ")


def test_explain_knows_no_other_codes() -> None:
    assert explain("E7777") is None
    assert explain("../catalogue") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2001", "E2001"),
        ("E201", "E2001"),
        ("E2O01", "E2001"),
        ("error[E2003]", "E2003"),
        ("w1003", "W1003"),
        ("W2060", "E2060"),
        ("1", "E0001"),
        ("hello", None),
        ("", None),
    ],
)
def test_the_closest_code_is_found(typed: str, meant: str | None) -> None:
    assert closest_code(typed) == meant


def test_every_code_in_the_compiler_is_in_the_catalogue() -> None:
    package = Path(str(resources.files("ori_compiler")))
    written = {
        code: file.name
        for file in package.rglob("*.py")
        for code in re.findall(r'"([EW]\d{4})"', file.read_text(encoding="utf-8"))
    }
    assert {code: name for code, name in written.items() if code not in CATALOGUE} == {}
