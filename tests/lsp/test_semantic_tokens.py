"""Semantic tokens with each of the editors: all, what changed, a range."""

import pytest
from editor import Editor, units
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
@add (left: int) -> int = left;

@main () -> void = print(msg: `😋 {add(left: 1)}`);
"""


def decoded(editor: Editor, text: str, data: list[int]) -> list[str]:
    """The names that the tokens cover, with their types as numbers."""
    found, line, column = [], 0, 0
    for at in range(0, len(data), 5):
        down, right, length, type_, _ = data[at : at + 5]
        line, column = line + down, right if down else column + right
        start = editor.offset(text, types.Position(line, column))
        end = editor.offset(text, types.Position(line, column + length))
        assert units(text[start:end], editor.encoding) == length
        found.append(f"{text[start:end]} {type_}")
    return found


async def all_of(editor: Editor, name: str) -> types.SemanticTokens:
    found = await editor.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(editor.document(name))
    )
    assert found is not None
    return found


async def test_names_are_covered_behind_emoji(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = decoded(any_editor, PROGRAM, list((await all_of(any_editor, name)).data))
    assert [each.split()[0] for each in found] == [
        "add",
        "left",
        "int",
        "int",
        "left",
        "main",
        "print",
        "msg",
        "add",
        "left",
    ]
    assert len({each for each in found if each.startswith(("add", "main", "print"))}) == 3


async def test_only_the_difference_is_sent(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    first = await all_of(editor, name)
    editor.replace(name, "= left;", "= left + left;")
    delta = await editor.client.text_document_semantic_tokens_full_delta_async(
        types.SemanticTokensDeltaParams(editor.document(name), first.result_id or "")
    )
    assert isinstance(delta, types.SemanticTokensDelta)
    data = list(first.data)
    for edit in delta.edits:
        data[edit.start : edit.start + edit.delete_count] = edit.data or ()
    assert data == list((await all_of(editor, name)).data)
    assert sum(len(edit.data or ()) for edit in delta.edits) < 15
    unknown = await editor.client.text_document_semantic_tokens_full_delta_async(
        types.SemanticTokensDeltaParams(editor.document(name), "never")
    )
    assert isinstance(unknown, types.SemanticTokens) and list(unknown.data) == data


async def test_a_range_has_its_own_tokens(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    found = await editor.client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(editor.document(name), types.Range(types.Position(2, 0), types.Position(2, 5)))
    )
    assert found is not None
    assert decoded(editor, PROGRAM, list(found.data))[0].startswith("main ")


async def test_an_unknown_or_broken_file_has_few_tokens_and_no_error(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f (n: int) -> int = { let x = n.")
    assert decoded(editor, editor.texts[name], list((await all_of(editor, name)).data))[0].startswith("f ")
    assert list((await all_of(editor, "file:///nowhere.ori")).data) == []
