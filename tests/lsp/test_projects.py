"""Projects: what `ori.toml` says counts in editors as it does for `oric`, at once when it changes."""

import asyncio
import subprocess
from pathlib import Path

import pytest
from editor import SECONDS, Editor
from lsprotocol import types

from ori_lsp.features.run_test import ORIC

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONDITIONAL = """\
#cfg(feature: "fast")
@speed () -> int = 2;

@use_speed () -> int = speed();
"""


class Project:
    """A fresh folder with a manifest, in the folder of an editor."""

    def __init__(self, editor: Editor, manifest: str) -> None:
        self.editor = editor
        self.name = editor.fresh("")
        self.folder = editor.folder / self.name
        self.write("ori.toml", manifest)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def tell(self, name: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        event = types.FileEvent((self.folder / name).as_uri(), kind)
        self.editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    def rewrite(self, name: str, text: str) -> None:
        self.write(name, text)
        self.tell(name)

    def open(self, name: str, text: str) -> str:
        self.write(name, text)
        self.editor.open(f"{self.name}{name}", text)
        return f"{self.name}{name}"

    async def problems(self, name: str, count: int) -> list[types.Diagnostic]:
        """What was pushed about a file, as soon as it is so much."""
        uri = (self.folder / name).as_uri()

        async def arrived() -> None:
            while len(self.editor.client.pushed.get(uri, (None, ()))[1]) != count:
                await self.editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

        await asyncio.wait_for(arrived(), SECONDS)
        return list(self.editor.client.pushed.get(uri, (None, ()))[1])

    def told_by_oric(self) -> str:
        command = [*ORIC, "check", str(self.folder), "--color", "never"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr


async def codes(editor: Editor, name: str) -> list[object]:
    return [each.code for each in await editor.diagnostics(name) if each.code is not None]


async def test_features_of_a_project_decide_what_is_in_the_program(editor: Editor) -> None:
    project = Project(editor, '[testing]\ncoverage = "off"\n[features]\ndefault = ["fast"]\nfast = []\n')
    main = project.open("main.ori", CONDITIONAL)
    assert await codes(editor, main) == []
    project.rewrite("ori.toml", '[testing]\ncoverage = "off"\n[features]\nfast = []\n')
    assert await codes(editor, main) == ["E2003"]
    loose = editor.fresh()
    editor.open(loose, CONDITIONAL)
    assert await codes(editor, loose) == ["E2003"]


async def test_each_project_of_a_session_has_its_own_features(editor: Editor) -> None:
    fast = Project(editor, '[testing]\ncoverage = "off"\n[features]\ndefault = ["fast"]\nfast = []\n')
    slow = Project(editor, '[testing]\ncoverage = "off"\n')
    names = [project.open("main.ori", CONDITIONAL) for project in (fast, slow)]
    assert [await codes(editor, name) for name in names] == [[], ["E2003"]]


async def test_generated_code_is_that_of_the_project(editor: Editor) -> None:
    project = Project(editor, '[testing]\ncoverage = "off"\n[features]\ndefault = ["fast"]\nfast = []\n')
    main = project.open("main.ori", CONDITIONAL)
    found = await editor.show_ir({"uri": editor.uri(main), "function": "use_speed"})
    assert "speed" in found["text"]


async def test_functions_without_a_test_are_reported_until_one_is_there(any_editor: Editor) -> None:
    project = Project(any_editor, "")
    main = project.open("main.ori", "@f () -> int = 1;\n@g () -> int = 2;\n@main () -> void = ();\n")
    first, second = await any_editor.diagnostics(main)
    assert [each.code for each in (first, second)] == ["E0500", "E0500"]
    assert first.severity is types.DiagnosticSeverity.Error
    assert first.range == any_editor.range(main, "f")
    assert "has no test" in first.message and "assert_eq(actual: f(), expected: …)" in first.message
    tests = 'use "../main" { ::f, ::g };\n@f_works tests @f () -> void = assert_eq(actual: f(), expected: 1);\n'
    project.write("_test/main.test.ori", tests)
    project.tell("_test/main.test.ori", types.FileChangeType.Created)
    any_editor.replace(main, "= 1;", "=  1;")
    assert [each.range for each in await any_editor.diagnostics(main)] == [any_editor.range(main, "g")]
    project.rewrite("_test/main.test.ori", tests.replace("tests @f", "tests @f tests @g"))
    any_editor.replace(main, "=  1;", "= 1;")
    assert await any_editor.diagnostics(main) == []


async def test_a_test_that_is_typed_in_another_file_counts(old_editor: Editor) -> None:
    project = Project(old_editor, "")
    main = project.open("main.ori", "pub @f () -> int = 1;\n")
    assert await codes(old_editor, main) == ["E0500"]
    project.open("other.ori", 'use "./main" { f };\n@t tests @f () -> void = assert_eq(actual: f(), expected: 1);\n')
    assert await project.problems("main.ori", 0) == []
    old_editor.replace(f"{project.name}other.ori", "tests @f", "tests _")
    assert [each.code for each in await project.problems("main.ori", 1)] == ["E0500"]


async def test_the_project_says_what_a_missing_test_is(editor: Editor) -> None:
    project = Project(editor, '[testing]\ncoverage = "warning"\n')
    main = project.open("main.ori", "@f () -> int = 1;\n")
    (warning,) = await editor.diagnostics(main)
    assert (warning.code, warning.severity) == ("E0500", types.DiagnosticSeverity.Warning)
    project.rewrite("ori.toml", '[testing]\ncoverage = "off"\n')
    assert await editor.diagnostics(main) == []


async def test_a_file_without_project_needs_no_tests_until_one_is_made(editor: Editor) -> None:
    project = Project(editor, "")
    (project.folder / "ori.toml").unlink()
    main = project.open("main.ori", "@f () -> int = 1;\n")
    assert await editor.diagnostics(main) == []
    project.write("ori.toml", "")
    project.tell("ori.toml", types.FileChangeType.Created)
    assert await codes(editor, main) == ["E0500"]
    (project.folder / "ori.toml").unlink()
    project.tell("ori.toml", types.FileChangeType.Deleted)
    assert await editor.diagnostics(main) == []


async def test_mistakes_in_a_manifest_are_told_at_it_as_oric_does(any_editor: Editor) -> None:
    project = Project(any_editor, '[testing]\ncoverage = "none"\n')
    project.open("main.ori", "@main () -> void = ();\n")
    (error,) = await project.problems("ori.toml", 1)
    assert error.code == "E0018" and "`coverage` in `[testing]` is one of" in error.message
    assert error.message in project.told_by_oric()
    project.rewrite("ori.toml", "[testing]\ncoverage\n")
    project.editor.replace(f"{project.name}main.ori", "()", "( )")
    (error,) = await project.problems("ori.toml", 1)
    while "TOML" not in error.message:
        await any_editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        (error,) = await project.problems("ori.toml", 1)
    assert error.range.start.line == 1
    assert error.message in project.told_by_oric()
    project.rewrite("ori.toml", "")
    assert await project.problems("ori.toml", 0) == []


async def test_a_manifest_that_is_edited_counts_before_it_is_saved(editor: Editor) -> None:
    project = Project(editor, "")
    main = project.open("main.ori", "@f () -> int = 1;\n")
    assert await codes(editor, main) == ["E0500"]
    manifest = f"{project.name}ori.toml"
    editor.open(manifest, '[testing]\ncoverage = "off"\n')
    assert await codes(editor, main) == []
    assert await editor.diagnostics(manifest) == []
    assert await editor.symbols(manifest) == []
    editor.close(manifest)
    assert await codes(editor, main) == ["E0500"]


async def test_tests_are_found_in_a_project_outside_of_the_workspace(
    editor: Editor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    (folder / "ori.toml").write_text("")
    (folder / "main.ori").write_text("pub @f () -> int = 1;\n")
    (folder / "more.ori").write_text(
        'use "./main" { f };\n@t tests @f () -> void = assert_eq(actual: f(), expected: 1);\n'
    )
    uri = (folder / "main.ori").as_uri()
    editor.open(uri, "pub @f () -> int = 1;\n")
    assert await editor.diagnostics(uri) == []
    editor.close(uri)
