"""Commands that show generated code: of a function or file, with the source line behind each of its lines."""

import asyncio
from concurrent.futures import Future
from typing import Any, Final

from msgspec import Struct
from pygls.exceptions import JsonRpcInvalidParams

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import EmitKind, Failed, ListedKind, Listing
from ori_compiler.source.item_id import ItemKind
from ori_lsp.code_generator import Snapshot
from ori_lsp.refusal import Refusal
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session


class CodeView(Struct, frozen=True):
    """A kind of generated code, the command that shows it, and the kind and title of the code action that runs that."""

    kind: ListedKind
    command: str
    title: str

    @property
    def action_kind(self) -> str:
        return f"source.{self.command}"


LLVM_IR: Final = CodeView(EmitKind.LLVM, "ori.showLlvmIr", "Show LLVM IR")
VIEWS: Final = (
    LLVM_IR,
    CodeView(EmitKind.ASM, "ori.showAsm", "Show Assembly"),
    CodeView(EmitKind.ARC, "ori.showArc", "Show ARC IR (owners and reuse)"),
    CodeView(EmitKind.ABI, "ori.showAbi", "Show ABI and Layout"),
)


class Question(Struct, frozen=True):
    """What to show, and a command's argument: `{uri, function?, optLevel?, target?}`."""

    kind: ListedKind
    uri: str
    function: str | None
    opt_level: int
    target: str | None


def register(server: OriLanguageServer) -> None:
    """Answers `{text, lineMap}`; entry i of `lineMap` is the 0-based source line of line i of the text, or null."""
    running: dict[Question, Future[Listing]] = {}
    for view in VIEWS:
        _register(server, view, running)


def _register(server: OriLanguageServer, view: CodeView, running: "dict[Question, Future[Listing]]") -> None:
    @server.command(view.command)
    async def show(arguments: list[Any]) -> dict[str, Any]:
        question = read_question(view, arguments)
        path, snapshot = await server.compute(view.command, question, lambda: _snapshot(server.session, question))
        if question in running:
            # Asked again after an edit: nobody waits for the older answer.
            running[question].cancel()
        future = running[question] = server.generator.submit(snapshot, lambda pipeline: _list(pipeline, path, question))
        try:
            listing = await server.guard(view.command, question, asyncio.wrap_future(future))
        finally:
            if running.get(question) is future:
                del running[question]
        return {"text": listing.text, "lineMap": [line - 1 if line is not None else None for line in listing.line_map]}


def read_question(view: CodeView, arguments: list[Any]) -> Question:
    """The argument of a command; an error in plain words for anything else."""
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise _invalid(view, "takes one object: {uri, function?, optLevel?, target?}")
    given = arguments[0]
    uri, function, target = given.get("uri"), given.get("function"), given.get("target")
    level = given.get("optLevel")
    if not isinstance(uri, str) or not uri:
        raise _invalid(view, "needs `uri`, the document to look at")
    if not (function is None or isinstance(function, str)):
        raise _invalid(view, "takes the name of a function as `function`")
    if not (target is None or isinstance(target, str)):
        raise _invalid(view, "takes the name of a target as `target`")
    if level is None:
        level = 0
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= 3:
        raise _invalid(view, "takes 0, 1, 2 or 3 as `optLevel`")
    return Question(view.kind, uri, function or None, level, target or None)


def _invalid(view: CodeView, problem: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(message=f"`{view.command}` {problem}")


def _snapshot(session: Session, question: Question) -> tuple[str, Snapshot]:
    """The path of the document, and the program as it is now."""
    path = session.known_path(question.uri)
    if path is None:
        raise Refusal(f"there is no document {question.uri}")
    return path, Snapshot(dict(session.pipeline.database.workspace.texts), dict(session.projects.configurations))


def _list(pipeline: CompilationPipeline, path: str, question: Question) -> Listing:
    from ori_compiler.driver.listings import list_code

    listing = list_code(pipeline, question.kind, path, question.function, question.target, question.opt_level)
    if isinstance(listing, Failed):
        raise Refusal(reason_of(pipeline, listing))
    return listing


def reason_of(pipeline: CompilationPipeline, failed: Failed) -> str:
    """Why there is no code, in one line."""
    lines: list[str] = []
    for diagnostic in failed.diagnostics:
        at = diagnostic.primary.at
        origin = pipeline.database.workspace.origins.get(at.item)
        if origin is None or at.item.kind is ItemKind.FILE:
            lines.append(" ".join((diagnostic.message, *(f"({help_})" for help_ in diagnostic.advice))))
        else:
            lines.append(f"line {origin.location(at.span).line}: {diagnostic.message}")
    first = lines[0] if lines else "the program has errors"
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return first + more
