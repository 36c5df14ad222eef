"""Completion, signature help and inlay hints with each of the editors, and what members of types answer."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
type Point = { x: int, y: int }

impl Point {
    // Adds the parts.
    @sum (self, factor: int) -> int = (self.x + self.y) * factor;
}

@twice<T> (value: T) -> (T, T) = (value, value);

@main () -> void = {
    let smile = "😋"; let p = Point { x: 1, y: 2 }; print(msg: `{smile} {p.sum(factor: 3)}`);
    let pair = twice(value: 1);
    print(msg: `{pair.0}`);
}
"""


async def proposals(editor: Editor, name: str, needle: str) -> dict[str, types.CompletionItem]:
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(editor.document(name), editor.at(name, needle))
    )
    assert isinstance(found, types.CompletionList)
    return {item.label: item for item in found.items}


async def test_fields_and_methods_are_proposed_while_they_are_typed(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    any_editor.replace(name, "{p.sum(factor: 3)}", "{p.su}")
    found = await proposals(any_editor, name, "{p.su‸}")
    assert {"x", "y", "sum"} <= set(found)
    method = found["sum"]
    assert isinstance(method.text_edit, types.TextEdit)
    assert method.text_edit.range == types.Range(any_editor.at(name, "{p.‸su}"), any_editor.at(name, "{p.su‸}"))
    item = any_editor.capabilities.text_document.completion.completion_item
    expands = item is not None and item.snippet_support is True
    assert method.text_edit.new_text == ("sum(factor: ${1:factor})" if expands else "sum")
    assert method.detail is not None and "@sum (self, factor: int) -> int" in method.detail
    resolved = await any_editor.client.completion_item_resolve_async(method)
    takes_markup = item is not None and bool(item.documentation_format)
    assert isinstance(resolved.documentation, types.MarkupContent if takes_markup else str)
    assert "Adds the parts." in str(resolved.documentation)


async def test_a_call_that_is_there_keeps_its_arguments(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    method = (await proposals(any_editor, name, "{p.su‸m("))["sum"]
    assert isinstance(method.text_edit, types.TextEdit)
    assert method.text_edit.new_text == "sum"
    assert method.text_edit.range == types.Range(any_editor.at(name, "{p.‸sum("), any_editor.at(name, "{p.sum‸("))


async def test_an_old_proposal_is_resolved_to_itself(any_editor: Editor) -> None:
    stale = types.CompletionItem(label="gone", data=[-1, 0])
    assert (await any_editor.client.completion_item_resolve_async(stale)).documentation is None


async def test_a_call_shows_its_signature_and_parameter(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await any_editor.client.text_document_signature_help_async(
        types.SignatureHelpParams(any_editor.document(name), any_editor.at(name, "sum(factor: ‸3"))
    )
    assert found is not None
    (signature,) = found.signatures
    assert (signature.label, found.active_parameter) == ("@sum (self, factor: int) -> int", 0)
    (parameter,) = signature.parameters or ()
    start = signature.label.index("factor")
    assert parameter.label in ("factor: int", (start, start + len("factor: int")))


async def test_inferred_types_are_shown_behind_emoji(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    whole = types.Range(types.Position(0, 0), types.Position(PROGRAM.count("\n"), 0))
    found = await any_editor.client.text_document_inlay_hint_async(
        types.InlayHintParams(any_editor.document(name), whole)
    )
    assert [(hint.label, hint.position) for hint in found or ()] == [
        (": str", any_editor.at(name, "smile‸ =")),
        (": Point", any_editor.at(name, "p‸ = Point")),
        (": (int, int)", any_editor.at(name, "pair‸ =")),
    ]


async def test_a_method_is_described_with_its_implementation_and_code(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    text = await any_editor.hover_text(name, "{p.su‸m(")
    for part in ("impl Point\n@sum (self, factor: int) -> int", "Adds the parts.", "define i64"):
        assert part in text
    assert "T = int" in await any_editor.hover_text(name, "= twi‸ce(")
    assert await any_editor.definition(name, "{p.su‸m(") == (any_editor.uri(name), any_editor.range(name, "sum"))


async def test_the_code_of_a_method_is_shown_by_its_action(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    actions = await any_editor.actions(name, "self.x + self.y", only=["source.ori"])
    shown = {
        "ori.showLlvmIr": "Point.sum",
        "ori.showAsm": "Point.sum",
        "ori.showArc": "@sum",
        "ori.showAbi": "@Point.sum",
    }
    assert {action.command.command for action in actions if action.command is not None} == shown.keys()
    for action in actions:
        assert action.command is not None
        (argument,) = action.command.arguments or ()
        assert argument == {"uri": any_editor.uri(name), "function": "Point.sum"}
        assert shown[action.command.command] in (await any_editor.run(action.command.command, argument))["text"]
