"""The whole trip with each of the editors whose abilities were recorded."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
// Adds two numbers.
// * left: one
pub @add (left: int, right: int) -> int = left + right;

type Shape = Circle(radius: float) | Dot;

@main () -> void = { let $greeting = "😋😋"; print(msg: $greeting); print(msg: str(add(left: 1, right: 2))); }

@t tests @add () -> void = assert_eq(actual: add(left: 1, right: 2), expected: 3);
"""
BROKEN = PROGRAM.replace("add(left: 1, right: 2)))", "ad(left: 1, right: 2)))")


async def test_an_error_behind_emoji_is_at_its_name_and_vanishes_with_the_mistake(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, BROKEN)
    (error,) = await any_editor.diagnostics(name)
    start = BROKEN.index("ad(left: 1")
    assert error.range == types.Range(any_editor.position(name, start), any_editor.position(name, start + 2))
    assert (error.severity, error.code, error.source) == (types.DiagnosticSeverity.Error, "E2003", "ori")
    assert "unknown function `ad`" in error.message
    any_editor.replace(name, "ad(left", "add(left")
    assert await any_editor.diagnostics(name) == []


async def test_diagnostics_arrive_once_only(any_editor: Editor) -> None:
    """A server that pushes to a client that pulls shows everything twice."""
    name = any_editor.fresh()
    any_editor.open(name, BROKEN)
    assert len(await any_editor.diagnostics(name)) == 1
    assert (any_editor.uri(name) in any_editor.client.pushed) is not any_editor.pulls


async def test_a_function_is_described_with_type_abi_and_code(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await any_editor.hover(name, "str(ad‸d(")
    assert found is not None and isinstance(found.contents, types.MarkupContent)
    text = found.contents.value
    for part in ("pub @add (left: int, right: int) -> int", "Adds two numbers.", "one", "ABI", "Direct", "define i64"):
        assert part in text
    start = PROGRAM.index("add(left")
    assert found.range == types.Range(any_editor.position(name, start), any_editor.position(name, start + 3))
    prefers_plain = (any_editor.capabilities.text_document.hover.content_format or ["plaintext"])[0] == "plaintext"
    assert (found.contents.kind == types.MarkupKind.PlainText) is prefers_plain
    assert ("```" in text) is not prefers_plain


async def test_a_definition_is_found_behind_emoji(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    assert await any_editor.definition(name, "str(ad‸d(") == (any_editor.uri(name), any_editor.range(name, "add"))


async def test_the_outline_has_the_form_the_client_knows(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await any_editor.symbols(name)
    symbol = any_editor.capabilities.text_document.document_symbol
    if symbol.hierarchical_document_symbol_support:
        assert [each.name for each in found] == ["@add", "Shape", "@main", "@t"]
        assert [child.name for child in found[1].children] == ["Circle", "Dot"]
        assert found[3].detail == "tests @add"
        start = PROGRAM.index("@main")
        end = PROGRAM.index("\n", start)
        assert found[2].range == types.Range(any_editor.position(name, start), any_editor.position(name, end))
    else:
        assert [(each.name, each.container_name) for each in found] == [
            ("@add", None),
            ("Shape", None),
            ("Circle", "Shape"),
            ("radius", "Circle"),
            ("Dot", "Shape"),
            ("@main", None),
            ("@t", None),
        ]


async def test_a_suggested_repair_is_a_quick_fix(any_editor: Editor) -> None:
    name = any_editor.fresh()
    text = PROGRAM.replace("print(msg: $greeting)", "print(mgs: $greeting)")
    any_editor.open(name, text)
    errors = await any_editor.diagnostics(name)
    fixes = [a for a in await any_editor.actions(name, "mgs", errors) if a.kind == types.CodeActionKind.QuickFix]
    (fix,) = fixes
    assert fix.title == "Write `msg`"
    assert fix.diagnostics is not None and list(fix.diagnostics) == errors
    assert any_editor.apply(name, fix) == PROGRAM


async def test_a_diagnostic_that_the_client_names_is_repaired_from_anywhere(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM.replace("print(msg: $greeting)", "print(mgs: $greeting)"))
    errors = await any_editor.diagnostics(name)
    assert await any_editor.actions(name, "pub @add", only=["quickfix"]) == []
    (fix,) = await any_editor.actions(name, "pub @add", errors, only=["quickfix"])
    assert any_editor.apply(name, fix) == PROGRAM


async def test_the_generated_code_is_an_action_and_a_command(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    actions = await any_editor.actions(name, "left + right", only=["source.ori"])
    source = PROGRAM[: PROGRAM.index("pub @add")].count("\n")
    expected = {
        "source.ori.showLlvmIr": ("Show LLVM IR", "define"),
        "source.ori.showAsm": ("Show Assembly", "add"),
        "source.ori.showArc": ("Show ARC IR (owners and reuse)", "b0:"),
        "source.ori.showAbi": ("Show ABI and Layout", "-> result"),
    }
    assert {action.kind: action.title for action in actions} == {kind: title for kind, (title, _) in expected.items()}
    for action in actions:
        assert action.command is not None
        (argument,) = action.command.arguments
        assert argument == {"uri": any_editor.uri(name), "function": "add"}
        result = await any_editor.run(action.command.command, argument)
        assert expected[action.kind][1] in result["text"]
        assert len(result["lineMap"]) == len(result["text"].split("\n"))
        assert {line for line in result["lineMap"] if line is not None} == {source}


async def test_files_and_settings_are_watched_by_the_clients_that_can(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    await any_editor.diagnostics(name)
    watching = any_editor.capabilities.workspace.did_change_watched_files
    settings = any_editor.capabilities.workspace.did_change_configuration
    expected = ["workspace/didChangeWatchedFiles"] if watching and watching.dynamic_registration else []
    expected += ["workspace/didChangeConfiguration"] if settings and settings.dynamic_registration else []
    assert [registration.method for registration in any_editor.client.registered] == expected
