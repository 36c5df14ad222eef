"""Conversions, text forms, durations and sizes (language reference, part 2, section 17)."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast import QuantityUnit
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import ArgumentProblem, TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.access import receiver_type, unknown_yet
from ori_compiler.types.inference.arguments import infer_arguments, reject_spread
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.obligation import Obligation
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx, Tag
from ori_compiler.types.typed_body import ConversionReference, TraitMethodReference

FUNCTIONS: Final[dict[str, tuple[Idx, frozenset[Idx]]]] = {
    "int": (INT, frozenset((INT, FLOAT, BOOL, BYTE, STR))),
    "float": (FLOAT, frozenset((INT, FLOAT, STR))),
    "byte": (BYTE, frozenset((INT, BYTE, STR))),
    "str": (STR, frozenset()),
}
"""The conversion functions and the types they take; `str` takes whatever can be printed."""

AS_CONVERSIONS: Final[frozenset[tuple[Idx, Idx]]] = frozenset(
    (
        (INT, FLOAT),
        (BYTE, INT),
        (CHAR, INT),
        (CHAR, STR),
        (INT, BYTE),
        (INT, CHAR),
        (BYTE, CHAR),
        (INT, STR),
        (FLOAT, STR),
        (BOOL, STR),
        (BYTE, STR),
    )
)

_TEXT: Final = (INT, FLOAT, BOOL, BYTE, CHAR, STR, ERROR, NEVER)


def conversion_call(c: Checker, e: ast.Call, callee: ast.NameRef) -> Idx:
    """`int(value)` and its like."""
    target, sources = FUNCTIONS[callee.name]
    c.references[callee.span] = ConversionReference(target)
    if len(e.arguments) != 1:
        infer_arguments(c, e.arguments)
        message = f"`{callee.name}(…)` takes one value"
        c.report(ArgumentProblem(message, c.at(e.close), f"{len(e.arguments)} given", None))
        return target
    value = e.arguments[0].value
    if isinstance(value, ast.Spread):
        reject_spread(c, value)
        return target
    source = receiver_type(c, expressions.infer(c, value))
    if source in (ERROR, NEVER):
        return target
    if source < 0:
        return unknown_yet(c, source, value, "it cannot be converted")
    if target == STR:
        demand_printable(c, source, value, f"`str(…)` does not convert `{c.name(source)}`", "E2064")
        return target
    if source in sources:
        return target
    at = c.at(value.span)
    help_ = f"write `… as {'int' if target == INT else 'str'}`" if source == CHAR else ""
    message = f"`{callee.name}(…)` does not convert `{c.name(source)}`"
    c.report(TypeProblem("E2064", message, at, f"this is `{c.name(source)}`", (), help_))
    return target


def demand_printable(c: Checker, type_: Idx, e: ast.Expr, message: str = "", code: str = "E2038") -> None:
    """Demands a text form: by `Printable`, or because every composite type has one."""
    type_ = receiver_type(c, type_)
    if type_ in _TEXT or c.pool.is_nominal(type_) or (type_ >= 0 and c.pool.has_errors(type_)):
        return
    bound = c.pool.bound(c.environment.prelude_type("Printable"))
    if type_ < 0:
        c.obligations.append(Obligation(Bound(type_, bound), e.span))
        return
    if c.selector.implements(type_, bound):
        return
    help_ = ""
    if c.pool.tag(type_) is Tag.PARAMETER:
        help_ = f"demand it of the parameter: `{c.name(type_)}: Printable`"
    elif c.pool.tag(type_) in (Tag.LIST, Tag.FIXED_LIST, Tag.MAP, Tag.TUPLE):
        help_ = "its parts have no text form"
    message = message or f"a value of type `{c.name(type_)}` has no text form"
    label = "cannot stand in a template" if code == "E2038" else f"this is `{c.name(type_)}`"
    c.report(TypeProblem(code, message, c.at(e.span), label, (), help_))


def convert(c: Checker, e: ast.Convert) -> Idx:
    """`value as type`."""
    source = receiver_type(c, expressions.infer(c, e.value))
    target = c.resolver.type(e.target)
    if source in (ERROR, NEVER) or target == ERROR or (source, target) in AS_CONVERSIONS:
        return target
    if _by_trait(c, e, source, target, "As", "as"):
        return target
    message = f"`{c.name(source)}` does not convert to `{c.name(target)}` with `as`"
    help_ = ""
    better: Suggestion | None = None
    behind = c.at(Span(e.value.span.end, e.span.end))
    if (source, target) == (FLOAT, INT):
        help_ = "`int(…)` drops the fraction"
        before = c.at(Span(e.value.span.start, e.value.span.start))
        better = Suggestion("convert it with `int(…)`", (Edit(before, "int("), Edit(behind, ")")))
    elif source == target:
        help_ = "the value has that type already"
        better = Suggestion("remove the conversion", (Edit(behind, ""),), is_certain=True)
    elif _has_trait(c, source, target, "TryAs"):
        help_ = "it may fail; `as?` gives an `Option`"
    return c.report(TypeProblem("E2064", message, c.at(e.span), "no such conversion", (), help_, better))


def try_convert(c: Checker, e: ast.TryConvert) -> Idx:
    """`value as? type`."""
    source = receiver_type(c, expressions.infer(c, e.value))
    target = c.resolver.type(e.target)
    result = c.environment.declared_type(c.environment.prelude_type("Option"), (target,))
    if source in (ERROR, NEVER) or target == ERROR or _by_trait(c, e, source, target, "TryAs", "try_as"):
        return result
    message = f"`{c.name(source)}` does not convert to `{c.name(target)}` with `as?`"
    help_ = "`as` converts it, and cannot fail" if (source, target) in AS_CONVERSIONS else ""
    return c.report(TypeProblem("E2064", message, c.at(e.span), "no such conversion", (), help_))


def _has_trait(c: Checker, source: Idx, target: Idx, trait: str) -> bool:
    return c.selector.implements(source, c.pool.bound(c.environment.prelude_type(trait), (target,)))


def _by_trait(c: Checker, e: ast.Convert | ast.TryConvert, source: Idx, target: Idx, trait: str, method: str) -> bool:
    item = c.environment.prelude_type(trait)
    if source < 0 or not _has_trait(c, source, target, trait):
        return False
    c.methods[e.span] = TraitMethodReference(item, method, (source, target))
    return True


def quantity(c: Checker, e: ast.Quantity) -> Idx:
    """A duration or a size."""
    name = "Duration" if e.value.unit is QuantityUnit.NANOSECONDS else "Size"
    return c.environment.declared_type(c.environment.prelude_type(name))
