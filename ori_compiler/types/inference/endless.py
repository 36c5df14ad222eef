"""Iterators without end of which all items are asked for: a warning (language reference, part 4, 25.3).

Only what is plain to see counts: a chain of the library's own methods that begins with an open range or `repeat`, or
has a `cycle`, and stops nowhere. Of iterators that programs write nothing is known.
"""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.pool import NEVER
from ori_compiler.types.typed_body import FunctionReference, TraitMethodReference

CONSUMERS: Final = frozenset(
    "collect to_list fold reduce count partition join sum sum_by product"
    " max min max_by min_by max_by_key min_by_key".split()
)
"""The methods of iterators and ranges that return only after the last item."""

_EAGER: Final = frozenset(("map", "filter"))
"""Of a range, these make a list."""

_GOING_ON: Final = frozenset(
    "iter map filter filter_map enumerate skip skip_while step_by inspect flatten flat_map".split()
)
"""The methods whose iterator has no end if that of the receiver has none."""


def warn_of_consumed(c: Checker, e: ast.MethodCall) -> None:
    """Warns of a call that never returns, since what it is called on has no end."""
    name = e.name.text
    is_eager = name in _EAGER and isinstance(e.receiver, ast.Range)
    if (name not in CONSUMERS and not is_eager) or not _is_of_library(c, e.name.span):
        return
    source = _endless(c, e.receiver)
    if source is None:
        return
    help_ = "take what is needed before: `.take(count: …)` or `.take_while(predicate: …)`"
    if isinstance(e.receiver, ast.Range):
        help_ = "give the range an end, or take what is needed of its iterator: `.iter().take(count: …)`"
    _warn(c, f"`{name}` never returns: it asks for all items, and there is no last one", e.name.span, source, help_)


def warn_of_collected(c: Checker, e: ast.Comprehension) -> None:
    """Warns of a `for … yield` that collects for ever: nothing in it leaves the loop."""
    source = next(filter(None, (_endless(c, clause.source) for clause in e.clauses)), None)
    if source is not None and not any(_leaves(c, node) for node in nodes(e)):
        help_ = "take what is needed of the source, `.iter().take(count: …)`, or leave the loop with `break`"
        message = "this `for` never ends: it collects a value for each item, and there is no last one"
        _warn(c, message, Span(e.span.start, e.span.start + len("for")), source, help_)


def _warn(c: Checker, message: str, at: Span, source: Span, help_: str) -> None:
    endless = (Label(c.at(source), "this goes on without end"),)
    c.errors.warn(TypeProblem("W2003", message, c.at(at), "", endless, help_, is_warning=True))


def _leaves(c: Checker, node: object) -> bool:
    match node:
        case ast.Break() | ast.Propagate() | ast.LetElse():
            return True
        case ast.Call(span=span):
            return c.resolve(c.types.get(span, NEVER)) == NEVER
        case _:
            return False


def _endless(c: Checker, e: ast.Expr) -> Span | None:
    """What makes an expression endless; none if it may end."""
    match e:
        case ast.Range(high=None):
            return e.span
        case ast.Call(callee=ast.NameRef(name="repeat") as callee) if _is_of_library(c, callee.span):
            return e.span
        case ast.MethodCall() if not _is_of_library(c, e.name.span):
            return None
        case ast.MethodCall(name=ast.Name(text="cycle")):
            return e.name.span
        case ast.MethodCall(name=ast.Name(text="chain"), arguments=(argument,)):
            return _endless(c, e.receiver) or _endless(c, argument.value)
        case ast.MethodCall(name=ast.Name(text="zip"), arguments=(argument,)):
            return _endless(c, e.receiver) if _endless(c, argument.value) is not None else None
        case ast.MethodCall(name=ast.Name(text=name)) if name in _GOING_ON:
            return _endless(c, e.receiver)
        case _:
            return None


def _is_of_library(c: Checker, at: Span) -> bool:
    match c.references.get(at):
        case FunctionReference(item=item) | TraitMethodReference(trait=item):
            return is_library(item.path)
        case _:
            return False
