"""A client of a new debug adapter for each test, and programs of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dap_client import DapClient, connected


@pytest.fixture
def client(tmp_path: Path) -> Iterator[DapClient]:
    with connected(tmp_path) as found:
        yield found


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a program."""

    def write(text: str) -> Path:
        path = tmp_path / "program.ori"
        path.write_text(text, "utf-8")
        return path

    return write
