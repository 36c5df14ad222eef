"""A real VS Code in a real browser, with the packaged extension and the real server: what a user sees."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor_tools import HERE, installed, program, run

pytestmark = pytest.mark.xdist_group("vscode")

SETTINGS = {
    "security.workspace.trust.enabled": False,
    "workbench.startupEditor": "none",
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "update.mode": "none",
    "git.enabled": False,
    "chat.disableAIFeatures": True,
    "editor.autoClosingBrackets": "never",
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "files.hotExit": "off",
}
START_TIMEOUT_S = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        assert process.poll() is None, f"code-server ended:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"code-server does not answer:\n{log.read_text()}")


@pytest.fixture
def code_server(vsix: Path, workspace: Path, tmp_path: Path, server_environment: dict[str, str]) -> Iterator[str]:
    """The address of a VS Code that has the extension installed and nothing else."""
    entry = installed("code-server", "node_modules/code-server/out/node/entry.js")
    data, extensions, log = tmp_path / "data", tmp_path / "extensions", tmp_path / "code-server.log"
    (data / "User").mkdir(parents=True)
    (data / "User" / "settings.json").write_text(json.dumps(SETTINGS))
    command = [program("node"), str(entry), "--config", str(tmp_path / "config.yaml")]
    command += ["--user-data-dir", str(data), "--extensions-dir", str(extensions)]
    run([*command, "--force", "--install-extension", str(vsix)], tmp_path, 60, server_environment)
    port = free_port()
    options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry", "--disable-update-check"]
    options += ["--disable-workspace-trust", "--disable-getting-started-override", str(workspace)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=tmp_path,
            env=server_environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(process, url, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where the pictures go: ORI_SCREENSHOTS, or the test's own temporary folder."""
    folder = Path(os.environ.get("ORI_SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
