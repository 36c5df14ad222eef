"""Actions that change the source, taken as each of the editors does."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
use std.math { sqrt, abs };

// 😋
@add (a: int, b: int) -> int = { "😋"; abs(value: a) + b };
"""


async def chosen(editor: Editor, name: str, needle: str, kind: str) -> types.CodeAction:
    """The first action of a kind, with its edits."""
    action, *_ = await editor.actions(name, needle, only=[kind])
    support = editor.capabilities.text_document.code_action.resolve_support
    if support is not None and "edit" in support.properties and action.edit is None:
        action = await editor.client.code_action_resolve_async(action)
    return action


async def test_imports_are_organized(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    action = await chosen(any_editor, name, "@add", "source.organizeImports")
    assert any_editor.apply(name, action) == PROGRAM.replace("sqrt, abs", "abs")


async def test_what_is_certain_is_fixed_at_once(any_editor: Editor) -> None:
    name = any_editor.fresh()
    text = PROGRAM + '@f () -> int = { "😋"; add(1, 2) };\n@g () -> int = add(3, 4);\n'
    any_editor.open(name, text)
    await any_editor.diagnostics(name)
    action = await chosen(any_editor, name, "@f", "source.fixAll")
    expected = text.replace("add(1, 2)", "add(a: 1, b: 2)").replace("add(3, 4)", "add(a: 3, b: 4)")
    assert any_editor.apply(name, action) == expected


async def test_a_test_is_generated(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    action = await editor.actions(name, "add (", only=["refactor"])
    assert action == []  # a selection is no cursor
    params = types.CodeActionParams(
        editor.document(name),
        types.Range(editor.at(name, "add ("), editor.at(name, "add (")),
        types.CodeActionContext([], ["refactor.rewrite"]),
    )
    (offer,) = await editor.client.text_document_code_action_async(params) or ()
    assert isinstance(offer, types.CodeAction) and offer.edit is None
    action = await editor.client.code_action_resolve_async(offer)
    assert "@test_add tests @add () -> void = assert_eq(" in editor.apply(name, action)


async def test_an_action_for_an_older_version_has_no_edits(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    (action,) = await editor.actions(name, "@add", only=["source.organizeImports"])
    editor.replace(name, "// 😋\n", "")
    assert (await editor.client.code_action_resolve_async(action)).edit is None


async def test_an_expression_gets_a_name_and_loses_it_again(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    extracted = any_editor.apply(name, await chosen(any_editor, name, "abs(value: a)", "refactor.extract"))
    assert '"😋"; let value = abs(value: a); value + b' in extracted
    any_editor.rewrite(name, extracted)
    inlined = any_editor.apply(name, await chosen(any_editor, name, "value =", "refactor.inline"))
    assert inlined == PROGRAM


async def test_a_part_becomes_a_function(any_editor: Editor) -> None:
    name = any_editor.fresh()
    text = '// 😋\n@f (n: int) -> int = { "😋"; n * 2 + 1 }\n'
    any_editor.open(name, text)
    offers = await any_editor.actions(name, "n * 2", only=["refactor.extract"])
    (offer,) = [offer for offer in offers if offer.title == "Extract function"]
    action = offer if offer.edit is not None else await any_editor.client.code_action_resolve_async(offer)
    expected = text.replace("n * 2", "extracted(n:)") + "\n@extracted (n: int) -> int = n * 2;\n"
    assert any_editor.apply(name, action) == expected
