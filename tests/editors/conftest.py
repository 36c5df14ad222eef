"""What the editor tests share: a workspace with a server in its environment, and the built extension."""

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from code_server import served
from editor_tools import EXTENSION, HERE, REPOSITORY, installed, program, run
from neovim_session import Neovim


@pytest.fixture(scope="session")
def server_environment() -> dict[str, str]:
    """The environment of an editor, in which the server of this checkout can be imported."""
    path = os.pathsep.join(part for part in (str(REPOSITORY), os.environ.get("PYTHONPATH")) if part)
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop("VIRTUAL_ENV", None)
    return environment


@pytest.fixture
def workspace() -> Iterator[Path]:
    """A project with some programs and a Python environment that holds the server: where editors look for it first.

    A server that starts leaves its process id in `.venv/pid`.
    """
    with TemporaryDirectory(prefix="ori") as short:  # The names of functions in generated code hold the path.
        yield _project(Path(short) / "project")


def _project(folder: Path) -> Path:
    shutil.copytree(HERE / "programs", folder)
    (folder / "ori.toml").write_text('[testing]\ncoverage = "off"\n')
    server = folder / ".venv" / "bin" / "ori-lsp"
    server.parent.mkdir(parents=True)
    server.write_text(f'#!/bin/sh\necho $$ >"{folder}/.venv/pid"\nexec "{sys.executable}" -P -m ori_lsp "$@"\n')
    server.chmod(0o755)
    return folder


@pytest.fixture(params=["Debian's", "newer"])
def neovim_program(request: pytest.FixtureRequest) -> str:
    """Each Neovim: Debian 12's 0.7, the oldest that the plugin is for, and one that has what came since."""
    return program("nvim") if request.param == "Debian's" else str(installed("neovim", "bin/nvim"))


@pytest.fixture
def neovim_environment(server_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment in which Neovim keeps nothing from one run to the next."""
    folders = ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    return {**server_environment, **{name: str(tmp_path / name.lower()) for name in folders}}


@pytest.fixture
def neovim(neovim_program: str, workspace: Path, neovim_environment: dict[str, str]) -> Iterator[Neovim]:
    """A Neovim in the workspace, ready to be typed into."""
    # The path of a socket may only be about a hundred characters long.
    with TemporaryDirectory() as state, Neovim(neovim_program, workspace, Path(state), neovim_environment) as session:
        yield session


@pytest.fixture
def images(tmp_path: Path) -> Callable[[Path], Path]:
    """Where the pictures of a client's README go: into its `images` with UPDATE_IMAGES, else where nobody looks."""

    def folder(client: Path) -> Path:
        chosen = client / "images" if os.environ.get("UPDATE_IMAGES") else tmp_path / "images"
        chosen.mkdir(parents=True, exist_ok=True)
        return chosen

    return folder


@pytest.fixture
def misconfigured_workspace(tmp_path: Path) -> Path:
    """A project whose settings name a server that is not there."""
    folder = tmp_path / "misconfigured"
    shutil.copytree(HERE / "programs", folder)
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text('{ "ori.server.path": "/nowhere/ori-lsp" }')
    return folder


@pytest.fixture(scope="session")
def extension_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension's sources with their dependencies, away from the checkout; made once for all worker processes."""
    npm = program("npm")

    def build(folder: Path) -> None:
        ignored = shutil.ignore_patterns("node_modules", "out", "*.vsix")
        shutil.copytree(EXTENSION, folder, ignore=ignored, dirs_exist_ok=True)
        run([npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], folder, timeout=300)

    return once(shared_folder(tmp_path_factory) / "extension", build)


@pytest.fixture(scope="session")
def vsix(extension_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged extension."""
    npm = program("npm")

    def build(folder: Path) -> None:
        run([npm, "run", "package", "--", "--out", str(folder / "ori.vsix")], extension_copy, timeout=120)

    return once(shared_folder(tmp_path_factory) / "package", build) / "ori.vsix"


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A temporary folder of this test run that all of pytest-xdist's workers see."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def once(folder: Path, build: Callable[[Path], None]) -> Path:
    """Fills a folder, in whichever process comes first; the others wait for it."""
    folder.mkdir(exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = folder.parent / f"{folder.name}.complete"
        if not complete.exists():
            build(folder)
            complete.touch()
    return folder


@pytest.fixture
def code_server(vsix: Path, workspace: Path, tmp_path: Path, server_environment: dict[str, str]) -> Iterator[str]:
    """The address of a VS Code that has the extension installed and nothing else."""
    with served(vsix, workspace, tmp_path, server_environment) as url:
        yield url


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where the pictures go: ORI_SCREENSHOTS, or the test's own temporary folder."""
    folder = Path(os.environ.get("ORI_SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
