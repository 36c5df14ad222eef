"""Examples in documentation comments, with each of the editors: shown with what they document, and checked."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
// The larger number.
// * left: a number
// > let smile = "😋";
// >     larger(left: smile.len(), right: 3) -> 4
// > larger(left: 1, right: 2) -> 2
@larger (left: int, right: int) -> int = if left > right then left else right;

@main () -> void = print(msg: `{larger(left: 1, right: 2)}`);
"""
EXAMPLES = 'let smile = "😋";\n    larger(left: smile.len(), right: 3) -> 4\nlarger(left: 1, right: 2) -> 2'


def shown(content: object) -> str:
    return content.value if isinstance(content, types.MarkupContent) else str(content)


async def test_examples_are_shown(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    document, client = any_editor.document(name), any_editor.client
    use = any_editor.at(name, "{‸larger(")
    hover = await client.text_document_hover_async(types.HoverParams(document, use))
    assert hover is not None and EXAMPLES in shown(hover.contents)
    found = await client.text_document_completion_async(types.CompletionParams(document, use))
    assert isinstance(found, types.CompletionList)
    proposal = next(item for item in found.items if item.label == "larger")
    assert EXAMPLES in shown((await client.completion_item_resolve_async(proposal)).documentation)
    inside = any_editor.at(name, "{larger(‸left")
    help_ = await client.text_document_signature_help_async(types.SignatureHelpParams(document, inside))
    assert help_ is not None and EXAMPLES in shown(help_.signatures[0].documentation)


async def test_examples_of_the_library_are_shown(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    at = any_editor.at(name, "= ‸print(")
    hover = await any_editor.client.text_document_hover_async(types.HoverParams(any_editor.document(name), at))
    assert hover is not None and 'print(msg: "hello")' in shown(hover.contents)


async def test_a_wrong_example_is_a_warning_in_its_comment(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    assert await any_editor.diagnostics(name) == []
    any_editor.replace(name, "smile.len(), right", "smile.len(), rigth")
    (warning,) = await any_editor.diagnostics(name)
    assert (warning.code, warning.severity) == ("E2004", types.DiagnosticSeverity.Warning)
    assert warning.range == any_editor.range(name, "rigth")
    any_editor.replace(name, "// The larger number.", "// The larger one.\n// Of two.")
    (moved,) = await any_editor.diagnostics(name)
    assert moved.range == any_editor.range(name, "rigth")
    any_editor.replace(name, "rigth", "right")
    assert await any_editor.diagnostics(name) == []
    any_editor.replace(name, "@larger (left", "@larger (first")
    assert {each.code for each in await any_editor.diagnostics(name)} >= {"E2004"}


async def test_a_wrong_example_is_repaired_where_it_stands(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM.replace("left: 1, right: 2) ->", "left: 1, rigth: 2) ->"))
    warnings = await any_editor.diagnostics(name)
    range_ = any_editor.range(name, "rigth")
    found = await any_editor.client.text_document_code_action_async(
        types.CodeActionParams(any_editor.document(name), range_, types.CodeActionContext(warnings))
    )
    edits = [action.edit for action in found or () if isinstance(action, types.CodeAction)]
    assert "right" in str(edits)
