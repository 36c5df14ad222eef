"""Folding, widening a selection, and links of imports with each of the editors."""

import pytest
from editor import Editor
from lsprotocol import types

from ori_compiler.ide.files import disk_path

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
use std.math { abs };

// Says
// something.
@main () -> void = {
    print(msg: `😋 {abs(value: -1)}`);
}
"""


async def test_code_and_comments_fold(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await any_editor.client.text_document_folding_range_async(
        types.FoldingRangeParams(any_editor.document(name))
    )
    assert [(each.start_line, each.end_line, each.kind) for each in found or ()] == [(2, 3, "comment"), (4, 5, None)]


async def test_a_selection_widens_behind_emoji(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    positions = [any_editor.at(name, "{a‸bs("), any_editor.at(name, "m‸ain")]
    found = await any_editor.client.text_document_selection_range_async(
        types.SelectionRangeParams(any_editor.document(name), positions)
    )
    assert found is not None and len(found) == 2
    assert found[0].range == types.Range(any_editor.at(name, "{‸abs("), any_editor.at(name, "{abs‸("))
    assert found[1].range == any_editor.range(name, "main")
    selection, steps = found[0], 0
    while selection.parent is not None:
        selection, steps = selection.parent, steps + 1
    assert steps >= 4 and selection.range.start == types.Position(0, 0)


async def test_an_import_is_a_link(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await any_editor.client.text_document_document_link_async(
        types.DocumentLinkParams(any_editor.document(name))
    )
    (link,) = found or ()
    assert link.range == any_editor.range(name, "std.math")
    assert link.target is not None and link.target.endswith(disk_path("<std>/math.ori").rpartition("/")[2])
