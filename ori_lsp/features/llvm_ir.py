"""The command `ori.showLlvmIr`: the LLVM IR of a function or file, with the source line behind each of its lines."""

from concurrent.futures import Future
from typing import Any

from msgspec import Struct
from pygls.exceptions import JsonRpcInvalidParams

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Failed, Listing
from ori_compiler.source.item_id import ItemKind
from ori_lsp.features.code_actions import SHOW_LLVM_IR
from ori_lsp.refusal import Refusal
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session


class Question(Struct, frozen=True):
    """The command's argument: `{uri, function?, optLevel?, target?}`."""

    uri: str
    function: str | None
    opt_level: int
    target: str | None


def register(server: OriLanguageServer) -> None:
    """Answers `{text, lineMap}`; entry i of `lineMap` is the 0-based source line of line i of the text, or null."""
    running: dict[Question, Future[Listing]] = {}

    @server.command(SHOW_LLVM_IR)
    async def show_llvm_ir(arguments: list[Any]) -> dict[str, Any]:
        question = read_question(arguments)
        path, texts = await server.compute(SHOW_LLVM_IR, question, lambda: _snapshot(server.session, question))
        if question in running:
            # Asked again after an edit: nobody waits for the older answer.
            running[question].cancel()
        future = running[question] = server.generator.submit(texts, lambda pipeline: _view(pipeline, path, question))
        try:
            view = await server.guard(SHOW_LLVM_IR, question, future)
        finally:
            if running.get(question) is future:
                del running[question]
        return {"text": view.text, "lineMap": [line - 1 if line is not None else None for line in view.line_map]}


def read_question(arguments: list[Any]) -> Question:
    """The argument of the command; an error in plain words for anything else."""
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise _invalid("takes one object: {uri, function?, optLevel?, target?}")
    given = arguments[0]
    uri, function, target = given.get("uri"), given.get("function"), given.get("target")
    level = given.get("optLevel")
    if not isinstance(uri, str) or not uri:
        raise _invalid("needs `uri`, the document to look at")
    if not (function is None or isinstance(function, str)):
        raise _invalid("takes the name of a function as `function`")
    if not (target is None or isinstance(target, str)):
        raise _invalid("takes the name of a target as `target`")
    if level is None:
        level = 0
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= 3:
        raise _invalid("takes 0, 1, 2 or 3 as `optLevel`")
    return Question(uri, function or None, level, target or None)


def _invalid(problem: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(message=f"`{SHOW_LLVM_IR}` {problem}")


def _snapshot(session: Session, question: Question) -> tuple[str, dict[str, str]]:
    """The path of the document, and all texts of the program as they are now."""
    path = session.known_path(question.uri)
    if path is None:
        raise Refusal(f"there is no document {question.uri}")
    return path, dict(session.pipeline.database.workspace.texts)


def _view(pipeline: CompilationPipeline, path: str, question: Question) -> Listing:
    view = pipeline.show_ir(path, question.function, target=question.target, opt_level=question.opt_level)
    if isinstance(view, Failed):
        raise Refusal(reason_of(pipeline, view))
    return view


def reason_of(pipeline: CompilationPipeline, failed: Failed) -> str:
    """Why there is no code, in one line."""
    lines: list[str] = []
    for diagnostic in failed.diagnostics:
        at = diagnostic.primary.at
        origin = pipeline.database.workspace.origins.get(at.item)
        if origin is None or at.item.kind is ItemKind.FILE:
            lines.append(" ".join((diagnostic.message, *(f"({help_})" for help_ in diagnostic.help))))
        else:
            lines.append(f"line {origin.location(at.span).line}: {diagnostic.message}")
    first = lines[0] if lines else "the program has errors"
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return first + more
