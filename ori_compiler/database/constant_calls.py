"""Calls of constant functions with constant arguments: their values are computed at compile time."""

from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.environment import ConstantAnswer
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.canon.lower.names import respan
from ori_compiler.canon.program import CanonProgram
from ori_compiler.canon.references import references
from ori_compiler.database.compile_time import Computed, FailedComputation, Failure, compute, limits_of
from ori_compiler.database.constants import literal
from ori_compiler.database.programs import add_definitions, program_of
from ori_compiler.eval.limits import Limits
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.types.functions import FunctionId, MemberId, base_of, item_of
from ori_compiler.types.pool import Idx

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


_HELP: Final = "raise the limit with `#const_limit(…)` before the function or in `ori.toml`, or compute it at run time"


class ConstantCall(msgspec.Struct, frozen=True, cache_hash=True):
    """A function, and its arguments as literals. `exact` tells arguments apart that compare equal: 0.0 and -0.0."""

    function: FunctionId
    result: Idx
    arguments: tuple[Expr, ...]
    exact: str


class CallValue(msgspec.Struct, frozen=True):
    """The value of a call as an expression of literals, or why there is none; neither if it is computed at run time."""

    value: Expr | None
    failure: Failure | None = None


def constant_call(database: "CompilerDatabase", owner: ItemId, call: ir.Call) -> ConstantAnswer:
    """The value of a call whose arguments are constant expressions of the body of `owner`."""
    found: list[Expr] = []
    exact: list[str] = []
    for argument in call.arguments:
        computed = _argument(database, owner, argument)
        if computed.failure is not None:
            around = ItemSpan(owner, argument.span)
            return ConstantAnswer(None, FailedComputation("this argument", computed.failure, around))
        value = literal(database, computed.value, argument.type) if computed.value is not None else None
        if value is None:
            return ConstantAnswer(None)
        found.append(respan(value, NO_SPAN))
        exact.append(repr(computed.value))
    answer = database.constant_call(ConstantCall(call.function, call.type, tuple(found), ", ".join(exact)))
    if answer.failure is None:
        return ConstantAnswer(answer.value)
    base = base_of(call.function)
    subject = f"this call of `${base.name if base is not None else ''}`"
    around = ItemSpan(owner, call.span)
    return ConstantAnswer(None, FailedComputation(subject, answer.failure, around, _HELP))


def _argument(database: "CompilerDatabase", owner: ItemId, argument: Expr) -> Computed:
    entry = MemberId(owner, "=argument")
    canonical = CanonFunction(entry, 0, (), argument.type, argument, argument.span)
    program = _program(database, canonical)
    return compute(database, program, entry, Limits()) if program is not None else Computed(None, None, "")


def evaluate_call(database: "CompilerDatabase", call: ConstantCall) -> CallValue:
    """Runs the function once for these arguments."""
    entry = MemberId(item_of(call.function), "=call")
    body = ir.Call(call.result, NO_SPAN, call.function, call.arguments)
    program = _program(database, CanonFunction(entry, 0, (), call.result, body, Span(0, 0)))
    if program is None:
        return CallValue(None)
    computed = compute(database, program, entry, limits_of(database, call.function))
    if computed.failure is not None:
        return CallValue(None, computed.failure)
    if computed.output or computed.value is None:
        # What writes is no constant function, which is told there.
        return CallValue(None)
    return CallValue(literal(database, computed.value, call.result))


def _program(database: "CompilerDatabase", entry: CanonFunction) -> CanonProgram | None:
    """The entry with everything that it reaches."""
    mentioned = references(entry)
    program = program_of(database, mentioned.functions)
    if program is None or mentioned.has_poison:
        return None
    definitions = dict(program.definitions)
    add_definitions(database, mentioned.types, definitions)
    return CanonProgram({**program.functions, entry.id: entry}, definitions)
