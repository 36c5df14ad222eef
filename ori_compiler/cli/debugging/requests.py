"""What a client asks: the requests of the Debug Adapter Protocol that are answered, with the arguments that count.

https://microsoft.github.io/debug-adapter-protocol/specification describes them; names and meanings are its.
"""

import msgspec


class Arguments(msgspec.Struct, frozen=True, rename="camel"):
    """The arguments of a request; what is not declared is passed over."""


class Request(msgspec.Struct, frozen=True):
    """A request. Its arguments are decoded by whoever knows the command."""

    seq: int
    type: str
    command: str
    arguments: msgspec.Raw = msgspec.Raw(b"{}")


class Initialize(Arguments, frozen=True):
    lines_start_at_1: bool = msgspec.field(default=True, name="linesStartAt1")
    columns_start_at_1: bool = msgspec.field(default=True, name="columnsStartAt1")


class Launch(Arguments, frozen=True, rename="camel"):
    """`tests` are names of tests of the program's file; none of them stands for all, and no list for its `@main`."""

    program: str
    tests: tuple[str, ...] | None = None
    args: tuple[str, ...] = ()
    cwd: str = ""
    stop_on_entry: bool = False
    no_debug: bool = False


class Source(Arguments, frozen=True, rename="camel", omit_defaults=True):
    """A file by its path, or one of the library by a number."""

    name: str = ""
    path: str = ""
    source_reference: int = 0
    presentation_hint: str = ""
    origin: str = ""


class SourceBreakpoint(Arguments, frozen=True, rename="camel"):
    line: int
    condition: str = ""
    hit_condition: str = ""
    log_message: str = ""


class SetBreakpoints(Arguments, frozen=True, rename="camel"):
    source: Source
    breakpoints: tuple[SourceBreakpoint, ...] = ()


class SetExceptionBreakpoints(Arguments, frozen=True, rename="camel"):
    filters: tuple[str, ...]


class StackTrace(Arguments, frozen=True, rename="camel"):
    start_frame: int = 0
    levels: int = 0


class Scopes(Arguments, frozen=True, rename="camel"):
    frame_id: int


class Variables(Arguments, frozen=True, rename="camel"):
    variables_reference: int
    filter: str = ""
    start: int | None = None
    count: int | None = None


class Evaluate(Arguments, frozen=True, rename="camel"):
    expression: str
    frame_id: int | None = None
    context: str = ""


class SourceContent(Arguments, frozen=True, rename="camel"):
    source_reference: int


class Nothing(Arguments, frozen=True):
    """The arguments of a request that needs none."""
