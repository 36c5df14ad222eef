"""Tuples, lists, maps and ranges (language reference, part 2, 14.2 and 14.3)."""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import BranchMismatch, TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.obligation import Obligation, Reason
from ori_compiler.types.pool import ERROR, INT, NEVER, Idx, Tag


def tuple_(c: Checker, e: ast.Tuple, expected: Expectation | None) -> Idx:
    """`(a, b)`: each element may be checked against its part of what is expected."""
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    parts: tuple[Idx, ...] = ()
    if wanted >= 0 and c.pool.tag(wanted) is Tag.TUPLE and len(c.pool.arguments(wanted)) == len(e.elements):
        parts = c.pool.arguments(wanted)
    found: list[Idx] = []
    because = expected.because if expected is not None else None
    for position, element in enumerate(e.elements):
        if parts:
            expressions.check(c, element, Expectation(parts[position], because))
            found.append(parts[position])
        else:
            found.append(expressions.infer(c, element))
    return c.pool.tuple_(tuple(found))


class _Join:
    """The common type of several values: checked against an expectation, or found out from them."""

    def __init__(self, c: Checker, expected: Idx | None, because: Reason | None, what: str) -> None:
        self._c = c
        self._expected = expected
        self._because = because
        self._what = what
        self._first: Span | None = None
        self.type = expected if expected is not None else NEVER

    def add(self, e: ast.Expr) -> None:
        """One more value."""
        if self._expected is not None:
            expressions.check(self._c, e, Expectation(self._expected, self._because))
            return
        found = self._c.resolve(expressions.infer(self._c, e))
        if found != NEVER:
            self.unify(found, e.span)

    def unify(self, found: Idx, span: Span) -> None:
        """One more value of a known type."""
        c = self._c
        if self._first is None:
            self.type, self._first = found, span
        elif not c.unifier.unify(self.type, found):
            first, name = c.at(self._first), c.name(self.type)
            self.type = c.report(BranchMismatch(self._what, c.at(span), c.name(found), first, name))


def _lost_part(expected: Expectation | None, wanted: Idx) -> Idx | None:
    """The type of the elements if what is expected was reported: then nothing is to be said about them."""
    return ERROR if expected is not None and wanted == ERROR else None


def list_(c: Checker, e: ast.ListLiteral, expected: Expectation | None) -> Idx:
    """`[a, ...rest]`."""
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    because = expected.because if expected is not None else None
    is_list = wanted >= 0 and c.pool.tag(wanted) in (Tag.LIST, Tag.FIXED_LIST)
    element = c.pool.arguments(wanted)[0] if is_list else _lost_part(expected, wanted)
    join = _Join(c, element, because, "the elements of this list")
    for part in e.elements:
        if not isinstance(part, ast.Spread):
            join.add(part)
            continue
        inner = element if element is not None else c.fresh()
        expressions.check(c, part.value, Expectation(c.pool.list_(inner), because))
        c.types[part.span] = c.pool.list_(inner)
        if element is None:
            join.unify(inner, part.value.span)
    found = join.type
    if found == NEVER and element is None:
        found = c.fresh()
    if is_list and c.pool.tag(wanted) is Tag.FIXED_LIST:
        return _fixed_list(c, e, wanted)
    return c.pool.list_(found)


def _fixed_list(c: Checker, e: ast.ListLiteral, wanted: Idx) -> Idx:
    """A literal of a fixed-capacity list: it has to be certain that it is not longer than the capacity."""
    capacity = c.pool.value(c.resolve(c.pool.arguments(wanted)[1]))
    if any(isinstance(part, ast.Spread) for part in e.elements):
        message = "how many elements `...` gives is not known, so they may be too many"
        help_ = "write `.to_fixed()` behind a list"
        return c.report(TypeProblem("E2001", message, c.at(e.span), f"expected `{c.name(wanted)}`", (), help_))
    if capacity is not None and len(e.elements) > capacity:
        message = f"{len(e.elements)} elements do not fit into `{c.name(wanted)}`"
        return c.report(TypeProblem("E2001", message, c.at(e.span), f"at most {capacity}"))
    return wanted


def map_(c: Checker, e: ast.MapLiteral, expected: Expectation | None) -> Idx:
    """`{key: value, ...rest}`."""
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    because = expected.because if expected is not None else None
    key_type = value_type = _lost_part(expected, wanted)
    if wanted >= 0 and c.pool.tag(wanted) is Tag.MAP:
        key_type, value_type = c.pool.arguments(wanted)
    keys = _Join(c, key_type, because, "the keys of this map")
    values = _Join(c, value_type, because, "the values of this map")
    for entry in e.entries:
        if isinstance(entry, ast.MapEntry):
            keys.add(entry.key)
            values.add(entry.value)
            continue
        key = key_type if key_type is not None else c.fresh()
        value = value_type if value_type is not None else c.fresh()
        type_ = c.pool.map_(key, value)
        expressions.check(c, entry.value, Expectation(type_, because))
        c.types[entry.span] = type_
        if key_type is None:
            keys.unify(key, entry.value.span)
            values.unify(value, entry.value.span)
    key = c.fresh() if keys.type == NEVER and key_type is None else keys.type
    value = c.fresh() if values.type == NEVER and value_type is None else values.type
    demand_key(c, key, e.span)
    return c.pool.map_(key, value)


def demand_key(c: Checker, key: Idx, span: Span) -> None:
    """The keys of a map are compared and hashed."""
    bound = c.pool.bound(c.environment.prelude_type("Hashable"))
    c.obligations.append(Obligation(Bound(key, bound), span, None, is_key=True))


def range_(c: Checker, e: ast.Range) -> Idx:
    """`low..high by step`."""
    low = expressions.infer(c, e.low)
    if e.high is not None:
        expressions.check(c, e.high, Expectation(low, Label(c.at(e.low.span), f"this is `{c.name(low)}`")))
    type_ = c.resolve(low)
    if e.step is not None:
        expressions.check(c, e.step, Expectation(INT))
    if (e.high is None or e.step is not None) and type_ not in (INT, ERROR, NEVER):
        what = "an open range" if e.high is None else "a range with a step"
        if type_ < 0:
            c.unifier.unify(type_, INT)
        else:
            message = f"{what} counts in `int`, not in `{c.name(type_)}`"
            return c.report(TypeProblem("E2001", message, c.at(e.low.span), f"this is `{c.name(type_)}`"))
    if type_ == NEVER:
        return NEVER
    bound = c.pool.bound(c.environment.prelude_type("Comparable"))
    c.obligations.append(Obligation(Bound(type_, bound), e.low.span))
    return c.environment.declared_type(c.environment.prelude_type("Range"), (type_,))
