"""Hover: what is known about a name, as Markdown or as plain text."""

import logging
from typing import Final

from lsprotocol import types

from ori_compiler.driver.results import Failed
from ori_compiler.ide.abi import abi_text
from ori_compiler.ide.generated_code import FunctionName
from ori_compiler.ide.hover import Hover, hover
from ori_compiler.ide.interruption import Cancelled
from ori_lsp.convert import to_offset, to_range
from ori_lsp.page import Page, write_documentation
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

_MOST_IR_LINES: Final = 60
_log = logging.getLogger(__name__)


def register(server: OriLanguageServer) -> None:
    """Answers in the format that the client prefers."""

    @server.request(types.TEXT_DOCUMENT_HOVER)
    def answer(session: Session, params: types.HoverParams) -> types.Hover | None:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        found = hover(session.pipeline.database, path, to_offset(lines, params.position, encoding))
        if found is None:
            return None
        page = Page(session.client.markdown_hover)
        _write(page, session, found)
        kind = types.MarkupKind.Markdown if page.is_markdown else types.MarkupKind.PlainText
        return types.Hover(types.MarkupContent(kind, page.text()), to_range(lines, found.at, encoding))


def _write(page: Page, session: Session, found: Hover) -> None:
    page.code("ori", "\n".join(filter(None, (found.origin, found.code or found.type, _comment(found.types)))))
    if found.documentation is not None:
        write_documentation(page, found.documentation)
    if found.context:
        page.code("ori", found.context)
    if found.abi is not None:
        page.heading("ABI and layout" if found.abi.types else "ABI")
        page.code("text", abi_text(found.abi))
    if found.is_intrinsic:
        page.paragraph("Provided by the compiler and its run-time library.")
    if found.function is not None:
        _write_ir(page, session, found.function)


def _comment(types_: str) -> str:
    """The types of this use, as a line below the code."""
    return f"// here {types_}" if types_ else ""


def _write_ir(page: Page, session: Session, function: FunctionName) -> None:
    """The function as LLVM IR; whatever goes wrong there, the rest of the hover is shown."""
    page.heading("LLVM IR")
    try:
        view = session.pipeline.show_ir(function.path, function.name)
    except Cancelled:
        raise
    except Exception:
        _log.exception("no IR of %s for a hover", function)
        page.paragraph("The compiler failed to generate code for this function.")
        return
    if isinstance(view, Failed):
        reason = view.diagnostics[0].message if view.diagnostics else "it has errors"
        page.paragraph(f"None, because of an error: {reason}")
        return
    body = view.text[view.text.find("define ") :].rstrip().splitlines()
    if len(body) > _MOST_IR_LINES:
        rest = len(body) - _MOST_IR_LINES
        body = [*body[:_MOST_IR_LINES], f"; … {rest} more lines: use “Show LLVM IR”"]
    page.code("llvm", "\n".join(body))
