"""Where a value of one type may stand for another (language reference, part 2, 5.2)."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion, replacement
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.errors import BranchMismatch, TypeMismatch
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.other_literal import other_literal
from ori_compiler.types.matching import Fit, may_be_equal
from ori_compiler.types.pool import BOOL, ERROR, FLOAT, INT, NEVER, Idx, Tag


def fits(c: Checker, actual: Idx, expected: Idx, span: Span) -> bool:
    """Whether a value of one type may stand where the other is expected; decides what is still open.

    The value at `span` is boxed if a trait object is expected.
    """
    actual, expected = c.resolve(actual), c.resolve(expected)
    if expected == NEVER:
        return actual in (NEVER, ERROR)
    if actual in (ERROR, NEVER) or actual < 0 or expected < 0:
        return c.unifier.unify(actual, expected)
    wanted, found = c.pool.tag(expected), c.pool.tag(actual)
    if wanted is Tag.OBJECT and actual != expected:
        return _boxes(c, actual, expected, span)
    if wanted is Tag.LIST and found is Tag.FIXED_LIST:
        return c.unifier.unify(c.pool.arguments(actual)[0], c.pool.arguments(expected)[0])
    return c.unifier.unify(actual, expected)


def _boxes(c: Checker, actual: Idx, expected: Idx, span: Span) -> bool:
    if not all(c.selector.implements(actual, bound) for bound in c.pool.arguments(expected)):
        return False
    c.coercions[span] = expected
    return True


def expect_result(c: Checker, result: Idx, expectation: Expectation | None) -> None:
    """Lets what the context expects decide the open parts of a result, before the arguments are looked at."""
    if expectation is None:
        return
    expected = c.unifier.deep(expectation.type)
    if expected < 0 or c.pool.tag(expected) in (Tag.OBJECT, Tag.NEVER):
        return
    found = c.unifier.deep(result)
    if found >= 0 and c.pool.has_variables(found) and may_be_equal(c.pool, found, expected) is Fit.MAYBE:
        c.unifier.unify(found, expected)


def require(
    c: Checker, actual: Idx, expectation: Expectation, span: Span, literal: ast.LiteralValue | None = None
) -> Idx:
    """Demands that a value, perhaps that of a literal, fits what the context asks for; the type to go on with."""
    is_hidden = expectation.type == c.hidden_result
    if fits(c, actual, expectation.type, span):
        if is_hidden and c.hidden_result_from is None:
            c.hidden_result_from = span
        return expectation.type
    if any(_is_lost(c, c.unifier.deep(type_)) for type_ in (actual, expectation.type)):
        return ERROR
    expected, found = c.name(expectation.type), c.name(actual)
    if is_hidden and c.hidden_result_from is not None:
        what = f"the results of `@{c.function.name}`, whose type is hidden,"
        return c.report(BranchMismatch(what, c.at(span), found, c.at(c.hidden_result_from), expected, "E0811"))
    better = other_literal(literal, expectation.type) if literal is not None else None
    if better is not None:
        suggestion: Suggestion | None = replacement(better, c.at(span))
        help_ = ""
    else:
        suggestion = _conversion(c, found, expected, span)
        is_conversion = suggestion is not None
        help_ = f"to convert it, write `{expected}(…)`" if is_conversion else _advice(c, actual, expectation.type)
    return c.report(TypeMismatch(c.at(span), expected, found, c.label(expectation.because), help_, suggestion))


def _is_lost(c: Checker, type_: Idx) -> bool:
    """Whether what a type is was taken away by another mistake."""
    if c.pool.has_errors(type_):
        return True
    is_open = type_ >= 0 and c.pool.tag(type_) is Tag.PROJECTION and c.pool.has_variables(type_)
    return is_open and c.is_tainted()


def _advice(c: Checker, actual: Idx, expected: Idx) -> str:
    """What to do about a mismatch that has a usual cause."""
    actual, expected = c.unifier.deep(actual), c.unifier.deep(expected)
    if actual < 0 or expected < 0:
        return ""
    if expected == BOOL and actual in (INT, FLOAT):
        return "a number is no condition: compare it, as in `… != 0`"
    if c.pool.tag(expected) is Tag.OBJECT:
        missing = [b for b in c.pool.arguments(expected) if not c.selector.implements(actual, b)]
        return f"`{c.name(actual)}` does not implement `{c.name(missing[0])}`" if missing else ""
    for wrapper, variant in (("Option", "Some"), ("Result", "Ok")):
        declaration = c.environment.prelude_type(wrapper)
        if c.pool.is_nominal(expected) and c.pool.declaration(expected) == declaration:
            if c.pool.arguments(expected)[0] == actual:
                return f"wrap it: `{variant}(…)`"
        if c.pool.is_nominal(actual) and c.pool.declaration(actual) == declaration:
            if c.pool.arguments(actual)[0] == expected:
                return "take the value out with `match`, `??` or `.unwrap()`"
    definition = c.environment.definition(expected) if c.pool.is_nominal(expected) else None
    if isinstance(definition, StructDefinition) and definition.is_newtype and definition.fields[0].type == actual:
        return f"wrap it: `{c.pool.declaration(expected).name}(…)`"
    return ""


def _conversion(c: Checker, found: str, expected: str, span: Span) -> Suggestion | None:
    """The conversion function that turns one type into the other without being able to fail."""
    if (found, expected) not in _SAFE_CONVERSIONS:
        return None
    before, behind = Span(span.start, span.start), Span(span.end, span.end)
    edits = (Edit(c.at(before), f"{expected}("), Edit(c.at(behind), ")"))
    return Suggestion(f"convert it with `{expected}(…)`", edits)


_SAFE_CONVERSIONS: Final = frozenset(
    (
        ("int", "float"),
        ("int", "str"),
        ("float", "str"),
        ("bool", "str"),
        ("byte", "int"),
        ("byte", "str"),
        ("char", "str"),
    )
)
