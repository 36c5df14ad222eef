"""A real VS Code in a real browser, with the packaged extension and the real server: what a user sees."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editor_tools import EXTENSION, HERE, installed, program, run

pytestmark = pytest.mark.xdist_group("vscode")

SESSION_TIMEOUT_S = 1200
"""Several times what it takes: the machine may be busy, and each step has a limit of its own."""

PICTURES_OF_THE_README = frozenset(("quick-fix", "hover", "ir", "tests"))
SCREENSHOTS = PICTURES_OF_THE_README | {
    "assembly",
    "code-action",
    "completion",
    "import",
    "ir-from-code",
    "missing-server",
    "mistake",
    "outline",
    "parameters",
    "rename",
    "repaired",
    "server-status",
    "stale",
    "walkthrough",
    "workspace-problems",
}


@pytest.fixture
def seen(code_server: str, workspace: Path, misconfigured_workspace: Path, screenshots: Path) -> dict[str, Any]:
    """What came to be on the screen, by name."""
    task = {
        "url": code_server,
        "folder": str(workspace),
        "misconfigured": str(misconfigured_workspace),
        "browser": program("chromium"),
        "playwright": str(installed("playwright", "node_modules/playwright-core")),
        "screenshots": str(screenshots),
    }
    session = [program("node"), str(HERE / "chromium" / "session.js"), json.dumps(task)]
    output = run(session, workspace, timeout=SESSION_TIMEOUT_S)
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


def test_session_of_a_user(seen: dict[str, Any], screenshots: Path, images: Callable[[Path], Path]) -> None:
    assert "missing_name" in seen["explanation"]
    assert "<error>" not in seen["explanation"]
    assert "Ori" in seen["status"]
    assert any("Write `msg`" in fix for fix in seen["fixes"])
    assert "print(msg: str(once))" in seen["fixed"]

    for part in ("double", "int", "define", "ABI"):
        assert part in seen["hover"], f"{part} is not in the hover:\n{seen['hover']}"
    assert min(seen["colours"], seen["coloursOfCode"]) >= 4, "the source or the code is not highlighted"

    assert seen["tabs"] == ["gcd.ori", "gcd.ll"]
    assert "LLVM IR of gcd in gcd.ori" in seen["ir"]
    assert seen["markedCode"] > 1, "the line under the cursor is not matched with its lines of IR"
    assert seen["markedSource"] == seen["markedByCode"] == 1
    assert "define" in seen["stale"], "a stale page must keep its text"
    assert [action for action in seen["actions"] if "Show LLVM IR" in action] != []
    assert "define" in seen["irOfAction"]
    assert "Assembly of double in good.ori" in seen["assembly"]
    assert seen["assemblyTabs"][-1] == "double.s"
    assert seen["tabsAfterChange"] == seen["assemblyTabs"], "the page with other options takes the place of the old one"

    assert {"x", "y", "sum"} <= set(seen["proposals"])
    assert "area(" in seen["called"]
    assert "width: int, height: int" in seen["parameters"]
    assert 'use "./shapes" { area };' in seen["imported"]
    assert "double(" not in seen["renamed"]
    outline = "\n".join(seen["outline"])
    assert all(name in outline for name in ("@double", "@main", "Point"))

    assert [row for row in seen["tests"] if "@wrong" in row and "1 != 2" in row] != []
    assert seen["passedTests"] == 1
    assert [row for row in seen["explorer"] if "tested.ori" in row] != []

    assert "good.ori, version" in seen["report"]
    assert seen["reportTabs"][-1] == "Ori Server Status"
    assert "define" in seen["hoverAfterRestart"]
    assert "define" in seen["hoverAfterCrash"]
    assert "Install the toolchain" in seen["walkthrough"][0]
    assert any("aside.ori" in row for row in seen["problems"])
    assert "/nowhere/ori-lsp" in seen["missingServer"]
    assert "Open Settings" in seen["missingServer"]

    taken = {path.stem for path in screenshots.glob("*.png")}
    assert taken >= SCREENSHOTS
    for name in PICTURES_OF_THE_README:
        shutil.copy(screenshots / f"{name}.png", images(EXTENSION))
