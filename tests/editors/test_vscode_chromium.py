"""A real VS Code in a real browser, with the packaged extension and the real server: what a user sees."""

import json
from pathlib import Path
from typing import Any

import pytest
from editor_tools import HERE, installed, program, run

pytestmark = pytest.mark.xdist_group("vscode")


def test_session_from_a_squiggle_to_generated_code(
    code_server: str, workspace: Path, misconfigured_workspace: Path, screenshots: Path
) -> None:
    task = {
        "url": code_server,
        "folder": str(workspace),
        "misconfigured": str(misconfigured_workspace),
        "browser": program("chromium"),
        "playwright": str(installed("playwright", "node_modules/playwright-core")),
        "screenshots": str(screenshots),
    }
    output = run([program("node"), str(HERE / "chromium" / "session.js"), json.dumps(task)], workspace, timeout=200)
    seen: dict[str, Any] = json.loads(output.splitlines()[-1])

    assert "missing_name" in seen["explanation"]
    assert "Ori" in seen["status"]

    for part in ("double", "int", "define", "ABI"):
        assert part in seen["hover"], f"{part} is not in the hover:\n{seen['hover']}"
    assert seen["colours"] >= 4, "the source is not highlighted"

    assert seen["tabs"] == ["good.ori", "double.ll"]
    assert "LLVM IR of double in good.ori" in seen["ir"]
    assert seen["markedLines"] > 0, "the line under the cursor is not matched with its lines of IR"
    assert "define" in seen["stale"], "a stale page must keep its text"
    assert "12345" in seen["refreshed"]

    assert [action for action in seen["actions"] if "Show LLVM IR" in action] != []
    assert "define" in seen["irOfAction"]
    assert "Assembly of double in good.ori" in seen["assembly"]
    assert seen["assemblyTabs"][-1] == "double.s"
    assert seen["tabsAfterChange"] == seen["assemblyTabs"], "the page with other options takes the place of the old one"
    assert [row for row in seen["tests"] if "@wrong" in row and "1 != 2" in row] != []
    assert seen["passedTests"] == 1
    assert {"x", "y", "sum"} <= set(seen["proposals"])
    assert "define" in seen["hoverAfterCrash"]
    assert "/nowhere/ori-lsp" in seen["missingServer"]
    assert "Open Settings" in seen["missingServer"]

    pictures = {path.stem for path in screenshots.glob("*.png")}
    assert pictures >= {
        "assembly",
        "code-action",
        "completion",
        "hover",
        "ir",
        "missing-server",
        "mistake",
        "stale",
        "tests",
    }
