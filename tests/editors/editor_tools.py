"""Where the editors' sources and tools are, and how their programs are run.

The editors are real programs that `.ci/install-editor-tools` installs. Where one is missing a test is skipped and says
so; under continuous integration (environment variable CI) it fails, so that nothing goes untested unnoticed.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
EXTENSION = REPOSITORY / "editors" / "vscode"
TOOLS_CACHE = Path(os.environ.get("ORI_TOOLS_CACHE") or Path.home() / ".cache" / "ori-tools")


def missing(what: str) -> NoReturn:
    message = f"{what} is missing: run .ci/install-editor-tools"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def program(name: str) -> str:
    """The path of an installed program."""
    return shutil.which(name) or missing(name)


def installed(name: str, entry: str) -> Path:
    """A file of a tool in the tools' cache, whatever its version; the newest when there are several."""
    finished = sorted(TOOLS_CACHE.glob(f"{name}-*/complete"), key=lambda stamp: stamp.stat().st_mtime)
    return finished[-1].parent / entry if finished else missing(name)


def run(command: list[str], folder: Path, timeout: float, environment: dict[str, str] | None = None) -> str:
    """Runs a command that must succeed; its output, both streams together."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-8000:]}"
    return done.stdout
