"""The command that shows generated code: its answers and its refusals."""

from typing import Any

import pytest
from editor import Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
@twice (n: int) -> int = n + n;

@area (width: int, height: int) -> int = {
    let $area = width * height;
    area
};

@broken () -> int = missing;
"""
SOUND = PROGRAM.replace("missing", "1").replace("    area\n", "    $area\n")


async def opened(editor: Editor, text: str = SOUND) -> tuple[str, str]:
    name = editor.fresh()
    editor.open(name, text)
    return name, editor.uri(name)


async def test_one_function_is_shown_with_the_lines_it_comes_from(editor: Editor) -> None:
    _, uri = await opened(editor)
    result = await editor.show_ir({"uri": uri, "function": "area"})
    text, line_map = result["text"], result["lineMap"]
    assert text.count("define ") == 1 and "area" in text
    multiply = next(i for i, line in enumerate(text.split("\n")) if "mul.with.overflow" in line and "call" in line)
    assert line_map[multiply] == 3
    assert all(line is None or 2 <= line <= 5 for line in line_map)


async def test_a_file_is_shown_with_all_its_functions(editor: Editor) -> None:
    _, uri = await opened(editor)
    text = (await editor.show_ir({"uri": uri}))["text"]
    for name in ("twice", "area", "broken"):
        assert f"{name}(" in text


async def test_code_is_optimised_for_a_level_and_made_for_a_target(editor: Editor) -> None:
    _, uri = await opened(editor)
    plain = (await editor.show_ir({"uri": uri, "function": "twice", "optLevel": 0}))["text"]
    fast = (await editor.show_ir({"uri": uri, "function": "twice", "optLevel": 2}))["text"]
    arm = (await editor.show_ir({"uri": uri, "function": "twice", "target": "aarch64-linux-gnu"}))["text"]
    assert "define" in fast and fast != plain
    assert "aarch64" in arm and "aarch64" not in plain


async def test_the_text_is_that_of_the_last_edit(editor: Editor) -> None:
    name, uri = await opened(editor)
    assert "12345" not in (await editor.show_ir({"uri": uri, "function": "twice"}))["text"]
    editor.replace(name, "n + n", "n + 12345")
    assert "12345" in (await editor.show_ir({"uri": uri, "function": "twice"}))["text"]


async def test_a_closed_file_is_read_from_disk(editor: Editor) -> None:
    path = editor.folder / editor.fresh()
    path.write_text(SOUND)
    assert "define" in (await editor.show_ir({"uri": path.as_uri(), "function": "twice"}))["text"]


async def test_nulls_stand_for_what_is_left_out(editor: Editor) -> None:
    _, uri = await opened(editor)
    argument = {"uri": uri, "function": "twice", "optLevel": None, "target": None}
    assert "define" in (await editor.show_ir(argument))["text"]


async def refused(editor: Editor, *arguments: Any) -> JsonRpcException:
    with pytest.raises(JsonRpcException) as caught:
        await editor.show_ir(*arguments)
    assert "Traceback" not in str(caught.value)
    return caught.value


async def test_errors_say_in_plain_words_what_is_missing(editor: Editor) -> None:
    _, uri = await opened(editor, PROGRAM)
    unknown = await refused(editor, {"uri": uri, "function": "twyce"})
    assert "declares no `twyce`" in unknown.message and "did you mean `twice`?" in unknown.message
    broken = await refused(editor, {"uri": uri, "function": "broken"})
    assert broken.message.startswith("line 8: unknown name `missing`")
    file = await refused(editor, {"uri": uri})
    assert file.message.startswith("line ")
    target = await refused(editor, {"uri": uri, "function": "twice", "target": "pdp11"})
    assert "unknown target `pdp11`" in target.message
    gone = await refused(editor, {"uri": editor.uri("nowhere.ori")})
    assert "there is no document" in gone.message
    assert {error.code for error in (unknown, broken, file, target, gone)} == {-32803}


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["uri"],
        [{}, {}],
        [{}],
        [{"uri": 1}],
        [{"uri": "untitled:a", "function": 1}],
        [{"uri": "untitled:a", "target": 1}],
        [{"uri": "untitled:a", "optLevel": 4}],
        [{"uri": "untitled:a", "optLevel": "2"}],
        [{"uri": "untitled:a", "optLevel": True}],
    ],
)
async def test_arguments_that_make_no_sense_are_refused(editor: Editor, arguments: list[Any]) -> None:
    error = await refused(editor, *arguments)
    assert error.code == -32602
    assert "`ori.showLlvmIr`" in error.message


async def test_the_action_outside_of_functions_is_about_the_file(editor: Editor) -> None:
    name, uri = await opened(editor, "// nothing\n\n" + SOUND)
    (action,) = await editor.actions(name, "nothing", only=["source.ori.showLlvmIr"])
    assert action.command is not None and list(action.command.arguments or ()) == [{"uri": uri}]
    assert await editor.actions(name, "nothing", only=["refactor"]) == []


async def test_a_generic_function_shows_its_instances_or_that_there_is_none(editor: Editor) -> None:
    generic = "@same<T> (value: T) -> T = value;\n"
    name, uri = await opened(editor, generic)
    with pytest.raises(JsonRpcException, match="generic, and the program has no instance of it yet"):
        await editor.show_ir({"uri": uri, "function": "same"})
    editor.rewrite(name, generic + '@caller () -> str = { same(value: 1); same(value: "a") };\n')
    text = (await editor.show_ir({"uri": uri, "function": "same"}))["text"]
    assert text.count("define ") == 2


async def test_arc_ir_says_what_happens_to_owners(editor: Editor) -> None:
    program = "@twice (words: [str]) -> [[str]] = {\n    let kept = words;\n    [kept, kept]\n};\n"
    _, uri = await opened(editor, program)
    shown = await editor.run("ori.showArc", {"uri": uri, "function": "twice"})
    noted = {line.split(";")[1].strip(): place for line, place in placed(shown) if ";" in line}
    assert noted["one owner more"] == 2 and noted["allocates"] == 2


def placed(shown: Any) -> list[tuple[str, int | None]]:
    return list(zip(lines_of(shown), shown["lineMap"], strict=True))


def lines_of(shown: Any) -> list[str]:
    return str(shown["text"]).split("\n")


async def test_assembly_follows_the_level_and_the_target(editor: Editor) -> None:
    _, uri = await opened(editor)
    plain, fast, arm = [
        await editor.run("ori.showAsm", {"uri": uri, "function": "area", **more})
        for more in ({}, {"optLevel": 2}, {"target": "aarch64-linux-gnu", "optLevel": 2})
    ]
    assert len(lines_of(fast)) < len(lines_of(plain))
    assert any("mul" in line and "x" in line for line in lines_of(arm))
    multiply = next(index for index, line in enumerate(lines_of(fast)) if "imulq" in line)
    assert fast["lineMap"][multiply] == 3
    assert not any(".cfi_" in line or ".loc" in line for line in lines_of(plain))


async def test_layout_and_passing_stand_for_their_declarations(editor: Editor) -> None:
    _, uri = await opened(editor, "type Point = { x: int, y: byte };\n\n@first (point: Point) -> int = point.x;\n")
    shown = await editor.run("ori.showAbi", {"uri": uri})
    places = {line.split("(")[0].split(":")[0].strip(): place for line, place in placed(shown)}
    assert (places["type Point"], places["@first"]) == (0, 2)
    assert any("padding" in line for line in lines_of(shown))


async def test_progress_is_reported_under_the_clients_token(editor: Editor) -> None:
    _, uri = await opened(editor)
    await editor.run("ori.showAsm", {"uri": uri, "function": "area"}, token="made by the client")
    begin, end = editor.client.progress_reports["made by the client"]
    assert isinstance(begin, types.WorkDoneProgressBegin) and isinstance(end, types.WorkDoneProgressEnd)
