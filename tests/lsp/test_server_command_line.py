"""Starting and stopping the server; standard output belongs to the protocol."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest
from editor import REPOSITORY

ENVIRONMENT = {"PYTHONPATH": str(REPOSITORY)}
SECONDS = 20


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "ori_lsp", *arguments]


def message(**content: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def answer(stream: IO[bytes]) -> dict[str, Any]:
    length = 0
    while (line := stream.readline().strip()) != b"":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    found: dict[str, Any] = json.loads(stream.read(length))
    return found


INITIALIZE = message(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
SHUTDOWN = message(id=2, method="shutdown") + message(method="exit")


@pytest.mark.parametrize("arguments", [(), ("--stdio",)])
def test_a_session_over_standard_input_ends_with_zero(arguments: tuple[str, ...]) -> None:
    given = INITIALIZE + message(method="initialized", params={}) + SHUTDOWN
    done = subprocess.run(command(*arguments), input=given, capture_output=True, env=ENVIRONMENT, timeout=SECONDS)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Content-Length: ")


def test_exit_without_shutdown_is_a_failure_and_a_lost_client_is_none() -> None:
    hasty = subprocess.run(
        command(), input=INITIALIZE + message(method="exit"), capture_output=True, env=ENVIRONMENT, timeout=SECONDS
    )
    assert hasty.returncode == 1
    lost = subprocess.run(command(), input=INITIALIZE, capture_output=True, env=ENVIRONMENT, timeout=SECONDS)
    assert (lost.returncode, lost.stderr) == (0, b"")


def test_what_is_no_message_is_skipped() -> None:
    given = b"Content-Length: 9\r\n\r\nnot JSON!" + INITIALIZE + SHUTDOWN
    done = subprocess.run(command(), input=given, capture_output=True, env=ENVIRONMENT, timeout=SECONDS)
    assert done.returncode == 0
    assert b'"capabilities"' in done.stdout


def test_a_log_file_tells_what_happened(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    subprocess.run(
        command("--log", str(log)), input=INITIALIZE + SHUTDOWN, capture_output=True, env=ENVIRONMENT, timeout=SECONDS
    )
    assert "serving" in log.read_text(encoding="utf-8")


HOVER = message(
    id=7,
    method="textDocument/hover",
    params={"textDocument": {"uri": "untitled:a"}, "position": {"line": 0, "character": 0}},
)


ORIC = "import sys; from ori_compiler.cli.main import main; sys.exit(main())"


@pytest.mark.parametrize("program", [("-m", "ori_lsp"), ("-c", ORIC, "lsp")])
def test_a_log_file_has_a_line_for_each_request(tmp_path: Path, program: tuple[str, ...]) -> None:
    log = tmp_path / "server.log"
    unknown = message(id=8, method="textDocument/unheardOf", params={})
    done = subprocess.run(
        [sys.executable, "-P", *program, "--log", str(log)],
        input=INITIALIZE + HOVER + unknown + SHUTDOWN,
        capture_output=True,
        env=ENVIRONMENT,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    lines = log.read_text(encoding="utf-8").splitlines()
    (hover,) = [line for line in lines if "textDocument/hover:" in line]
    assert re.search(r"hover: ok, [\d.]+ ms, waiting [\d.]+, computing [\d.]+, \d{2,} bytes$", hover)
    (refused,) = [line for line in lines if "textDocument/unheardOf:" in line]
    assert "unheardOf: refused, " in refused


def test_a_log_of_warnings_has_no_requests(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    arguments = ("--log", str(log), "--log-level", "warning")
    subprocess.run(command(*arguments), input=INITIALIZE + HOVER + SHUTDOWN, env=ENVIRONMENT, timeout=SECONDS)
    assert log.read_text(encoding="utf-8") == ""


def test_a_log_stays_bounded(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("old line\n" * 600_000, encoding="utf-8")
    subprocess.run(command("--log", str(log)), input=INITIALIZE + SHUTDOWN, env=ENVIRONMENT, timeout=SECONDS)
    assert log.stat().st_size < 10_000
    assert log.with_name("server.log.1").stat().st_size > 5_000_000
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--tcp", "nowhere"], "is not an address"),
        (["--tcp", "1:99999"], "is not an address"),
        (["--tcp", "1.2.3.4:1"], "cannot listen on 1.2.3.4:1"),
        (["--log", "/nowhere/at/all.log"], "cannot write the log file"),
        (["--log-level", "loud"], "invalid choice"),
        (["--unknown"], "unrecognized arguments"),
    ],
)
def test_wrong_usage_is_explained(arguments: list[str], complaint: str) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, env=ENVIRONMENT, timeout=SECONDS, text=True)
    assert done.returncode == 2
    assert complaint in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_client_can_connect_over_a_socket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(command("--tcp", str(port)), stderr=subprocess.PIPE, env=ENVIRONMENT)
    try:
        with connected(port, server) as connection, connection.makefile("rb") as stream:
            connection.sendall(INITIALIZE)
            assert answer(stream)["result"]["serverInfo"]["name"] == "ori-lsp"
            connection.sendall(SHUTDOWN)
            assert answer(stream) == {"jsonrpc": "2.0", "id": 2, "result": None}
        assert server.wait(SECONDS) == 0
    finally:
        server.kill()
        server.communicate()


def connected(port: int, server: "subprocess.Popen[bytes]") -> socket.socket:
    """A connection, as soon as the server listens."""
    while server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), SECONDS)
        except ConnectionRefusedError:
            continue
    raise AssertionError("the server ended before anyone connected")
