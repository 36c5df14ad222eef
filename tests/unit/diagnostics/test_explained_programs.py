"""The examples of the explanations do what the explanations say, and suggestions repair what they are about."""

import pytest
from explained import programs, sections

from ori_compiler.diagnostics.catalogue import CATALOGUE, Entry, Provocation, explanation
from ori_compiler.diagnostics.edits import apply_suggestion
from ori_compiler.driver import CompilationPipeline

ENTRIES = [
    pytest.param(entry, id=code)
    for code, entry in CATALOGUE.items()
    if entry.provoked_by is not Provocation.ENVIRONMENT
]


def sources(entry: Entry, heading: str) -> dict[str, str]:
    """The programs of a section, by path."""
    found = programs(sections(explanation(entry.code))[heading])
    if entry.provoked_by is Provocation.PROGRAM:
        return {"main.ori": found[0]}
    return {program.split("\n", 1)[0].removeprefix("// "): program for program in found}


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_example_provokes_its_code_and_no_other(entry: Entry) -> None:
    diagnostics = CompilationPipeline.from_sources(sources(entry, "Example")).check()
    assert [(found.code, found.severity) for found in diagnostics] == [(entry.code, entry.severity)]


NEEDS_LATER_FORMS = frozenset({"E1023"})
"""The corrected program is well formed, and has to be reported as not supported yet."""


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_corrected_example_is_right(entry: Entry) -> None:
    diagnostics = CompilationPipeline.from_sources(sources(entry, "Correction")).check()
    expected = {"E2040"} if entry.code in NEEDS_LATER_FORMS else set()
    assert {found.code for found in diagnostics} == expected


@pytest.mark.parametrize("entry", ENTRIES)
def test_suggestions_repair_the_example(entry: Entry) -> None:
    texts = sources(entry, "Example")
    pipeline = CompilationPipeline.from_sources(texts)
    for diagnostic in pipeline.check():
        for suggestion in diagnostic.suggestions:
            repaired = apply_suggestion(texts, suggestion, pipeline.origins)
            remaining = CompilationPipeline.from_sources(repaired).check()
            assert diagnostic.code not in {found.code for found in remaining}, suggestion.title
