"""What a client is told: the answers and events of the Debug Adapter Protocol that are given."""

import msgspec

from ori_compiler.cli.debugging.requests import Source


class _Body(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A part of a message; what is not said is left out."""


class Response(msgspec.Struct, frozen=True):
    """The answer to a request: a body, or why there is none."""

    seq: int
    request_seq: int
    command: str
    success: bool
    message: str | msgspec.UnsetType = msgspec.UNSET
    body: object = msgspec.UNSET
    type: str = "response"


class Event(msgspec.Struct, frozen=True):
    """Something that happened."""

    seq: int
    event: str
    body: object = msgspec.UNSET
    type: str = "event"


class ErrorMessage(_Body, frozen=True):
    id: int
    format: str
    show_user: bool = False


class ErrorBody(_Body, frozen=True):
    error: ErrorMessage


class ExceptionFilter(msgspec.Struct, frozen=True):
    filter: str
    label: str
    description: str
    default: bool


class Capabilities(msgspec.Struct, frozen=True, rename="camel"):
    """What this adapter can do beyond the least."""

    exception_breakpoint_filters: tuple[ExceptionFilter, ...]
    supports_configuration_done_request: bool = True
    supports_conditional_breakpoints: bool = True
    supports_hit_conditional_breakpoints: bool = True
    supports_log_points: bool = True
    supports_evaluate_for_hovers: bool = True
    supports_exception_info_request: bool = True
    supports_terminate_request: bool = True
    supports_delayed_stack_trace_loading: bool = True
    supports_clipboard_context: bool = True


class BreakpointPlace(_Body, frozen=True):
    id: int
    verified: bool
    line: int
    source: Source | msgspec.UnsetType = msgspec.UNSET
    message: str = ""


class Breakpoints(msgspec.Struct, frozen=True):
    breakpoints: tuple[BreakpointPlace, ...]


class Thread(msgspec.Struct, frozen=True):
    id: int
    name: str


class Threads(msgspec.Struct, frozen=True):
    threads: tuple[Thread, ...]


class StackFrame(_Body, frozen=True):
    id: int
    name: str
    line: int
    column: int
    source: Source | msgspec.UnsetType = msgspec.UNSET
    presentation_hint: str = ""


class Stack(msgspec.Struct, frozen=True, rename="camel"):
    stack_frames: tuple[StackFrame, ...]
    total_frames: int


class Scope(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    variables_reference: int
    named_variables: int
    presentation_hint: str = "locals"
    expensive: bool = False


class Scopes(msgspec.Struct, frozen=True):
    scopes: tuple[Scope, ...]


class Variable(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A variable. Three of its members have to be there, so they have no defaults."""

    name: str
    value: str
    variables_reference: int
    type: str = ""
    evaluate_name: str = ""
    named_variables: int = 0
    indexed_variables: int = 0


class Variables(msgspec.Struct, frozen=True):
    variables: tuple[Variable, ...]


class Evaluation(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    result: str
    variables_reference: int
    type: str = ""
    named_variables: int = 0
    indexed_variables: int = 0


class ExceptionInfo(msgspec.Struct, frozen=True, rename="camel"):
    exception_id: str
    description: str
    break_mode: str


class Continued(msgspec.Struct, frozen=True, rename="camel"):
    all_threads_continued: bool = True


class SourceText(msgspec.Struct, frozen=True):
    content: str


class Stopped(_Body, frozen=True):
    reason: str
    thread_id: int
    description: str = ""
    text: str = ""
    hit_breakpoint_ids: tuple[int, ...] = ()
    all_threads_stopped: bool = False


class Output(msgspec.Struct, frozen=True):
    category: str
    output: str


class Exited(msgspec.Struct, frozen=True, rename="camel"):
    exit_code: int


class ThreadEvent(msgspec.Struct, frozen=True, rename="camel"):
    reason: str
    thread_id: int
