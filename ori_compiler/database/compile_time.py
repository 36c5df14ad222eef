"""Runs a closed program at compile time, and tells what kept it from giving a value."""

from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.conditions import configuration_of_file
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.eval.interpreter import Completed, interpret
from ori_compiler.eval.limits import Limit, LimitExceededError, Limits, Meter, OpenCall
from ori_compiler.eval.value import Value
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.types.functions import FunctionId, base_of, item_of

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_CODES: Final = {Limit.STEPS: "E0500", Limit.DEPTH: "E0501", Limit.MEMORY: "E0502", Limit.TIME: "E0503"}
_SHOWN_CALLS: Final = 6
_SHOWN_TEXT: Final = 20


class Failure(msgspec.Struct, frozen=True):
    """Why a computation gave no value. `at` is where the program panicked, `calls` says which calls led there."""

    code: str
    what: str
    at: ItemSpan | None
    calls: str


class FailedComputation(msgspec.Struct, frozen=True):
    """A failure as it is told at a place in the source, `around` all of what is computed."""

    subject: str
    failure: Failure
    around: ItemSpan
    help: str = ""

    def into_diagnostic(self) -> Diagnostic:
        at, around = self.failure.at, self.around
        is_inside = at is not None and at.item == around.item and _contains(around, at)
        where = at if at is not None and is_inside else around
        labels = (Label(at, "panics here"),) if at is not None and not is_inside else ()
        message = f"computing {self.subject} {self.failure.what}"
        notes = (self.failure.calls,) if self.failure.calls else ()
        help_ = (self.help,) if self.help and at is None else ()
        return Diagnostic(self.failure.code, Severity.ERROR, message, Label(where), labels, notes, help_)


class Computed(msgspec.Struct, frozen=True):
    """A value, or why there is none, and what the program wrote on the way."""

    value: Value | None
    failure: Failure | None
    output: str


def _contains(around: ItemSpan, at: ItemSpan) -> bool:
    return around.span.start <= at.span.start and at.span.end <= around.span.end


def compute(database: "CompilerDatabase", program: CanonProgram, entry: FunctionId, limits: Limits) -> Computed:
    """Runs a function without parameters within limits."""
    output: list[str] = []
    meter = Meter(limits)
    try:
        outcome = interpret(
            program,
            entry,
            (),
            output.append,
            meter.checkpoint,
            lambda _, text: output.append(text),
            compile_=meter.compile,
        )
    except LimitExceededError as error:
        calls = _calls(database, entry, meter.chain)
        return Computed(None, Failure(_CODES[error.limit], _exceeded(error.limit, limits), None, calls), "")
    if isinstance(outcome, Completed):
        return Computed(outcome.value, None, "".join(output))
    calls = _calls(database, entry, meter.chain)
    return Computed(None, Failure("E2058", f"panics: {outcome.message}", outcome.at, calls), "".join(output))


def _exceeded(limit: Limit, limits: Limits) -> str:
    match limit:
        case Limit.STEPS:
            return f"takes more than {limits.steps:,} steps"
        case Limit.DEPTH:
            return f"nests calls more than {limits.depth:,} deep"
        case Limit.MEMORY:
            return f"needs more than {limits.megabytes:,} MB of memory"
        case Limit.TIME:
            return f"takes more than {limits.seconds:,} seconds"


def _calls(database: "CompilerDatabase", entry: FunctionId, chain: tuple[OpenCall, ...]) -> str:
    """The calls that led to a failure, the outermost first; empty if it happened outside of all calls."""
    shown = [_call(database, call) for call in chain if call.function != entry and base_of(call.function) is not None]
    if len(shown) > _SHOWN_CALLS:
        half = _SHOWN_CALLS // 2
        shown = [*shown[:half], f"… {len(shown) - 2 * half:,} more …", *shown[-half:]]
    return f"the calls that lead there: {', '.join(shown)}" if shown else ""


def _call(database: "CompilerDatabase", call: OpenCall) -> str:
    base = base_of(call.function)
    if base is None:
        return ""
    signature = database.signature(base)
    names = [parameter.name for parameter in signature.parameters]
    if signature.receiver is not None:
        names.insert(0, "self")
    given = ", ".join(
        f"{name}: {_shown(value)}" for name, value in zip(names, call.arguments[: len(names)], strict=False)
    )
    name = f"${base.name.removeprefix('$')}" if signature.is_constant else base.name
    return f"`{name}({given})`"


def _shown(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str() if len(value) <= _SHOWN_TEXT:
            return f'"{value}"'
        case _:
            return "…"


def limits_of(database: "CompilerDatabase", function: FunctionId) -> Limits:
    """What a constant or constant function may take: its `#const_limit(…)` says it, else its project."""
    item = item_of(function)
    syntax = database.item_syntax(item).item if isinstance(item, ItemId) else None
    found = dict(configuration_of_file(database, item.path).limits.constants) if isinstance(item, ItemId) else {}
    attributes = syntax.attributes if isinstance(syntax, (ast.FunctionItem, ast.ConstantItem)) else ()
    for attribute in attributes:
        if attribute.name == "const_limit":
            for argument in attribute.values:
                value = argument.value.value if isinstance(argument.value, ast.Literal) else None
                if argument.name is not None and isinstance(value, int):
                    found[argument.name.text] = value
    standard = Limits()
    return Limits(
        found.get("steps", standard.steps),
        found.get("depth", standard.depth),
        found.get("megabytes", standard.megabytes),
        found.get("seconds", standard.seconds),
    )
