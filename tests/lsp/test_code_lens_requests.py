"""Code lenses, the commands behind them, and linked editing."""

import subprocess
from typing import Any

import pytest
from editor import Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ori_lsp.features.run_test import read_outcome

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
@one () -> int = 1;
@good tests @one () -> void = assert_eq(actual: one(), expected: 1);
@good_not tests @one () -> void = assert_eq(actual: one(), expected: 2);
@main () -> void = { let n = 1; print(msg: `😋 {one()}`); }
"""


async def lenses(editor: Editor, name: str) -> list[types.CodeLens]:
    return list(await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document(name))) or ())


async def test_lenses_count_references_and_run_tests(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await lenses(any_editor, name)
    titles = [lens.command.title if lens.command else None for lens in found]
    assert titles == [None, "Show LLVM IR", "Run test", "Run test", "Show LLVM IR"]
    counted = await any_editor.client.code_lens_resolve_async(found[0])
    assert counted.command is not None and counted.command.title == "5 references"
    uri, start, places = counted.command.arguments or ()
    assert uri == any_editor.uri(name)
    last = any_editor.at(name, "{‸one()")
    assert places[-1]["range"]["start"] == {"line": last.line, "character": last.character}
    assert start == {"line": 0, "character": 1}


async def run(editor: Editor, name: str, test: str) -> object:
    command = types.ExecuteCommandParams("ori.runTest", [{"uri": editor.uri(name), "test": test}])
    return await editor.client.workspace_execute_command_async(command)


async def test_a_test_is_run_from_its_lens(editor: Editor) -> None:
    name = editor.fresh()
    (editor.folder / name).write_text(PROGRAM, encoding="utf-8")
    editor.open(name, PROGRAM)
    assert await run(editor, name, "good") == {"status": "passed", "message": ""}
    failed = await run(editor, name, "good_not")
    assert isinstance(failed, dict) and failed["status"] == "failed" and "1 != 2" in failed["message"]
    told = [message.message for message in editor.client.messages]
    assert "@good passed" in told


async def ask_for_tests(editor: Editor, params: object) -> Any:
    return await editor.client.protocol.send_request_async("ori/tests", params)


async def test_a_client_is_told_the_tests_of_a_file_and_who_runs_them(any_editor: Editor) -> None:
    name = any_editor.fresh()
    (any_editor.folder / name).write_text(PROGRAM, encoding="utf-8")
    of_disk = await ask_for_tests(any_editor, {"uri": any_editor.uri(name)})
    any_editor.open(name, "\n" + PROGRAM)
    answer = await ask_for_tests(any_editor, {"uri": any_editor.uri(name)})
    assert [(test.name, list(test.targets)) for test in answer.tests] == [("good", ["one"]), ("good_not", ["one"])]
    starts = [(test.range.start.line, test.range.start.character) for test in answer.tests]
    assert starts == [(2, 1), (3, 1)]
    assert [test.range.start.line for test in of_disk.tests] == [1, 2]
    told = subprocess.run([*answer.command, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("oric")
    nowhere = await ask_for_tests(any_editor, {"uri": any_editor.uri("nowhere.ori")})
    assert list(nowhere.tests) == []
    with pytest.raises(JsonRpcException, match="takes one object"):
        await ask_for_tests(any_editor, {})


async def test_only_what_is_saved_is_tested(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    with pytest.raises(JsonRpcException, match="save the file first"):
        await run(editor, name, "good")
    with pytest.raises(JsonRpcException, match="takes one object"):
        await editor.client.workspace_execute_command_async(types.ExecuteCommandParams("ori.runTest", []))


async def test_a_program_that_cannot_run_says_why() -> None:
    outcome = read_outcome('not json\n{"type": "summary"}\n', "error: it is broken\n", "t")
    assert (outcome.status, outcome.message) == ("broken", "error: it is broken")


async def test_a_local_is_typed_over_everywhere(any_editor: Editor) -> None:
    name = any_editor.fresh()
    text = "@f () -> int = { let n = 1; let s = `😋 {n}`; n };\n"
    any_editor.open(name, text)
    found = await any_editor.client.text_document_linked_editing_range_async(
        types.LinkedEditingRangeParams(any_editor.document(name), any_editor.at(name, "let ‸n"))
    )
    assert found is not None
    assert [each.start for each in found.ranges] == [
        any_editor.at(name, needle) for needle in ("let ‸n", "{‸n}", "; ‸n }")
    ]
    nothing = types.LinkedEditingRangeParams(any_editor.document(name), any_editor.at(name, "@‸f"))
    assert await any_editor.client.text_document_linked_editing_range_async(nothing) is None


async def test_lenses_can_be_switched_off(quiet_editor: Editor) -> None:
    name = quiet_editor.fresh()
    quiet_editor.open(name, PROGRAM)
    found = await lenses(quiet_editor, name)
    assert [lens.command.title for lens in found if lens.command] == ["Run test", "Run test"]
    assert len(found) == 2
