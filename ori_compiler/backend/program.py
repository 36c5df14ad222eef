"""Runs a built program."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec


class ProgramResult(msgspec.Struct, frozen=True):
    """How a program ended. `exit_code` is 128 plus the signal's number for one that a signal ended."""

    exit_code: int
    stdout: str = ""
    stderr: str = ""


def run_program(
    program: Path,
    arguments: Sequence[str] = (),
    *,
    capture: bool = False,
    environment: Mapping[str, str] | None = None,
) -> ProgramResult:
    """Runs a program to its end; its streams are ours, or with `capture` part of the result and its input empty.

    `environment` is added to ours. Raises `OSError` if the program cannot be started.
    """
    done = subprocess.run(
        [str(program.absolute()), *arguments],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL if capture else None,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.PIPE if capture else None,
        check=False,
    )
    exit_code = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return ProgramResult(exit_code, _decoded(done.stdout), _decoded(done.stderr))


def _decoded(output: bytes | None) -> str:
    return "" if output is None else output.decode("utf-8", errors="replace")
