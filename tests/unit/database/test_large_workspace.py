"""What an edit in a workspace of two thousand functions costs, counted in executions of queries."""

from collections.abc import Iterator

import pytest
from large_workspace import FILES, FUNCTIONS, SHARED, UNITS, LargeSession

PART = "part_2.ori"
KIND = "@kind_45 (box: Box45) -> Kind ="
GROWN = "...self, width: self.width + by }"
BODIES = ("typed_body", "canonical_function", "arc_function")


@pytest.fixture(scope="module")
def compiled() -> LargeSession:
    """A session over the workspace; the tests put back what they change."""
    session = LargeSession()
    executions = session.pipeline.database.engine.executions
    assert session.messages == ()
    assert all(executions[query] >= FUNCTIONS for query in BODIES)
    return session


@pytest.fixture
def session(compiled: LargeSession) -> Iterator[LargeSession]:
    yield compiled
    compiled.restore()
    assert compiled.messages == ()


def edit(session: LargeSession, file: str, old: str, new: str) -> tuple[list[str], list[str], list[str]]:
    """The bodies that were inferred, canonicalized and lowered to ARC IR after one replacement."""
    ran = session.edit(file, old, new)
    typed, canonical, arc = (ran.get(query, []) for query in BODIES)
    return typed, canonical, arc


def only(*names: str) -> tuple[list[str], list[str], list[str]]:
    return list(names), list(names), list(names)


def test_an_edit_in_a_body_costs_that_function(session: LargeSession) -> None:
    assert edit(session, PART, f"{KIND} if", f"{KIND} if box.width > 3 &&") == only("kind_45")


def test_an_edit_in_the_lambda_of_a_generic_call_costs_the_function_around_it(session: LargeSession) -> None:
    assert edit(session, PART, "made_45(width:).grown(by: 2)", "made_45(width:).grown(by: 4)") == only("paired_45")


def test_an_edit_in_a_generic_body_costs_it_and_its_instance(session: LargeSession) -> None:
    typed, canonical, arc = edit(
        session, PART, "@greatest_45<T: Comparable> (values: [T], start: T) -> T = {", _generic_with_more("45")
    )
    assert (typed, canonical, arc) == (["greatest_45"], ["greatest_45", "greatest_45<int>"], ["greatest_45<int>"])


def _generic_with_more(n: str) -> str:
    return f"@greatest_{n}<T: Comparable> (values: [T], start: T) -> T = {{\n    let $unused = 1;"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (PART, KIND, f"// a comment\n{KIND}"),
        (PART, KIND, f"\n\n\n{KIND}"),
        (PART, "use ", "// above everything\n\nuse "),
        ("shared.ori", "pub type Kind", "// a comment\n\npub type Kind"),
        ("shared.ori", "pub trait Area", "\npub trait Area"),
    ],
)
def test_comments_and_blank_lines_cost_nothing(session: LargeSession, file: str, old: str, new: str) -> None:
    text = session.texts[file]
    at = text.index(old)
    assert edit(session, file, text[at:], new + text[at + len(old) :]) == only()


def test_a_changed_signature_costs_the_function_and_its_callers(session: LargeSession) -> None:
    changed = KIND.replace("(box: Box45)", "(box: Box45, other: int = 3)")
    assert edit(session, PART, KIND, changed) == only("kind_45", "kind_45.=other", "work_45")


def test_a_changed_signature_costs_the_callers_in_other_files(session: LargeSession) -> None:
    first = 2 * UNITS
    changed = f"pub @work_{first} (width: int, more: int = 0) -> int"
    typed, canonical, arc = edit(session, PART, f"pub @work_{first} (width: int) -> int", changed)
    expected = [f"work_{first - 1}", f"work_{first}", f"work_{first}.=more", f"work_is_some_{first}"]
    assert (typed, canonical, arc) == only(*expected)


def test_a_renamed_type_costs_what_mentions_it(session: LargeSession) -> None:
    typed, _, _ = edit(session, PART, "type Box45 =", "type Crate45 =")
    methods = ["Box45.grown", "Box45.half", "Box45.label", "Box45: Area.area"]
    assert typed == [*methods, "kind_45", "made_45", "paired_45", "work_45"]
    assert "unknown type `Box45`" in session.messages


def test_a_new_field_costs_what_uses_the_fields(session: LargeSession) -> None:
    typed, _, _ = edit(session, PART, "type Box45 = { width: int,", "type Box45 = { depth: int, width: int,")
    assert typed == ["Box45.grown", "Box45.half", "Box45: Area.area", "made_45", "paired_45"]


def test_the_last_method_is_the_only_one_to_cost(session: LargeSession) -> None:
    body = "    @label (self) -> str = `box of {self.area()}`;\n}\n\n@made_45"
    assert edit(session, PART, body, body.replace("box of", "a large box of")) == (["Box45.label"], [], [])


@pytest.mark.parametrize("by", ["- by", "+ by * 2", "+ (by - 1) // a comment\n"])
def test_a_method_that_is_edited_is_the_only_one_to_cost(session: LargeSession, by: str) -> None:
    old = f"@grown (self, by: int) -> Box45 = Box45 {{ {GROWN}"
    assert edit(session, PART, old, old.replace("+ by", by)) == only("Box45.grown")


def test_a_comment_above_a_method_costs_nothing(session: LargeSession) -> None:
    old = "    @grown (self, by: int) -> Box45"
    assert edit(session, PART, old, f"    // Wider.\n{old}") == only()


def test_what_is_wrong_in_a_method_is_told_where_it_is_now(session: LargeSession) -> None:
    old = f"@grown (self, by: int) -> Box45 = Box45 {{ {GROWN}"
    session.edit(PART, "`box of {self.area()}`;\n}\n\n@made_45", "self.area();\n}\n\n@made_45")
    session.edit(PART, old, "// Two\n    // lines.\n    " + old.replace("+ by", "+ by * 2"))
    (found,) = session.pipeline.check()
    location = session.pipeline.origins[found.primary.at.item].location(found.primary.at.span)
    line = session.texts[PART].splitlines()[location.line - 1]
    assert line[location.column - 1 : location.end_column - 1] == "self.area()"


def test_an_implementation_of_an_unrelated_trait_costs_itself(session: LargeSession) -> None:
    new = "impl Box45: Unrelated {\n    @unrelated (self) -> int = 1;\n}\n\n"
    head = 'use "./shared" { Area, Kind, Small, Large, Both };'
    session.edit(PART, head, head.replace("Area,", "Area, Unrelated,"))
    assert edit(session, PART, KIND, new + KIND) == (["Box45: Unrelated.unrelated"], [], [])


def test_a_new_implementation_costs_the_index_of_its_module(session: LargeSession) -> None:
    ran = session.edit(PART, KIND, f"impl Box45 {{\n    @lonely (self) -> int = self.width;\n}}\n\n{KIND}")
    assert (ran["module_impls"], ran["impl_index"]) == (["part_2.ori"], [""])
    assert ran["typed_body"] == ["Box45.lonely"]
    assert ran["signature"] == ["Box45.lonely"]


def test_a_new_method_of_a_type_costs_who_calls_one_of_its_name(session: LargeSession) -> None:
    new = "impl Box45 {\n    @is_large (self) -> bool = self.width > 50;\n}\n\n"
    typed, _, _ = edit(session, PART, KIND, new + KIND)
    assert typed == ["Box45.is_large", "kind_45"]


def test_a_type_renamed_with_all_its_uses_costs_what_mentions_it(session: LargeSession) -> None:
    text = session.texts[PART]
    typed, _, _ = edit(session, PART, text, text.replace("Box45", "Crate45"))
    methods = ["Crate45.grown", "Crate45.half", "Crate45.label", "Crate45: Area.area"]
    assert typed == [*methods, "kind_45", "made_45", "paired_45", "work_45"]
    assert session.messages == ()


def test_a_default_method_costs_itself_and_its_instances(session: LargeSession) -> None:
    typed, canonical, arc = edit(session, "shared.ori", "self.area() > 100", "self.area() > 1_000")
    assert typed == ["Area.is_large"]
    assert (len(canonical), len(arc)) == (FILES * UNITS + 1, FILES * UNITS)
    assert SHARED.count("is_large") == 1


def test_a_new_function_costs_itself(session: LargeSession) -> None:
    assert edit(session, PART, KIND, f"@lonely () -> int = 1;\n\n{KIND}") == (["lonely"], [], [])
