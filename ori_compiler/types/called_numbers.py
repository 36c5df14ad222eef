"""Calls of constant functions that stand among types: capacities, arguments and conditions."""

from typing import TYPE_CHECKING

from ori_compiler.resolve.scope import BrokenEntity, FunctionEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Signature
from ori_compiler.types.errors import UnknownName
from ori_compiler.types.pool import ERROR, Idx

if TYPE_CHECKING:
    from ori_compiler.types.resolution import TypeResolver


def called_number(resolver: "TypeResolver", call: ast.Call, callee: ast.NameRef) -> Idx:
    """The number that `$name(…)` gives for numbers; the error type after a report."""
    values = [resolver.constant(argument.value) for argument in call.arguments]
    entity = resolver.environment.lookup_value(callee.name)
    if ERROR in values or isinstance(entity, BrokenEntity):
        return ERROR
    signature = resolver.environment.signature(entity.item) if isinstance(entity, FunctionEntity) else None
    if signature is None or not signature.is_constant:
        similar = closest(callee.name, resolver.environment.visible_names())
        better = f"${similar}" if similar else ""
        at = resolver.at(callee.span)
        resolver.errors.emit(UnknownName("constant function", f"${callee.name}", at, similar=better))
        return ERROR
    ordered = _in_order(resolver, call, callee, signature, [resolver.pool.value(value) for value in values])
    if ordered is None:
        return ERROR
    answer = resolver.environment.constant_call_number(signature.function, ordered, resolver.at(call.span))
    if isinstance(answer, int):
        return resolver.pool.constant(answer)
    if answer is not None:
        resolver.errors.emit(answer)
        return ERROR
    return resolver.problem("E2059", f"this call of `${callee.name}` gives no number", call.span)


def _in_order(
    resolver: "TypeResolver",
    call: ast.Call,
    callee: ast.NameRef,
    signature: Signature,
    values: list[int | bool | None],
) -> tuple[int | bool, ...] | None:
    """The arguments in the order of the parameters; none after a report."""
    names = [parameter.name for parameter in signature.parameters]
    given = [argument.name.text if argument.name is not None else "" for argument in call.arguments]
    if given == [""] and len(names) == 1:
        given = names
    if sorted(given) != sorted(names):
        shape = ", ".join(f"{name}: …" for name in names)
        message = f"the arguments do not fit the parameters of `${callee.name}`"
        resolver.problem("E2004", message, call.span, "", f"write `${callee.name}({shape})`")
        return None
    by_name = dict(zip(given, values, strict=True))
    known = tuple(value for name in names if (value := by_name[name]) is not None)
    if len(known) == len(names):
        return known
    help_ = "the arguments are literals and constants, for there is one value for all instances"
    resolver.problem("E2059", "this call depends on a parameter", call.span, "", help_)
    return None
