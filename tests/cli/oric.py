"""Calls `oric`: as a process of its own, or, much faster, inside this one."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from ori_compiler.cli.main import run_oric

REPOSITORY: Final = Path(__file__).parents[2]
SECONDS: Final = 60
"""No command of these tests may take longer, even on a busy machine."""


class Ended(NamedTuple):
    """What came of a command."""

    status: int
    out: str
    err: str


def oric_process(*words: str | Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ended:
    """Runs the real command in a new process, as users do."""
    done = subprocess.run(
        [sys.executable, "-m", "ori_compiler", *map(str, words)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=process_environment(environment),
        cwd=cwd,
        timeout=SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def process_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a new process: ours, without what decides about colour and buffers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONIOENCODING", "PYTHONUNBUFFERED")
    }
    path = os.pathsep.join(filter(None, [str(REPOSITORY), kept.get("PYTHONPATH", "")]))
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1", **(changes or {})}


def oric(*words: str | Path) -> Ended:
    """Runs a command in this process. Not for what writes to file descriptors itself, as native programs do."""
    out, err = io.StringIO(), io.StringIO()
    status = run_oric([str(word) for word in words], out, err)
    return Ended(int(status), out.getvalue(), err.getvalue())


def write(path: Path, content: str | bytes) -> Path:
    """A source file; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path
