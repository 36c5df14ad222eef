"""Where the program stops: at breakpoints, behind steps, on demand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dap_client import DapClient

Written = Callable[[str], Path]

SUMS = """\
@sum (numbers: [int]) -> int = {
    let total = 0;
    for n in numbers do {
        total = total + n;
    }

    total
}

@sums tests @sum () -> void = {
    let found = sum(numbers: [1, 2, 3]);
    assert_eq(actual: found, expected: 6);
}

@nothing tests @sum () -> void = assert_eq(actual: sum(numbers: []), expected: 0);
"""


def test_a_breakpoint_in_a_test_stops_it(client: DapClient, written: Written) -> None:
    (place,) = client.launch(written(SUMS), 12, tests=["sums"])
    assert place["verified"]
    assert client.stopped() == ("breakpoint", 12)
    assert client.names() == ["@sums"]
    assert client.values() == {"found": "6"}
    assert client.finish() == 0
    assert "passed   @sums" in client.text("console")


def test_a_breakpoint_in_a_loop_stops_in_each_round(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), 4, tests=["sums"])
    seen = []
    for _ in range(3):
        assert client.stopped() == ("breakpoint", 4)
        seen.append(client.values())
        client.request("continue", threadId=1)
    assert [(each["n"], each["total"]) for each in seen] == [("1", "0"), ("2", "1"), ("3", "3")]
    assert client.exit_code() == 0


def test_the_line_of_a_loop_is_met_in_each_round(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), 3, tests=["sums"])
    assert [client.stopped(), client.step("continue"), client.step("continue")] == [("breakpoint", 3)] * 3
    assert client.finish() == 0


def test_breakpoints_move_to_the_next_line_with_code_of_their_function(client: DapClient, written: Written) -> None:
    program = written("// A comment.\n" + SUMS)
    places = client.launch(program, 1, 7, 9, 15, tests=["sums"])
    assert [(place["verified"], place["line"]) for place in places] == [(True, 3), (True, 8), (False, 9), (False, 15)]
    assert "no code here" in places[2]["message"]


def test_what_is_not_part_of_the_run_has_no_breakpoints(client: DapClient, written: Written) -> None:
    (place,) = client.launch(written(SUMS), 15, tests=["sums"])
    assert not place["verified"]
    elsewhere = client.request("setBreakpoints", source={"path": "/nowhere/else.ori"}, breakpoints=[{"line": 1}])
    assert not elsewhere["breakpoints"][0]["verified"]
    assert client.exit_code() == 0


def test_breakpoints_can_be_changed_while_the_program_runs(client: DapClient, written: Written) -> None:
    program = written(SUMS)
    client.launch(program, 2, tests=["sums"])
    client.stopped()
    client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[{"line": 7}])
    assert client.step("continue") == ("breakpoint", 7)
    client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[])
    assert client.finish() == 0


def test_conditions_and_numbers_of_hits(client: DapClient, written: Written) -> None:
    client.launch(
        written(SUMS),
        {"line": 4, "condition": "n == 2 && total > 0"},
        {"line": 7, "hitCondition": ">= 2"},
        tests=["sums", "nothing"],
    )
    assert client.stopped() == ("breakpoint", 4)
    assert client.values()["n"] == "2"
    assert client.step("continue") == ("breakpoint", 7)
    assert client.values()["numbers"] == "[]"
    assert client.finish() == 0


def test_a_condition_that_is_wrong_stops_and_is_told(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), {"line": 7, "condition": "missing > 1"}, tests=["sums"])
    assert client.stopped() == ("breakpoint", 7)
    assert "`missing > 1` cannot be evaluated" in client.text("console")
    assert client.finish() == 0


def test_a_logpoint_tells_and_goes_on(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), {"line": 4, "logMessage": "n is {n}, twice {n * 2}"}, tests=["sums"])
    assert client.exit_code() == 0
    assert client.text("console").startswith("n is 1, twice 2\nn is 2, twice 4\nn is 3, twice 6\n")


def test_steps_over_into_and_out(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), 11, tests=["sums"])
    assert client.stopped() == ("breakpoint", 11)
    assert client.step("stepIn") == ("step", 2)
    assert client.names() == ["@sum", "@sums"]
    assert client.step("next") == ("step", 3)
    assert client.step("next") == ("step", 4)
    assert client.step("stepOut") == ("step", 11)
    assert client.names() == ["@sums"]
    assert client.values() == {}
    assert client.step("next") == ("step", 12)
    client.request("next", threadId=1)
    assert client.exit_code() == 0


def test_a_step_over_a_call_does_not_stop_in_it(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), 11, tests=["sums"])
    client.stopped()
    assert client.step("next") == ("step", 12)


def test_the_program_stops_on_entry_if_that_is_asked(client: DapClient, written: Written) -> None:
    client.launch(written(SUMS), tests=["sums"], stopOnEntry=True)
    assert client.stopped() == ("entry", 11)
    assert client.finish() == 0


CALLS = """\
type Point = { x: int, y: int }

impl Point {
    @sum (self) -> int = {
        let total = self.x + self.y;
        total
    }
}

@first<T> (items: [T]) -> T = {
    let found = items[0];
    found
}

@count_down (n: int) -> int =
    if n == 0 then 0
    else count_down(n: n - 1);

@main () -> void = {
    let offset = 10;
    let added = [1, 2].map(transform: n ->
        n + offset
    );
    let whole = Point { x: 1, y: 2 }.sum();
    let number = first(items: [5]);
    let text = first(items: ["five"]);
    let zero = count_down(n: 3);
    print(msg: `{added.len()} {whole} {number} {text} {zero}`);
}
"""


def test_a_closure_shows_what_it_captured_and_who_called_it(client: DapClient, written: Written) -> None:
    client.launch(written(CALLS), 22)
    assert client.stopped() == ("breakpoint", 22)
    assert client.values() == {"n": "1", "offset": "10"}
    frames = client.frames()
    assert [frame["name"] for frame in frames] == ["lambda in @main", "@map", "@main"]
    assert [frame.get("presentationHint") for frame in frames] == [None, "subtle", None]
    source = frames[1]["source"]
    assert source["name"] == "list.ori"
    assert "@map" in client.request("source", sourceReference=source["sourceReference"])["content"]
    assert client.step("continue") == ("breakpoint", 22)
    assert client.values()["n"] == "2"
    assert client.step("stepOut") == ("step", 21)
    assert client.finish() == 0
    assert client.text("stdout") == "2 3 5 five 0\n"


def test_a_method_has_its_self(client: DapClient, written: Written) -> None:
    client.launch(written(CALLS), 6)
    assert client.stopped() == ("breakpoint", 6)
    assert client.values() == {"self": "Point { x: 1, y: 2 }", "total": "3"}


def test_a_generic_function_is_met_in_each_instance(client: DapClient, written: Written) -> None:
    client.launch(written(CALLS), 12)
    assert client.stopped() == ("breakpoint", 12)
    assert client.values()["found"] == "5"
    assert client.step("continue") == ("breakpoint", 12)
    assert client.values()["found"] == '"five"'
    assert client.finish() == 0


def test_tail_calls_take_the_place_of_their_callers(client: DapClient, written: Written) -> None:
    client.launch(written(CALLS), 17)
    for n in "321":
        assert client.stopped() == ("breakpoint", 17)
        assert client.values() == {"n": n}
        assert client.names() == ["@count_down", "@main"]
        client.request("continue", threadId=1)
    assert client.exit_code() == 0


ENDLESS = """\
@main () -> void = {
    let round = 0;
    print(msg: "begins");
    loop {
        round = round + 1;
    }
}
"""


def test_an_endless_loop_can_be_paused_and_ended(client: DapClient, written: Written) -> None:
    client.launch(written(ENDLESS))
    with pytest.raises(Exception, match="is not stopped"):
        client.frames()
    client.request("pause", threadId=1)
    assert client.stopped()[0] == "pause"
    assert client.names() == ["@main"]
    assert int(client.values()["round"]) >= 0
    client.request("continue", threadId=1)
    client.request("pause", threadId=1)
    assert client.stopped()[0] == "pause"
    client.request("continue", threadId=1)
    client.request("terminate")
    client.event("terminated")


def test_a_program_that_loops_in_the_library_can_be_paused(client: DapClient, written: Written) -> None:
    program = written("@main () -> void = {\n    let found = (1..).iter().any(predicate: n -> n < 0);\n}\n")
    client.launch(program)
    client.request("pause", threadId=1)
    assert client.event("stopped")["reason"] == "pause"
    assert client.frames()[-1]["name"] == "@main"
    client.request("terminate")
    client.event("terminated")
