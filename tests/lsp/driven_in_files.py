"""Methods about a place in a file, or about a file."""

from itertools import accumulate

from editor import Editor
from lsprotocol import types
from method_table import drives, everything, place

# What stands at a place


@drives("textDocument/hover")
async def hover(editor: Editor, name: str) -> None:
    found = await editor.hover(name, "{s‸um}")
    assert (found is not None and found.range == editor.range(name, "sum}")) or found.range.start == editor.at(
        name, "{‸sum}"
    )


@drives("textDocument/completion", "completionItem/resolve")
async def complete(editor: Editor, name: str) -> None:
    params = types.CompletionParams(**place(editor, name, "sum = ad‸d("))
    found = await editor.client.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    (item,) = [item for item in found.items if item.label == "add"]
    assert isinstance(item.text_edit, types.TextEdit)
    assert item.text_edit.range == types.Range(editor.at(name, "sum = ‸add("), editor.at(name, "sum = add‸("))
    assert "Adds two numbers." in str((await editor.client.completion_item_resolve_async(item)).documentation)


@drives("textDocument/signatureHelp")
async def signature(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_signature_help_async(
        types.SignatureHelpParams(**place(editor, name, "right: ‸2); print"))
    )
    assert found is not None and found.active_parameter == 1
    (information,) = found.signatures
    labels = [parameter.label for parameter in information.parameters or ()]
    written = [each if isinstance(each, str) else information.label[each[0] : each[1]] for each in labels]
    assert written == ["left: int", "right: int"]


@drives("textDocument/definition", "textDocument/declaration")
async def define(editor: Editor, name: str) -> None:
    assert await editor.definition(name, "= add‸(") == (editor.uri(name), editor.range(name, "add"))
    found = await editor.client.text_document_declaration_async(
        types.DeclarationParams(**place(editor, name, "square.ar‸ea"))
    )
    assert isinstance(found, (list, tuple))
    assert [each.uri if isinstance(each, types.Location) else each.target_uri for each in found] == [
        editor.uri(name.replace("main", "other"))
    ]


@drives("textDocument/typeDefinition")
async def type_definition(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_type_definition_async(
        types.TypeDefinitionParams(**place(editor, name, "squ‸are.area"))
    )
    assert found == [types.Location(editor.uri(name), editor.range(name, "Square"))]


@drives("textDocument/implementation")
async def implementation(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_implementation_async(
        types.ImplementationParams(**place(editor, name, "Sha‸pe {"))
    )
    assert isinstance(found, (list, tuple)) and [each.uri for each in found] == [editor.uri(name)]


@drives("textDocument/references")
async def references(editor: Editor, name: str) -> None:
    params = types.ReferenceParams(types.ReferenceContext(False), **place(editor, name, "sum = ad‸d("))
    found = await editor.client.text_document_references_async(params)
    assert found is not None and len(found) == 3
    assert found[0].range == types.Range(editor.at(name, "sum = ‸add("), editor.at(name, "sum = add‸("))


@drives("textDocument/documentHighlight")
async def highlight(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(**place(editor, name, "{s‸um}"))
    )
    starts = [each.range.start for each in found or ()]
    assert starts == [editor.at(name, "let ‸sum"), editor.at(name, "{‸sum}"), editor.at(name, "side: ‸sum")]


@drives("textDocument/prepareRename", "textDocument/rename")
async def rename(editor: Editor, name: str) -> None:
    prepared = await editor.client.text_document_prepare_rename_async(
        types.PrepareRenameParams(**place(editor, name, "{s‸um}"))
    )
    assert isinstance(prepared, types.PrepareRenamePlaceholder) and prepared.placeholder == "sum"
    edit = await editor.client.text_document_rename_async(
        types.RenameParams(new_name="total", **place(editor, name, "{s‸um}"))
    )
    assert edit is not None
    text = editor.apply(name, types.CodeAction("", edit=edit))
    assert text.count("total") == 3 and "{smile} {total}" in text


@drives("textDocument/linkedEditingRange")
async def linked(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_linked_editing_range_async(
        types.LinkedEditingRangeParams(**place(editor, name, "{s‸um}"))
    )
    assert found is not None and len(found.ranges) == 3


@drives("textDocument/prepareCallHierarchy", "callHierarchy/incomingCalls", "callHierarchy/outgoingCalls")
async def calls(editor: Editor, name: str) -> None:
    (item,) = (
        await editor.client.text_document_prepare_call_hierarchy_async(
            types.CallHierarchyPrepareParams(**place(editor, name, "sum = ad‸d("))
        )
        or ()
    )
    incoming = await editor.client.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(item))
    assert [call.from_.name for call in incoming or ()] == ["main", "t"]
    main = (incoming or ())[0]
    assert main.from_ranges[0].start == editor.at(name, "sum = ‸add(")
    outgoing = await editor.client.call_hierarchy_outgoing_calls_async(
        types.CallHierarchyOutgoingCallsParams(main.from_)
    )
    assert [call.to.name for call in outgoing or ()] == ["add", "print", "area"]


@drives("textDocument/prepareTypeHierarchy", "typeHierarchy/supertypes", "typeHierarchy/subtypes")
async def hierarchy(editor: Editor, name: str) -> None:
    (item,) = (
        await editor.client.text_document_prepare_type_hierarchy_async(
            types.TypeHierarchyPrepareParams(**place(editor, name, "Squ‸are ="))
        )
        or ()
    )
    (trait,) = await editor.client.type_hierarchy_supertypes_async(types.TypeHierarchySupertypesParams(item)) or ()
    assert (trait.name, trait.uri) == ("Shape", editor.uri(name.replace("main", "other")))
    below = await editor.client.type_hierarchy_subtypes_async(types.TypeHierarchySubtypesParams(trait))
    assert [each.name for each in below or ()] == ["Square"]


# What stands in a file


@drives("textDocument/documentSymbol")
async def symbols(editor: Editor, name: str) -> None:
    found = await editor.symbols(name)
    assert [each.name for each in found if each.name.startswith("@") and each.name != "@area"] == [
        "@add",
        "@main",
        "@t",
    ]


@drives("textDocument/codeLens", "codeLens/resolve")
async def lenses(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document(name)))
    resolved = [await editor.client.code_lens_resolve_async(lens) for lens in found or () if lens.command is None]
    assert "3 references" in [lens.command.title for lens in resolved if lens.command is not None]


@drives("textDocument/documentLink")
async def links(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_document_link_async(types.DocumentLinkParams(editor.document(name)))
    assert [link.target for link in found or ()] == [editor.uri(name.replace("main", "other"))]


@drives("textDocument/foldingRange")
async def folds(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_folding_range_async(types.FoldingRangeParams(editor.document(name)))
    main = editor.at(name, "@main").line
    assert (main, main + 3) in [(fold.start_line, fold.end_line) for fold in found or ()]


@drives("textDocument/selectionRange")
async def selection(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_selection_range_async(
        types.SelectionRangeParams(editor.document(name), [editor.at(name, "{s‸um}")])
    )
    (innermost,) = found or ()
    assert innermost.range == types.Range(editor.at(name, "{‸sum}"), editor.at(name, "{sum‸}"))


@drives("textDocument/inlayHint")
async def hints(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_inlay_hint_async(
        types.InlayHintParams(editor.document(name), everything(editor, name))
    )
    shown = {(hint.label, hint.position.line, hint.position.character) for hint in found or ()}
    at = editor.at(name, "let sum‸ =")
    assert (": int", at.line, at.character) in shown


@drives("textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta")
async def tokens(editor: Editor, name: str) -> None:
    first = await editor.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(editor.document(name))
    )
    assert first is not None and first.result_id is not None and len(first.data) % 5 == 0
    editor.replace(name, "let sum =", "let  sum =")
    delta = await editor.client.text_document_semantic_tokens_full_delta_async(
        types.SemanticTokensDeltaParams(editor.document(name), first.result_id)
    )
    assert isinstance(delta, types.SemanticTokensDelta)
    (edit,) = delta.edits
    assert edit.delete_count == 1 and edit.data is not None and len(edit.data) == 1


@drives("textDocument/semanticTokens/range")
async def some_tokens(editor: Editor, name: str) -> None:
    found = await editor.client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(editor.document(name), editor.range(name, "self.side"))
    )
    assert found is not None
    lines = [*accumulate(found.data[::5])]
    assert lines[-1] == editor.at(name, "self.side").line
    assert lines[0] > editor.at(name, "@add").line


# Changes


@drives("textDocument/codeAction", "codeAction/resolve")
async def actions(editor: Editor, name: str) -> None:
    found = await editor.actions(name, "left + right", only=["refactor.extract"])
    (action,) = [each for each in found if "variable" in each.title.lower()]
    resolved = action if action.edit is not None else await editor.client.code_action_resolve_async(action)
    if action.edit is not None:
        await editor.client.code_action_resolve_async(action)
    assert "left + right" in editor.apply(name, resolved)


LAYOUT = types.FormattingOptions(tab_size=4, insert_spaces=True)


@drives("textDocument/formatting")
async def format_all(editor: Editor, name: str) -> None:
    editor.replace(name, "left + right;", "left+right;")
    params = types.DocumentFormattingParams(editor.document(name), LAYOUT)
    edits = await editor.client.text_document_formatting_async(params)
    assert next(each.range.start.line for each in edits or ()) == 4


@drives("textDocument/rangeFormatting")
async def format_part(editor: Editor, name: str) -> None:
    editor.replace(name, "left + right;", "left+right;")
    params = types.DocumentRangeFormattingParams(editor.document(name), editor.range(name, "left+right"), LAYOUT)
    edits = await editor.client.text_document_range_formatting_async(params)
    assert {each.range.start.line for each in edits or ()} == {4}


@drives("textDocument/onTypeFormatting")
async def format_typed(editor: Editor, name: str) -> None:
    editor.replace(name, "left + right;", "left+right;")
    params = types.DocumentOnTypeFormattingParams(ch=";", options=LAYOUT, **place(editor, name, "left+right;‸"))
    edits = await editor.client.text_document_on_type_formatting_async(params)
    assert {each.range.start.line for each in edits or ()} == {4}


@drives("textDocument/diagnostic")
async def pull(editor: Editor, name: str) -> None:
    params = types.DocumentDiagnosticParams(editor.document(name))
    report = await editor.client.text_document_diagnostic_async(params)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert list(report.items) == []
