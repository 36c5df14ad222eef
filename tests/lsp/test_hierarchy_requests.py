"""Call and type hierarchies step by step with each of the editors."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
trait Show {
    @show (self) -> str;
}
type Point = { x: int }
impl Point: Show {
    @show (self) -> str = helper();
}
@helper () -> str = "p";
@main () -> void = print(msg: `😋 {helper()} {helper()}`);
"""


async def test_calls_are_followed_both_ways(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    client = any_editor.client
    (item,) = (
        await client.text_document_prepare_call_hierarchy_async(
            types.CallHierarchyPrepareParams(any_editor.document(name), any_editor.at(name, "hel‸per () "))
        )
        or ()
    )
    assert (item.name, item.kind) == ("helper", types.SymbolKind.Function)
    calls = await client.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(item)) or ()
    assert [(call.from_.name, len(call.from_ranges)) for call in calls] == [("show", 1), ("main", 2)]
    second = any_editor.at(name, "} {‸helper()}`")
    assert calls[1].from_ranges[1].start == second
    outgoing = (
        await client.call_hierarchy_outgoing_calls_async(types.CallHierarchyOutgoingCallsParams(calls[1].from_)) or ()
    )
    assert [(call.to.name, len(call.from_ranges)) for call in outgoing] == [("print", 1), ("helper", 2)]
    assert outgoing[1].to.selection_range == item.selection_range


async def test_types_are_followed_both_ways(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    client = any_editor.client
    (item,) = (
        await client.text_document_prepare_type_hierarchy_async(
            types.TypeHierarchyPrepareParams(any_editor.document(name), any_editor.at(name, "Poi‸nt ="))
        )
        or ()
    )
    (trait,) = await client.type_hierarchy_supertypes_async(types.TypeHierarchySupertypesParams(item)) or ()
    assert (trait.name, trait.kind) == ("Show", types.SymbolKind.Interface)
    assert list(await client.type_hierarchy_subtypes_async(types.TypeHierarchySubtypesParams(trait)) or ()) == [item]


async def test_where_nothing_is_named_there_is_no_hierarchy(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "\n\n@f (")
    document, place = editor.document(name), types.Position(0, 0)
    client = editor.client
    assert not await client.text_document_prepare_call_hierarchy_async(
        types.CallHierarchyPrepareParams(document, place)
    )
    assert not await client.text_document_prepare_type_hierarchy_async(
        types.TypeHierarchyPrepareParams(document, place)
    )
