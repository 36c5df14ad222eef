"""The VS Code extension compiles strictly, highlights as stated, and packs into a VSIX with exactly its files."""

import json
import zipfile
from pathlib import Path

import pytest
from editor_tools import EXTENSION, program, run

pytestmark = pytest.mark.xdist_group("vscode")


@pytest.mark.parametrize("script", ["lint", "test:grammar", "test:unit"])
def test_script_of_the_extension_succeeds(extension_copy: Path, script: str) -> None:
    run([program("npm"), "run", script], extension_copy, timeout=120)


def test_package_holds_the_bundle_and_the_grammars_and_no_sources(vsix: Path) -> None:
    with zipfile.ZipFile(vsix) as archive:
        files = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
        bundle = archive.read("extension/out/extension.js").decode()
    assert files == {
        "package.json",
        "readme.md",
        "changelog.md",
        "language-configuration.json",
        "out/extension.js",
        "images/debugging.png",
        "images/hover.png",
        "images/ir.png",
        "images/quick-fix.png",
        "images/tests.png",
        "syntaxes/ori.tmLanguage.json",
        "syntaxes/llvm.tmLanguage.json",
        "syntaxes/asm.tmLanguage.json",
        "syntaxes/arc.tmLanguage.json",
        "syntaxes/abi.tmLanguage.json",
    }
    assert 'require("vscode")' in bundle
    assert 'require("vscode-languageclient' not in bundle, "the client must be bundled: the package has no node_modules"


def test_manifest_names_only_files_that_exist_and_commands_that_are_registered() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text())
    contributes = manifest["contributes"]
    paths = [grammar["path"] for grammar in contributes["grammars"]]
    paths += [language["configuration"] for language in contributes["languages"] if "configuration" in language]
    steps = [step for walkthrough in contributes["walkthroughs"] for step in walkthrough["steps"]]
    paths += [step["media"]["image"] for step in steps]
    assert [path for path in paths if not (EXTENSION / path).is_file()] == []
    entry = (EXTENSION / "src" / "extension.ts").read_text()
    commands = [command["command"] for command in contributes["commands"]]
    assert [name for name in commands if f"registerCommand('{name}'" not in entry] == []


def test_lock_file_names_no_registry() -> None:
    packages = json.loads((EXTENSION / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
