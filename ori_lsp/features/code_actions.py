"""Code actions: the repairs that diagnostics suggest, changes of the source, and a look at the generated code."""

from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from ori_compiler.diagnostics.diagnostic import Suggestion
from ori_compiler.ide.actions.offer import ActionKind
from ori_compiler.ide.generated_code import function_name_at
from ori_compiler.ide.repairs import certain_repairs
from ori_compiler.source.span import Span
from ori_lsp.convert import to_offset
from ori_lsp.features.diagnostics import to_lsp
from ori_lsp.features.generated_code import VIEWS, CodeView
from ori_lsp.offered_actions import offered, with_edits
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of
from ori_lsp.workspace_edit import edit_of_files, workspace_edit

FIX_ALL_KIND: Final = "source.fixAll.ori"


def register(server: OriLanguageServer) -> None:
    """Answers with the actions that the client asks for; their edits are made when it takes one, if it can wait."""
    kinds = [*ActionKind, FIX_ALL_KIND, *(view.action_kind for view in VIEWS)]
    options = types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)

    @server.request(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        path, encoding, context = path_of(params.text_document.uri), session.client.encoding, params.context
        lines = session.lines(path)
        start = to_offset(lines, params.range.start, encoding)
        range_ = Span(start, max(start, to_offset(lines, params.range.end, encoding)))
        found: list[types.CodeAction | types.Command] = []
        if session.client.code_action_literals:
            if _is_wanted(types.CodeActionKind.QuickFix, context):
                found.extend(_quick_fixes(session, path, range_, context))
            if path in session.open:
                found.extend(offered(session, path, range_, _wanted_kinds(context)))
            if _is_wanted(FIX_ALL_KIND, context):
                found.extend(_fix_all(session, path))
        views = [view for view in VIEWS if _is_wanted(view.action_kind, context)]
        if views:
            argument = _code_at(session, path, params.text_document.uri, start)
            found.extend(_show(session, view, argument) for view in views)
        return found

    @server.request(types.CODE_ACTION_RESOLVE)
    def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
        return with_edits(session, action)


def _wanted_kinds(context: types.CodeActionContext) -> frozenset[ActionKind]:
    return frozenset(kind for kind in ActionKind if _is_wanted(kind, context))


def _is_wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Kinds are hierarchical: who asks for `source` gets `source.ori.showLlvmIr` and the like, too."""
    wanted = context.only
    return wanted is None or any(not each or kind == each or kind.startswith(f"{_text(each)}.") for each in wanted)


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _code_at(session: Session, path: str, uri: str, offset: int) -> dict[str, str]:
    """What to show the code of: the function around the cursor, or the file."""
    function = function_name_at(session.pipeline.database, path, offset)
    return {"uri": uri} if function is None else {"uri": uri, "function": function.name}


def _show(session: Session, view: CodeView, argument: dict[str, str]) -> types.CodeAction | types.Command:
    command = types.Command(view.title, view.command, arguments=[argument])
    if not session.client.code_action_literals:
        return command
    return types.CodeAction(view.title, kind=view.action_kind, command=command)


def _fix_all(session: Session, path: str) -> Iterator[types.CodeAction]:
    """One action for every repair of a file that leaves no doubt."""
    diagnostics = session.pipeline.file_diagnostics(path) if path in session.open else ()
    edits = certain_repairs(session.pipeline.database, path, diagnostics)
    if edits:
        edit = edit_of_files(session, {path: edits})
        yield types.CodeAction("Fix what can be fixed without asking", kind=FIX_ALL_KIND, edit=edit)


def _quick_fixes(
    session: Session, path: str, range_: Span, context: types.CodeActionContext
) -> Iterator[types.CodeAction]:
    """The suggestions of the diagnostics that touch a range, or that the client says it is about.

    Neovim names all diagnostics of the cursor's line; its cursor cannot even stand behind the line, where a `;` lacks.
    """
    for diagnostic in session.pipeline.file_diagnostics(path) if path in session.open else ():
        origin = session.pipeline.database.workspace.origins.get(diagnostic.primary.at.item)
        if origin is None or not diagnostic.suggestions:
            continue
        at = origin.absolute(diagnostic.primary.at.span)
        ours = to_lsp(session, diagnostic)
        # The client's own copy may carry data of its own.
        named = next((each for each in context.diagnostics if _is_same(each, ours)), None)
        if named is not None or (at.start <= range_.end and range_.start <= at.end):
            for index, suggestion in enumerate(diagnostic.suggestions):
                yield _quick_fix(session, suggestion, named or ours, index == 0)


def _is_same(left: types.Diagnostic, right: types.Diagnostic) -> bool:
    return (left.range, left.code, left.message) == (right.range, right.code, right.message)


def _quick_fix(
    session: Session, suggestion: Suggestion, diagnostic: types.Diagnostic, is_first: bool
) -> types.CodeAction:
    title = suggestion.title[:1].upper() + suggestion.title[1:]
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=is_first if session.client.preferred_actions else None,
        edit=workspace_edit(session, suggestion.edits),
    )
