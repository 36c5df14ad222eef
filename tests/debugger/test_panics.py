"""Panics stop the program if that is asked, and are told with all that is known about them."""

from collections.abc import Callable
from pathlib import Path

from dap_client import DapClient

Written = Callable[[str], Path]

PANICS = """\
@half (n: int) -> int = {
    if n % 2 == 1 then
        panic(msg: `{n} is odd`);
    n / 2
}

@odd tests @half () -> void = {
    let wanted = 2;
    assert_eq(actual: half(n: 5), expected: wanted);
}

@caught tests @half () -> void = {
    assert_panics(f: () -> { half(n: 7); });
}

#fail("is odd")
@wanted tests @half () -> void = {
    half(n: 9);
}

@wrong tests @half () -> void = {
    let items = [1, 2];
    assert_eq(actual: half(n: items[1]), expected: 5);
}

@main () -> void = {
    print(msg: "before");
    print(msg: str(half(n: 3)));
}
"""


def test_an_uncaught_panic_stops_where_it_begins(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS), tests=["odd"], panics=("uncaught",))
    stopped = client.event("stopped")
    assert stopped["reason"] == "exception"
    assert stopped["text"] == "5 is odd"
    assert client.line() == 3
    assert client.names() == ["@half", "@odd"]
    assert client.values() == {"n": "5"}
    assert client.request("exceptionInfo", threadId=1)["description"] == "5 is odd"
    assert client.finish() == 1
    told = client.text("stderr")
    assert "failed   @odd" in told
    assert "5 is odd" in told
    assert "program.ori:3:" in told


def test_panics_that_are_caught_or_wanted_are_none_of_uncaught_ones(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS), tests=["caught", "wanted"], panics=("uncaught",))
    assert client.exit_code() == 0


def test_all_panics_are_those_that_are_caught_too(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS), tests=["caught", "wanted"], panics=("all",))
    assert client.event("stopped")["text"] == "7 is odd"
    client.request("continue", threadId=1)
    assert client.event("stopped")["text"] == "9 is odd"
    assert client.finish() == 0


def test_without_filters_no_panic_stops(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS), tests=["odd"])
    assert client.exit_code() == 1


def test_an_assertion_that_fails_stops_in_the_test(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS), tests=["wrong"], panics=("uncaught",))
    assert client.event("stopped")["reason"] == "exception"
    assert client.line() == 23
    assert client.values()["items"] == "[1, 2]"
    assert client.finish() == 1
    told = client.text("stderr")
    assert "expected  5" in told
    assert "actual    1" in told


def test_a_test_that_ends_is_told_as_the_command_line_tells_it(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS), tests=["caught", "wrong"])
    caught, wrong = client.event("oriTest"), client.event("oriTest")
    assert (caught["name"], caught["status"]) == ("caught", "passed")
    assert (wrong["name"], wrong["status"]) == ("wrong", "failed")
    assert wrong["failure"]["actual"] == "1"
    assert wrong["failure"]["expected"] == "5"
    assert client.exit_code() == 1


def test_a_panic_of_main_is_told_with_its_trace(client: DapClient, written: Written) -> None:
    client.launch(written(PANICS))
    assert client.exit_code() == 101
    assert client.text("stdout") == "before\n"
    assert "panic: 3 is odd" in client.text("stderr")
    assert "@main at" in client.text("stderr")


def test_a_stack_overflow_ends_the_program(client: DapClient, written: Written) -> None:
    deep = "@deep (n: int) -> int = 1 + deep(n: n + 1);\n"
    client.launch(written(f"{deep}@main () -> void = print(msg: str(deep(n: 0)));\n"))
    assert client.exit_code() == 101
    assert "stack overflow" in client.text("stderr")
