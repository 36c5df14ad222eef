"""Code actions: the repairs that diagnostics suggest, and a look at the generated code."""

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol import types

from ori_compiler.diagnostics.diagnostic import Diagnostic, Suggestion
from ori_compiler.ide.generated_code import function_name_at
from ori_compiler.source.span import Span
from ori_lsp.convert import to_offset
from ori_lsp.features.diagnostics import to_lsp
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of
from ori_lsp.workspace_edit import workspace_edit

SHOW_LLVM_IR: Final = "ori.showLlvmIr"
SHOW_LLVM_IR_KIND: Final = "source.ori.showLlvmIr"
_TITLE: Final = "Show LLVM IR"


def register(server: OriLanguageServer) -> None:
    """Answers with the actions that the client asks for."""
    options = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, SHOW_LLVM_IR_KIND])

    @server.request(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        start = to_offset(lines, params.range.start, encoding)
        end = max(start, to_offset(lines, params.range.end, encoding))
        found: list[types.CodeAction | types.Command] = []
        if _is_wanted(types.CodeActionKind.QuickFix, params.context) and session.client.code_action_literals:
            found.extend(_quick_fixes(session, path, Span(start, end), params.context))
        if _is_wanted(SHOW_LLVM_IR_KIND, params.context):
            found.append(_show_ir(session, path, params.text_document.uri, start))
        return found


def _is_wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Kinds are hierarchical: who asks for `source` gets `source.ori.showLlvmIr`, too."""
    wanted = context.only
    return wanted is None or any(not each or kind == each or kind.startswith(f"{_text(each)}.") for each in wanted)


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _show_ir(session: Session, path: str, uri: str, offset: int) -> types.CodeAction | types.Command:
    """The generated code of the function around the cursor, or of the file."""
    argument = {"uri": uri}
    function = function_name_at(session.pipeline.database, path, offset)
    if function is not None:
        argument["function"] = function.name
    command = types.Command(_TITLE, SHOW_LLVM_IR, arguments=[argument])
    if not session.client.code_action_literals:
        return command
    return types.CodeAction(_TITLE, kind=SHOW_LLVM_IR_KIND, command=command)


def _quick_fixes(
    session: Session, path: str, range_: Span, context: types.CodeActionContext
) -> Iterator[types.CodeAction]:
    """The suggestions of the diagnostics that touch a range."""
    for diagnostic in session.pipeline.file_diagnostics(path) if path in session.open else ():
        origin = session.pipeline.database.workspace.origins.get(diagnostic.primary.at.item)
        if origin is None or not diagnostic.suggestions:
            continue
        at = origin.absolute(diagnostic.primary.at.span)
        if at.start <= range_.end and range_.start <= at.end:
            shown = _as_client_knows_it(session, diagnostic, context.diagnostics)
            for index, suggestion in enumerate(diagnostic.suggestions):
                yield _quick_fix(session, suggestion, shown, index == 0)


def _as_client_knows_it(
    session: Session, diagnostic: Diagnostic, known: Iterable[types.Diagnostic]
) -> types.Diagnostic:
    """The client's own copy, which may carry data of its own, or ours."""
    ours = to_lsp(session, diagnostic)
    same = (each for each in known if (each.range, each.code, each.message) == (ours.range, ours.code, ours.message))
    return next(same, ours)


def _quick_fix(
    session: Session, suggestion: Suggestion, diagnostic: types.Diagnostic, is_first: bool
) -> types.CodeAction:
    title = suggestion.title[:1].upper() + suggestion.title[1:]
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=is_first,
        edit=workspace_edit(session, suggestion.edits),
    )
