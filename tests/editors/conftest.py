"""What the editor tests share: a workspace with a server in its environment, and the built extension."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from editor_tools import EXTENSION, HERE, REPOSITORY, program, run


@pytest.fixture(scope="session")
def server_environment() -> dict[str, str]:
    """The environment of an editor, in which the server of this checkout can be imported."""
    path = os.pathsep.join(part for part in (str(REPOSITORY), os.environ.get("PYTHONPATH")) if part)
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop("VIRTUAL_ENV", None)
    return environment


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A project with two programs and a Python environment that holds the server: where editors look for it first."""
    folder = tmp_path / "project"
    shutil.copytree(HERE / "programs", folder)
    (folder / "ori.toml").touch()
    server = folder / ".venv" / "bin" / "ori-lsp"
    server.parent.mkdir(parents=True)
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m ori_lsp "$@"\n')
    server.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def extension_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension's sources with their dependencies, away from the checkout."""
    npm = program("npm")
    folder = tmp_path_factory.mktemp("extension") / "vscode"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "out", "*.vsix"))
    run([npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], folder, timeout=300)
    return folder


@pytest.fixture(scope="session")
def vsix(extension_copy: Path) -> Path:
    """The packaged extension."""
    run([program("npm"), "run", "package", "--", "--out", "ori.vsix"], extension_copy, timeout=120)
    return extension_copy / "ori.vsix"
