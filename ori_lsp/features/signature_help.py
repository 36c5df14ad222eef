"""Signature help in calls."""

from lsprotocol import types

from ori_compiler.ide.signature_help import SignatureHelp, signature_help
from ori_lsp.convert import to_offset
from ori_lsp.page import markup
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Shows it when an argument begins."""

    @server.request(types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpOptions(trigger_characters=["(", ","]))
    def signature(session: Session, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        path = path_of(params.text_document.uri)
        offset = to_offset(session.lines(path), params.position, session.client.encoding)
        found = signature_help(session.pipeline.database, path, offset)
        return _to_lsp(found, session.client.signature_format) if found is not None else None


def _to_lsp(found: SignatureHelp, format_: types.MarkupKind | None) -> types.SignatureHelp:
    parameters = [types.ParameterInformation(each.text, each.documentation or None) for each in found.parameters]
    # A client takes a number beyond the last parameter as none of them.
    active = found.active if found.active is not None else len(parameters)
    information = types.SignatureInformation(found.text, markup(found.documentation, format_), parameters, active)
    return types.SignatureHelp([information], 0, active)
