"""`cache(…)` and the operations of `Cache` whose keys and values have any type (language reference, part 3, 20.6).

    cache(key: k, op: v, ttl: t)      match cache_found(key: k, ttl: t) {
                                          Ok(found) -> found,
                                          Err(slot) -> cache_kept(slot:, value: v),
                                      }

A capability's operations have no type parameters, since a table of functions cannot. So `Cache.get` and its like are
functions of the prelude, which close keys and values before a provider gets them.
"""

from typing import Final

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Parameter
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference.arguments import Callee, infer_arguments, match_arguments
from ori_compiler.types.inference.calls import function_call
from ori_compiler.types.inference.capabilities import add_uses, charge, find_provider
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.pool import ERROR, Idx

FOUND: Final = "cache_found"
KEPT: Final = "cache_kept"
"""The two halves of a `cache(…)`; nobody can write them."""

_OPERATIONS: Final = ("get", "set", "invalidate")


def is_generic_operation(trait: ItemId, name: str) -> bool:
    """Whether `trait.name` is a function of the prelude that stands for an operation of `Cache`."""
    return trait.name == "Cache" and is_prelude(trait.path) and name in _OPERATIONS


def generic_operation(c: Checker, e: ast.MethodCall, trait: ItemId, expected: Expectation | None) -> Idx:
    """`Cache.get(…)` and its like: a call of a function of the prelude."""
    function = c.environment.prelude_function(f"cache_{e.name.text}")
    signature = c.environment.signature(function)
    what = f"{trait.name}.{e.name.text}"
    is_missing = find_provider(c, trait, is_own=True) is None
    if is_missing:
        charge(c, (trait,), e.name.span, f"`{what}`", trait)
    if is_missing or match_arguments(c, Callee(what, signature.parameters), e.arguments, e.close) is None:
        infer_arguments(c, e.arguments)
        return ERROR
    c.desugared[e.span] = ast.Call(e.span, ast.NameRef(e.name.span, function.name), e.arguments, e.close)
    written = e.type_arguments
    return function_call(c, e.span, e.name.span, function, signature, written, e.arguments, e.close, expected, {})


def halves(c: Checker, e: ast.Construct) -> ast.Match | None:
    """What a `cache(…)` stands for; none after a report."""
    callee = Callee("cache", tuple(Parameter(name, ERROR) for name in ("key", "op", "ttl")))
    indices = match_arguments(c, callee, e.arguments, Span(e.span.end - 1, e.span.end))
    if indices is None or not _is_provided(c, e):
        infer_arguments(c, e.arguments)
        return None
    key, op, ttl = (e.arguments[indices.index(number)] for number in range(3))
    _check_ttl(c, ttl.value)
    found = ast.Construct(key.span, ast.Name(_label(key), FOUND), (), (key, ttl))
    at, end = _label(op), _label(ttl)
    slot = ast.NameRef(Span(at.end, at.end), " slot")
    into = ast.Argument(slot.span, ast.Name(slot.span, "slot"), slot)
    value = ast.Argument(op.span, ast.Name(at, "value"), op.value)
    kept = ast.Construct(op.span, ast.Name(at, KEPT), (), (into, value))
    hit = ast.NameRef(Span(end.start, end.start), " found")
    return ast.Match(e.span, found, (_arm(end.start, "Ok", " found", hit), _arm(end.start + 1, "Err", " slot", kept)))


def _arm(start: int, variant: str, name: str, body: ast.Expr) -> ast.Arm:
    """`Variant(name) -> body`. No program can write such a name, since it has a space.

    Its parts get places of their own within the word `ttl`.
    """
    at, whole, binding = Span(start, start + 1), Span(start, start + 2), Span(start + 1, start + 1)
    field = ast.PatternField(binding, None, ast.NamePattern(binding, name))
    return ast.Arm(at, ast.VariantPattern(at, ast.Name(whole, variant), (field,)), None, body)


def _label(argument: ast.Argument) -> Span:
    return argument.name.span if argument.name is not None else argument.span


def _is_provided(c: Checker, e: ast.Construct) -> bool:
    cache = c.environment.prelude_type("Cache")
    if find_provider(c, cache) is not None:
        return True
    help_ = "add `uses Cache` to the function, or provide it: `with Cache = … in …`"
    if c.is_entry:
        help_ = "provide it: `with Cache = InMemoryCache.new() in …`, with `use std.cache { InMemoryCache }`"
    suggestion = None if c.is_entry else add_uses(c, cache)
    message = "`cache` needs the capability `Cache`, and nothing here provides it"
    c.report(TypeProblem("E0991", message, c.at(e.word.span), "needs `Cache`", (), help_, suggestion))
    return False


def _check_ttl(c: Checker, ttl: ast.Expr) -> None:
    """A negative time is a mistake; one that is only known at run time is like none."""
    if isinstance(ttl, ast.Unary) and ttl.operator is ast.UnaryOp.NEGATE and isinstance(ttl.operand, ast.Quantity):
        help_ = "`0s` keeps nothing; a positive time says how long the value is valid"
        c.report(TypeProblem("E0992", "the time to live is negative", c.at(ttl.span), "negative", (), help_))
