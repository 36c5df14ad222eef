"""A debug adapter: answers the requests of one client, and tells it what happens to the program.

The client launches, is told that it may set breakpoints, and says when it is done with that; then the program begins.
"""

import os
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from ori_compiler.cli.command_line import UsageError
from ori_compiler.cli.debugging import replies, requests
from ori_compiler.cli.debugging.connection import Connection, Malformed
from ori_compiler.cli.debugging.sources import Sources
from ori_compiler.cli.debugging.telling import THREAD, Teller
from ori_compiler.cli.internal_error import report_internal_error
from ori_compiler.debugger.control import NoAnswerError, NotStoppedError, PanicFilter, Step
from ori_compiler.debugger.positions import Breakpoint, Placed
from ori_compiler.debugger.program import LaunchError, launch
from ori_compiler.debugger.session import DebugSession, Frame
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.loading import normal_path

A = TypeVar("A", bound=requests.Arguments)

_MOST_FRAMES: Final = 1000
"""So many frames are told to a client that asks for all."""

_CAPABILITIES: Final = replies.Capabilities(
    (
        replies.ExceptionFilter("uncaught", "Uncaught panics", "Stops at panics that nothing catches.", True),
        replies.ExceptionFilter("all", "All panics", "Stops at panics, even if something catches them.", False),
    )
)

_STEPS: Final = {
    "continue": Step.CONTINUE,
    "next": Step.OVER,
    "stepIn": Step.INTO,
    "stepOut": Step.OUT,
}


class RefusalError(Exception):
    """A request cannot be answered: the message says why. One that is `shown` is for the user's eyes."""

    def __init__(self, message: str, *, shown: bool = False) -> None:
        super().__init__(message)
        self.shown = shown


class _Program(msgspec.Struct, frozen=True):
    """What was launched, and who speaks for it."""

    request: requests.Launch
    session: DebugSession
    sources: Sources
    teller: Teller


class Adapter:
    """The conversation with one client. `load` reads a program; it may raise `UsageError`."""

    def __init__(self, connection: Connection, load: Callable[[str], CompilationPipeline]) -> None:
        self._connection = connection
        self._load = load
        self._client = requests.Initialize()
        self._launched: _Program | None = None
        self._has_begun = False
        self._breakpoints = 0

    def serve(self) -> None:
        """Answers until the client disconnects or is gone."""
        for request in self._connection.requests():
            if isinstance(request, Malformed):
                self._connection.complain(request)
                continue
            self._answer(request)
            if request.command == "disconnect":
                break
        if self._launched is not None:
            self._launched.session.end()

    def _answer(self, request: requests.Request) -> None:
        try:
            answer = self._handled(request)
        except RefusalError as refusal:
            self._connection.refuse(request, str(refusal), shown=refusal.shown)
        except NoAnswerError as error:
            self._connection.refuse(request, str(error))
        except Exception as error:
            self._connection.refuse(request, report_internal_error(error, ("debug",)), shown=True)
        else:
            self._connection.respond(request, answer)
            self._follow(request.command)

    def _follow(self, command: str) -> None:
        """What comes behind an answer."""
        if command == "launch":
            self._connection.tell("initialized")
        elif command == "terminate" and not self._has_begun:
            self._connection.tell("terminated")
        elif command in _STEPS:
            # The answer comes first: what happens then may be told at once.
            self._program.session.resume(_STEPS[command])
        elif command == "configurationDone" and not self._has_begun:
            self._has_begun = True
            program = self._program
            program.session.start(stops_on_entry=program.request.stop_on_entry)

    def _handled(self, request: requests.Request) -> object:
        """The body of the answer to a request."""
        match request.command:
            case "initialize":
                self._client = _arguments(request, requests.Initialize)
                return _CAPABILITIES
            case "launch":
                return self._launch(_arguments(request, requests.Launch))
            case "setBreakpoints":
                return self._set_breakpoints(_arguments(request, requests.SetBreakpoints))
            case "setExceptionBreakpoints":
                return self._set_panic_filters(_arguments(request, requests.SetExceptionBreakpoints))
            case "configurationDone":
                _ = self._program
            case "threads":
                return replies.Threads((replies.Thread(THREAD, "program"),))
            case "continue" | "next" | "stepIn" | "stepOut" as command:
                if not self._program.session.is_stopped:
                    raise NotStoppedError
                return replies.Continued() if command == "continue" else msgspec.UNSET
            case "pause":
                self._program.session.pause()
            case "terminate" | "disconnect":
                if self._launched is not None:
                    self._launched.session.end()
            case _:
                return _looked(self._program, request)
        return msgspec.UNSET

    @property
    def _program(self) -> _Program:
        if self._launched is None:
            raise RefusalError("nothing was launched yet")
        return self._launched

    def _launch(self, request: requests.Launch) -> object:
        if self._launched is not None:
            raise RefusalError("a program was launched already")
        if request.cwd:
            try:
                os.chdir(request.cwd)
            except (OSError, ValueError):
                raise RefusalError(f"`cwd` is no folder: {request.cwd}", shown=True) from None
        path = normal_path(os.path.abspath(request.program))
        try:
            pipeline = self._load(path)
            launched = launch(pipeline, path, request.tests, request.args)
        except UsageError as error:
            raise RefusalError(f"{error.message}: {error.hint}", shown=True) from None
        except LaunchError as error:
            if error.errors:
                self._connection.tell("output", replies.Output("stderr", error.errors))
            raise RefusalError(error.message, shown=True) from None
        teller = Teller(self._connection, pipeline)
        session = DebugSession(pipeline, launched, teller, is_watched=not request.no_debug)
        self._launched = _Program(request, session, Sources(pipeline, self._client), teller)
        return msgspec.UNSET

    def _set_breakpoints(self, request: requests.SetBreakpoints) -> replies.Breakpoints:
        program = self._program
        wanted: list[Breakpoint] = []
        for each in request.breakpoints:
            self._breakpoints += 1
            line = program.sources.line_from(each.line)
            wanted.append(Breakpoint(self._breakpoints, line, each.condition, each.hit_condition, each.log_message))
        path = normal_path(os.path.abspath(request.source.path)) if request.source.path else ""
        found = program.session.set_breakpoints(path, wanted)
        return replies.Breakpoints(tuple(_place(program, each) for each in found))

    def _set_panic_filters(self, request: requests.SetExceptionBreakpoints) -> object:
        filters = [each for each in PanicFilter if each.value in request.filters]
        self._program.session.set_panic_filters(filters)
        return msgspec.UNSET


def _arguments(request: requests.Request, kind: type[A]) -> A:
    """The arguments of a request; what is `null` counts as left out."""
    try:
        return msgspec.convert(_without_nulls(msgspec.json.decode(request.arguments)) or {}, kind)
    except msgspec.MsgspecError as error:
        raise RefusalError(f"the arguments of `{request.command}` are wrong: {error}") from None


def _without_nulls(value: object) -> object:
    match value:
        case dict():
            return {key: _without_nulls(each) for key, each in value.items() if each is not None}
        case list():
            return [_without_nulls(each) for each in value]
        case _:
            return value


def _place(program: _Program, breakpoint_: Placed) -> replies.BreakpointPlace:
    line = program.sources.line(breakpoint_.line)
    return replies.BreakpointPlace(breakpoint_.number, not breakpoint_.problem, line, message=breakpoint_.problem)


def _looked(program: _Program, request: requests.Request) -> object:
    """The body of the answer to a request that changes nothing."""
    match request.command:
        case "stackTrace":
            return _stack(program, _arguments(request, requests.StackTrace))
        case "scopes":
            frame = _arguments(request, requests.Scopes).frame_id
            scope = program.session.scope(frame - 1)
            return replies.Scopes((replies.Scope("Locals", scope.reference, scope.named),))
        case "variables":
            return _variables(program, _arguments(request, requests.Variables))
        case "evaluate":
            return _evaluation(program, _arguments(request, requests.Evaluate))
        case "exceptionInfo":
            return program.teller.panic()
        case "source":
            text = program.sources.text(_arguments(request, requests.SourceContent).source_reference)
            if text is None:
                raise RefusalError("there is no such source")
            return replies.SourceText(text)
        case command:
            raise RefusalError(f"`{command}` is not a request that is answered here")


def _stack(program: _Program, request: requests.StackTrace) -> replies.Stack:
    frames = program.session.frames()
    end = request.start_frame + (request.levels or _MOST_FRAMES)
    shown = enumerate(frames[request.start_frame : end], request.start_frame + 1)
    return replies.Stack(tuple(_stack_frame(program, number, frame) for number, frame in shown), len(frames))


def _stack_frame(program: _Program, number: int, frame: Frame) -> replies.StackFrame:
    source = program.sources.source(frame.path, is_library=frame.is_library)
    column = program.sources.column(frame.path, frame.line, frame.column)
    hint = "subtle" if frame.is_library else ""
    return replies.StackFrame(number, frame.function, program.sources.line(frame.line), column, source, hint)


def _variables(program: _Program, request: requests.Variables) -> replies.Variables:
    """The parts of a value: all of them, only the named ones, or only numbered ones in a range."""
    parts = program.session.open(
        request.variables_reference,
        with_named=request.filter != "indexed" and not request.start,
        numbered=slice(0, 0) if request.filter == "named" else _range(request.start or 0, request.count or 0),
    )
    return replies.Variables(
        tuple(
            replies.Variable(each.name, each.text, each.reference, each.type, each.path, each.named, each.numbered)
            for each in parts
        )
    )


def _range(start: int, count: int) -> slice:
    return slice(start, start + count if count else None)


def _evaluation(program: _Program, request: requests.Evaluate) -> replies.Evaluation:
    frame = (request.frame_id or 1) - 1
    value = program.session.evaluate(request.expression, frame, only_reads=request.context == "hover")
    return replies.Evaluation(value.text, value.reference, value.type, value.named, value.numbered)
