"""The Neovim plugin's windows of generated code, and its indentation, in each Neovim with the real server."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from editor_tools import HERE, run
from neovim_session import PLUGIN


def run_script(editor: str, script: Path, folder: Path, environment: dict[str, str]) -> None:
    command = [editor, "--headless", "--clean", "--cmd", f"set runtimepath^={PLUGIN}", "-S", str(script)]
    run(command, folder, timeout=120, environment=environment)


@pytest.fixture
def session(neovim_program: str, workspace: Path, tmp_path: Path, neovim_environment: dict[str, str]) -> dict[str, Any]:
    report = tmp_path / "session.json"
    environment = {**neovim_environment, "ORI_RESULT": str(report)}
    run_script(neovim_program, HERE / "neovim" / "session.lua", workspace, environment)
    result: dict[str, Any] = json.loads(report.read_text())
    assert result.get("failure") is None, result["failure"]
    return {**result, "workspace": workspace}


def test_session_from_diagnostics_to_generated_code(session: dict[str, Any]) -> None:
    errors = [diagnostic for diagnostic in session["diagnostics"] if diagnostic["severity"] == 1]
    assert [(error["line"], error["column"]) for error in errors] == [(1, 16)]
    assert "missing_name" in errors[0]["message"]

    assert session["client"] == "ori"
    assert Path(session["root"]).resolve() == session["workspace"].resolve()

    for part in ("double", "int", "define", "ABI"):
        assert part in session["hover"], f"{part} is not in the hover:\n{session['hover']}"

    assert {"x", "y", "sum"} <= set(session["proposals"])
    assert session["method"] == "Point.sum"

    shown = session["ir"]
    assert shown["name"].endswith("/double.ll")
    assert re.findall(r"^define [^(]*\b(double|main)\"?\(", shown["text"], re.MULTILINE) == ["double"]
    assert (shown["modifiable"], shown["windows"]) == (False, 2)
    assert session["jump"] == {"expected": 3, "line": 3, "file": "good.ori"}
    marks = session["marks"]
    assert marks["source"] == [3]
    assert marks["code"] == marks["expected"] != []
    assert session["marks_after_edit"] == 0
    kinds = {"OriShowAsm": ("double.s", "ori_panic"), "OriShowArc": ("double.arc", "checked int_add")}
    for command, (name, part) in {**kinds, "OriShowAbi": ("double.abi", "Direct")}.items():
        assert session["kinds"][command]["name"] == name
        assert part in session["kinds"][command]["text"]
    assert "define" in session["refreshed"]
    assert {"title": "Show LLVM IR", "kind": "source.ori.showLlvmIr"} in session["actions"]
    assert "define" in session["ir_of_action"]
    assert session["lens"] == {"title": "1 reference", "lines": [6]}
    assert session["restarted"]

    assert (session["filetype"], session["commentstring"]) == ("ori", "// %s")
    assert session["syntax"] == {
        "comment": "oriComment",
        "function": "oriFunction",
        "type": "oriType",
        "string_call": "oriBuiltin",
    }


def test_indentation_is_what_the_formatter_writes(neovim_program: str, tmp_path: Path) -> None:
    source, result = HERE / "neovim" / "indented.ori", tmp_path / "indented.ori"
    environment = {**os.environ, "ORI_SOURCE": str(source), "ORI_RESULT": str(result)}
    run_script(neovim_program, HERE / "neovim" / "indent.lua", tmp_path, environment)
    assert result.read_text() == source.read_text()


def test_nvim_dap_is_told_about_ori_where_it_is(neovim_program: str, workspace: Path, tmp_path: Path) -> None:
    oric = workspace / ".venv" / "bin" / "oric"
    oric.write_text("#!/bin/sh\n")
    oric.chmod(0o755)
    report = tmp_path / "debugging.json"
    script = HERE / "neovim" / "debugging.lua"
    run_script(neovim_program, script, workspace, {**os.environ, "ORI_RESULT": str(report)})
    seen: dict[str, Any] = json.loads(report.read_text())
    assert (seen["without"], seen["with"], seen["kept"]) == (False, True, "mine")
    assert seen["adapter"] == {"type": "executable", "command": str(oric), "args": ["debug"]}
    assert seen["configurations"] == 2
    program = str(workspace / "tested.ori")
    assert [(each["program"], each.get("tests")) for each in seen["ran"]] == [(program, ["good"]), (program, None)]
