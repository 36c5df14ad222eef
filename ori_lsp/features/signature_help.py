"""Signature help in calls."""

from lsprotocol import types

from ori_compiler.ide.signature_help import SignatureHelp, signature_help
from ori_compiler.source.span import Span
from ori_lsp.client import Client
from ori_lsp.convert import to_offset
from ori_lsp.documents import units
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
        return _to_lsp(found, session.client) if found is not None else None


def _to_lsp(found: SignatureHelp, client: Client) -> types.SignatureHelp:
    parameters = [
        types.ParameterInformation(_label(found.text, each.at, client), each.documentation or None)
        for each in found.parameters
    ]
    # A client takes a number beyond the last parameter as none of them.
    active = found.active if found.active is not None else len(parameters)
    information = types.SignatureInformation(
        found.text,
        markup(found.documentation, client.signature_format),
        parameters,
        active if client.active_parameters else None,
    )
    return types.SignatureHelp([information], 0, active)


def _label(text: str, at: Span, client: Client) -> str | tuple[int, int]:
    """A part of a signature: its place, which the protocol counts in UTF-16 whatever was agreed on for positions."""
    if not client.label_offsets:
        return text[at.start : at.end]
    return units(text[: at.start], "utf-16"), units(text[: at.end], "utf-16")
