"""An edit costs what depends on it, and never gives another result than starting anew."""

from collections.abc import Iterator
from random import Random

import pytest
from incremental_programs import FUNCTIONS, HEAD, OTHER, SMALL, Session, function, items, random_edits, source

from ori_compiler import CompilationPipeline


@pytest.fixture(scope="module")
def checked() -> Session:
    """A session over the large program; the tests put back what they change."""
    session = Session(items())
    assert session.found == ()
    assert session.pipeline.database.engine.executions["typed_body"] > FUNCTIONS
    return session


@pytest.fixture
def session(checked: Session) -> Iterator[Session]:
    yield checked
    checked.parts = items()
    checked.edit(source(checked.parts))
    assert checked.found == ()


def callers_of(index: int) -> list[str]:
    return sorted(f"f{(index - step) % FUNCTIONS}" for step in range(1, 6))


def test_an_edit_inside_a_body_checks_that_body_only(session: Session) -> None:
    assert session.replace(function(100), function(100, "n * 7 + 1")) == ["f100"]
    assert session.found == ()


def test_an_edit_that_breaks_a_body_checks_that_body_only(session: Session) -> None:
    assert session.replace(function(100), function(100, '"no number"')) == ["f100"]
    assert session.found != ()
    assert session.replace(function(100, '"no number"'), function(100, "n * (")) == ["f100"]
    assert session.found != ()


def test_an_edit_in_a_clause_checks_that_clause_only(session: Session) -> None:
    assert session.replace("@steps (n) -> int if n < 0 = -1;", "@steps (n) -> int if n < 1 = -2;") == ["steps"]
    assert session.found == ()


def test_a_clause_too_few_is_told_at_once(session: Session) -> None:
    session.replace("@steps (n) -> int = 1 + steps(n: n - 2);", "@steps (7) -> int = 1 + steps(n: 5);")
    assert [diagnostic.code for diagnostic in session.found] == ["E2060"]


@pytest.mark.parametrize("above", ["\n", "// a comment\n", "\n\n\n// two\n// lines\n\n"])
def test_lines_above_everything_check_nothing(session: Session, above: str) -> None:
    assert session.edit(above + source(session.parts)) == []


def test_a_line_between_two_functions_checks_nothing(session: Session) -> None:
    text = source(session.parts)
    assert session.edit(text.replace("@f150 ", "\n// about f150\n@f150 ")) == []


def test_moving_a_function_checks_nothing(session: Session) -> None:
    assert session.edit(source([*session.parts[50:], *session.parts[:50]])) == []


def test_a_changed_signature_checks_the_function_and_its_callers(session: Session) -> None:
    changed = function(100).replace("(n: int) -> int", "(n: int) -> float")
    assert session.replace(function(100), changed) == sorted(["f100", *callers_of(100)])
    assert len(session.found) >= 6


def test_a_renamed_parameter_checks_the_function_and_its_callers(session: Session) -> None:
    changed = function(100).replace("(n: int)", "(m: int)").replace("{\n", "{\n    let n = m;\n", 1)
    assert session.replace(function(100), changed) == sorted(["f100", *callers_of(100)])
    assert {found.code for found in session.found} == {"E2004"}


def test_spaces_in_a_signature_check_only_that_function(session: Session) -> None:
    assert session.replace(function(100), function(100).replace("(n: int)", "( n:  int )")) == ["f100"]


def test_an_unrelated_function_is_checked_alone(session: Session) -> None:
    assert session.edit(source([*session.parts, "@lonely () -> int = 1;"])) == ["lonely"]
    assert session.edit(source(session.parts)) == []


def test_a_removed_function_checks_its_callers(session: Session) -> None:
    without = [part for part in session.parts if not part.startswith("@f100 ")]
    assert session.edit(source(without)) == callers_of(100)
    assert {found.code for found in session.found} == {"E2003"}


def test_another_value_of_a_constant_checks_no_other_body(session: Session) -> None:
    assert session.replace(HEAD[3], "let $step: int = 4;") == ["step"]
    assert session.found == ()


def test_a_renamed_constant_checks_what_names_it(session: Session) -> None:
    assert session.replace(HEAD[3], "let $stride: int = 3;") == ["limit", "stride"]
    assert {found.code for found in session.found} == {"E2003"}


def test_another_type_of_a_constant_checks_its_users(session: Session) -> None:
    checked = session.replace(HEAD[2], "let $limit = 2.5;")
    assert len(checked) == FUNCTIONS + 1


def test_a_new_field_checks_what_uses_the_struct(session: Session) -> None:
    checked = session.replace(HEAD[0], "type Point = { x: int, y: int, z: int }")
    assert len(checked) == FUNCTIONS
    assert {found.code for found in session.found} == {"E2061"}


def test_an_edit_lowers_only_what_it_changes(session: Session) -> None:
    executions = session.pipeline.database.engine.executions
    session.replace(function(7), function(7, "n - 1"))
    assert (executions["canonical_function"], executions["outline"], executions["scope"]) == (1, 1, 0)


def examine_equal(pipeline: CompilationPipeline, sources: dict[str, str]) -> None:
    """After any history, the result is that of a pipeline that never saw another text."""
    fresh = CompilationPipeline.from_sources(sources)
    assert pipeline.check(list(sources)) == fresh.check()
    assert pipeline.database.workspace.texts.keys() == fresh.database.workspace.texts.keys()
    assert {item: (o.path, o.offset) for item, o in pipeline.origins.items()} == {
        item: (o.path, o.offset) for item, o in fresh.origins.items()
    }


def check_history(seed: int, steps: int) -> None:
    random = Random(seed)
    pipeline = CompilationPipeline()
    mains, others = random_edits(random, list(SMALL)), random_edits(random, list(OTHER))
    sources = {"main.ori": source(list(SMALL)), "other.ori": source(list(OTHER))}
    for _ in range(steps):
        pick = random.random()
        if pick < 0.6:
            sources["main.ori"] = source(next(mains))
        elif pick < 0.9:
            sources["other.ori"] = source(next(others))
        elif "other.ori" in sources:
            del sources["other.ori"]
            pipeline.remove_source("other.ori")
        for path, text in sources.items():
            pipeline.set_source(path, text)
        if random.random() < 0.8:
            examine_equal(pipeline, sources)


@pytest.mark.parametrize("seed", range(12))
def test_a_history_of_edits_leaves_no_trace(seed: int) -> None:
    check_history(seed, 40)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 200))
def test_long_histories_of_edits_leave_no_trace(seed: int) -> None:
    check_history(seed, 500)
