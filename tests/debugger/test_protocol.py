"""The conversation itself: launching, what is malformed, clients that die."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dap_client import SECONDS, DapClient, RefusedError, environment

Written = Callable[[str], Path]

HELLO = """\
@main (args: [str]) -> int = {
    print(msg: `hello {args}`);
    dbg(value: 1);
    7
}

@fine tests _ () -> void = assert(condition: true);

#skip("later")
@skipped tests _ () -> void = assert(condition: false);

#compile_fail("E2001")
@no_text tests _ () -> void = assert_eq(actual: 1, expected: "1");
"""


def test_the_capabilities_are_told_first(client: DapClient) -> None:
    told = client.request("initialize", adapterID="ori")
    assert told["supportsConfigurationDoneRequest"] is True
    assert [each["filter"] for each in told["exceptionBreakpointFilters"]] == ["uncaught", "all"]


def test_main_runs_with_arguments_and_its_exit_code(client: DapClient, written: Written) -> None:
    client.launch(written(HELLO), args=["a", "b"])
    assert client.exit_code() == 7
    assert client.text("stdout") == "hello [a, b]\n"
    assert client.text("stderr").endswith("1\n")
    assert client.request("threads")["threads"] == [{"id": 1, "name": "program"}]


def test_all_tests_of_a_file_run_if_none_is_named(client: DapClient, written: Written) -> None:
    client.launch(written(HELLO), tests=[])
    assert client.exit_code() == 0
    told = client.text("console")
    assert [line.split() for line in told.splitlines()] == [
        ["passed", "@fine"],
        ["skipped", "@skipped"],
        ["passed", "@no_text"],
    ]


def test_a_file_without_main_is_run_as_its_tests(client: DapClient, written: Written) -> None:
    client.launch(written(HELLO[HELLO.index("@fine") :]))
    assert client.exit_code() == 0
    assert "passed   @fine" in client.text("console")


def test_without_debugging_nothing_stops(client: DapClient, written: Written) -> None:
    client.launch(written(HELLO), 2, panics=("all",), noDebug=True, stopOnEntry=True)
    assert client.exit_code() == 7


def test_clients_that_count_from_zero_are_understood(client: DapClient, written: Written) -> None:
    client.request("initialize", linesStartAt1=False, columnsStartAt1=False)
    program = written(HELLO)
    client.request("launch", program=str(program))
    client.event("initialized")
    client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[{"line": 1}])
    client.request("configurationDone")
    client.event("stopped")
    assert (client.frame()["line"], client.frame()["column"]) == (1, 4)


def test_columns_count_what_editors_count(client: DapClient, written: Written) -> None:
    client.launch(written("@main () -> void = { let fox = `🦊`; panic(msg: fox); }\n"), panics=("all",))
    client.stopped()
    assert client.frame()["column"] == 38


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({}, "the arguments of `launch` are wrong: .*program"),
        ({"program": 5}, "the arguments of `launch` are wrong"),
        ({"program": "nowhere.ori"}, "cannot read `.*nowhere.ori`"),
        ({"program": "program.ori", "tests": ["other"]}, "has no test `other`"),
        ({"program": "program.ori", "cwd": "/nowhere"}, "`cwd` is no folder"),
        ({"program": "broken.ori"}, "the program has errors: "),
        ({"program": "empty.ori"}, "has no `@main` to run"),
    ],
)
def test_what_cannot_be_launched_is_refused(
    client: DapClient, written: Written, tmp_path: Path, arguments: dict[str, object], reason: str
) -> None:
    written(HELLO)
    (tmp_path / "broken.ori").write_text("@main () -> void = missing();\n")
    (tmp_path / "empty.ori").write_text("// Nothing.\n")
    client.request("initialize")
    with pytest.raises(RefusedError, match=reason):
        client.request("launch", **arguments)
    # A client may try again.
    client.request("launch", program=str(tmp_path / "program.ori"))
    client.request("configurationDone")
    assert client.exit_code() == 7


def test_the_errors_of_a_program_are_told_with_their_places(client: DapClient, written: Written) -> None:
    with pytest.raises(RefusedError):
        client.launch(written("@main () -> void = missing();\n"))
    assert "program.ori:1:20" in client.text("stderr")


@pytest.mark.parametrize(
    ("command", "arguments", "reason"),
    [
        ("stackTrace", {}, "nothing was launched"),
        ("configurationDone", {}, "nothing was launched"),
        ("setBreakpoints", {"source": {}}, "nothing was launched"),
        ("setBreakpoints", {}, "arguments of `setBreakpoints` are wrong"),
        ("reverse", {}, "nothing was launched"),
    ],
)
def test_requests_out_of_order_are_refused(
    client: DapClient, command: str, arguments: dict[str, object], reason: str
) -> None:
    with pytest.raises(RefusedError, match=reason):
        client.request(command, **arguments)


@pytest.mark.parametrize(
    ("command", "arguments", "reason"),
    [
        ("variables", {"variablesReference": 99}, "no longer known"),
        ("scopes", {"frameId": 99}, "no longer known"),
        ("evaluate", {}, "arguments of `evaluate` are wrong"),
        ("source", {"sourceReference": 9}, "no such source"),
        ("goto", {}, "`goto` is not a request"),
        ("launch", {"program": "other.ori"}, "launched already"),
    ],
)
def test_requests_that_make_no_sense_are_refused(
    client: DapClient, written: Written, command: str, arguments: dict[str, object], reason: str
) -> None:
    client.launch(written(HELLO), 2)
    client.stopped()
    with pytest.raises(RefusedError, match=reason):
        client.request(command, **arguments)
    assert client.finish() == 7


def test_what_is_no_message_is_told_and_passed_over(client: DapClient) -> None:
    client.send_bytes(b"Content-Length: 5\r\n\r\n{bad}")
    client.send({"seq": 1, "type": "response", "command": "x"})
    client.send(["no", "object"])
    assert client.request("initialize")["supportsLogPoints"] is True
    assert client.text("stderr").count("this is not a request") == 2


def test_a_request_that_is_half_right_is_refused_by_its_number(client: DapClient) -> None:
    client.send({"seq": 7, "type": "request", "command": 5})
    refused = client.response(7)
    assert refused["success"] is False
    assert "this is not a request: Expected `str`" in refused["message"]


def test_nulls_count_as_left_out(client: DapClient, written: Written) -> None:
    client.request("initialize", clientID=None, linesStartAt1=None)
    program = written(HELLO)
    client.request("launch", program=str(program), tests=None, args=None, cwd=None, stopOnEntry=None)
    client.send({"seq": 99, "type": "request", "command": "configurationDone", "arguments": None})
    assert client.exit_code() == 7


def test_a_header_without_length_ends_the_conversation(client: DapClient) -> None:
    client.send_bytes(b"Content-Length: many\r\n\r\n")
    assert client.ended() == 0


def test_a_client_that_dies_ends_the_adapter_and_its_program(client: DapClient, written: Written) -> None:
    client.launch(written("@main () -> void = loop { }\n"))
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.ended() == 0


def test_a_client_may_leave_while_the_program_is_stopped(client: DapClient, written: Written) -> None:
    client.launch(written(HELLO), 2)
    client.stopped()
    client.request("disconnect")
    assert client.ended() == 0


def test_a_program_that_has_not_begun_can_be_terminated(client: DapClient, written: Written) -> None:
    client.request("initialize")
    client.request("launch", program=str(written(HELLO)))
    client.request("terminate")
    client.event("terminated")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are opened otherwise")
def test_on_a_terminal_it_says_who_it_is_for() -> None:
    ours, terminal = os.openpty()
    command = [sys.executable, "-P", "-m", "ori_compiler", "debug"]
    done = subprocess.run(command, stdin=terminal, capture_output=True, env=environment(), timeout=SECONDS, check=False)
    os.close(ours)
    os.close(terminal)
    assert done.returncode == 2
    assert b"talks to an editor" in done.stderr
