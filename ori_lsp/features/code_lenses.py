"""Code lenses: how often something is mentioned, running or debugging a test, the generated code.

`initializationOptions` may switch them: `{"codeLens": {"references": false, "runTest": true, "showIr": true}}`.
References are counted when a lens becomes visible. Its command `ori.showReferences` is for the client, with the
document, the place and the locations; a client that does not take it over gets the locations back.
A client that can debug (`oric debug`) says `"debug": true`: its own command `ori.debug` gets `{uri, test}`, or `{uri}`
for the `@main` of a file.
"""

from typing import Any, Final

from lsprotocol import types

from ori_compiler.ide.code_lenses import CodeLens, LensKind, code_lenses
from ori_compiler.ide.references import references
from ori_lsp.convert import plain_range, to_offset, to_range
from ori_lsp.features.generated_code import LLVM_IR
from ori_lsp.features.run_test import RUN_TEST
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

SHOW_REFERENCES: Final = "ori.showReferences"
DEBUG: Final = "ori.debug"


def register(server: OriLanguageServer) -> None:
    """Answers with lenses; those for references are completed one by one."""

    @server.request(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=True))
    def answer(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
        uri, path = params.text_document.uri, path_of(params.text_document.uri)
        found = code_lenses(session.pipeline.database, path)
        return [_to_lsp(session, uri, path, lens) for lens in found if lens.kind in session.client.lenses]

    @server.request(types.CODE_LENS_RESOLVE)
    def resolve(session: Session, lens: types.CodeLens) -> types.CodeLens:
        uri = lens.data.get("uri") if isinstance(lens.data, dict) else None
        if isinstance(uri, str):
            lens.command = _count_references(session, uri, lens.range.start)
        return lens

    @server.command(SHOW_REFERENCES)
    async def show_references(arguments: list[Any]) -> Any:
        return arguments[-1] if arguments else []


def _to_lsp(session: Session, uri: str, path: str, lens: CodeLens) -> types.CodeLens:
    range_ = to_range(session.lines(path), lens.at, session.client.encoding)
    match lens.kind:
        case LensKind.REFERENCES:
            return types.CodeLens(range_, data={"uri": uri})
        case LensKind.RUN_TEST:
            command = types.Command("Run test", RUN_TEST, arguments=[{"uri": uri, "test": lens.name}])
        case LensKind.DEBUG:
            test = {"test": lens.name} if lens.name else {}
            command = types.Command("Debug", DEBUG, arguments=[{"uri": uri, **test}])
        case LensKind.SHOW_IR:
            command = types.Command(LLVM_IR.title, LLVM_IR.command, arguments=[{"uri": uri, "function": lens.name}])
    return types.CodeLens(range_, command)


def _count_references(session: Session, uri: str, position: types.Position) -> types.Command:
    path, encoding = path_of(uri), session.client.encoding
    offset = to_offset(session.lines(path), position, encoding)
    files = session.files_to_search(path, offset)
    found = references(session.pipeline.database, path, offset, with_declaration=False, files=files)
    places = [
        {"uri": session.uri(each.path), "range": plain_range(to_range(session.lines(each.path), each.at, encoding))}
        for each in found
    ]
    title = "1 reference" if len(places) == 1 else f"{len(places)} references"
    start = {"line": position.line, "character": position.character}
    return types.Command(title, SHOW_REFERENCES, arguments=[uri, start, places])
