"""A test is debugged in a real VS Code: it stops at a breakpoint, shows its variables, and goes on."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editor_tools import EXTENSION, HERE, installed, program, run

pytestmark = pytest.mark.xdist_group("vscode")


def test_a_test_is_debugged_from_the_testing_view_by_its_lens_and_by_a_key(
    code_server: str, workspace: Path, screenshots: Path, images: Callable[[Path], Path]
) -> None:
    task = {
        "url": code_server,
        "folder": str(workspace),
        "browser": program("chromium"),
        "playwright": str(installed("playwright", "node_modules/playwright-core")),
        "screenshots": str(screenshots),
    }
    output = run([program("node"), str(HERE / "chromium" / "debugging.js"), json.dumps(task)], workspace, timeout=600)
    seen: dict[str, Any] = json.loads(output.splitlines()[-1])

    assert "Debug" in seen["lenses"]
    assert [row for row in seen["firstRound"] if row.startswith("whole") and row.endswith("0")] != []
    assert [row for row in seen["secondRound"] if row.startswith("whole") and row.endswith("3")] != []
    assert seen["stack"] == ["@sum", "@sums"]
    assert [row for row in seen["byLens"] if row.startswith("order")] != []
    assert [row for row in seen["byKey"] if row.startswith("order")] != []
    shutil.copy(screenshots / "debugging.png", images(EXTENSION))
