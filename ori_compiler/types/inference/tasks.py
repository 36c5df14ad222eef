"""Forms that run tasks or limit time (language reference, part 3, 20.2 to 20.5).

Each is a call of a function of the prelude, which has the meaning. What is special is checked here: the function around
has to allow suspension, and what a task captures goes to that task.
"""

from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Parameter
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference import caches, control, embedding
from ori_compiler.types.inference.arguments import Callee, infer_arguments, match_arguments
from ori_compiler.types.inference.calls import function_call
from ori_compiler.types.inference.capabilities import add_uses, has_marker
from ori_compiler.types.inference.captures import close_tasks, open_tasks
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.pool import ERROR, Idx, Tag

_CHANNELS: Final = frozenset(("channel", "channel_in", "channel_out", "channel_all"))
_NAMED_BY_GRAMMAR: Final = _CHANNELS | {"nursery"}
_TIME_LIMIT = "time_limit"
"""The form that a `timeout` makes of its `after`; nobody can write it."""


def form(c: Checker, e: ast.Construct, expected: Expectation | None) -> Idx:
    """A call-like form; one that has no meaning yet was reported when its syntax was lowered."""
    match e.word.text:
        case "parallel":
            _demand_suspension(c, e)
            open_tasks(c, e.arguments)
            found = _outcomes(c, e, expected)
            close_tasks(c, e.arguments, e.word.span)
            return found
        case "spawn":
            _demand_suspension(c, e)
            open_tasks(c, e.arguments)
            found = _call(c, e, "spawn_tasks", expected)
            close_tasks(c, e.arguments, e.word.span)
            return found
        case "nursery":
            _demand_suspension(c, e)
            return _outcomes(c, e, expected)
        case word if word in _CHANNELS:
            return _call(c, e, f"{word}_ends", expected)
        case "timeout":
            return _timeout(c, e, expected)
        case "cache":
            return _cache(c, e, expected)
        case "embed":
            return embedding.embed(c, e, expected)
        case "has_embed":
            return embedding.has_embed(c, e)
        case word if word in (_TIME_LIMIT, caches.FOUND, caches.KEPT):
            return _call(c, e, word, expected)
        case _:
            return ERROR


def _cache(c: Checker, e: ast.Construct, expected: Expectation | None) -> Idx:
    simpler = caches.halves(c, e)
    if simpler is None:
        return ERROR
    c.desugared[e.span] = simpler
    return control.match(c, simpler, expected)


def _call(c: Checker, e: ast.Construct, name: str, expected: Expectation | None) -> Idx:
    """The form as a call of a function of the prelude."""
    function = c.environment.prelude_function(name)
    signature = c.environment.signature(function)
    close = Span(e.span.end - 1, e.span.end)
    known_names = [parameter.name for parameter in signature.parameters]
    if e.word.text in _NAMED_BY_GRAMMAR and any(a.name and a.name.text not in known_names for a in e.arguments):
        # The parser has told.
        infer_arguments(c, e.arguments)
        return ERROR
    if match_arguments(c, Callee(e.word.text, signature.parameters), e.arguments, close) is None:
        infer_arguments(c, e.arguments)
        return ERROR
    c.desugared[e.span] = ast.Call(e.span, ast.NameRef(e.word.span, name), e.arguments, close)
    # What is stored has the type that is asked for the next time.
    known = {signature.type_parameters[0]: expected.type} if name == caches.KEPT and expected is not None else {}
    at, written = e.word.span, e.type_arguments
    return function_call(c, e.span, at, function, signature, written, e.arguments, close, expected, known)


def _outcomes(c: Checker, e: ast.Construct, expected: Expectation | None) -> Idx:
    """A form that gives the results of tasks: with the tasks' own errors, if those are expected."""
    error = _error_of_tasks(c, expected)
    if error is None:
        return _call(c, e, f"{e.word.text}_tasks", expected)
    if _holds_cancellation(c, error):
        return _call(c, e, f"{e.word.text}_flat", expected)
    infer_arguments(c, e.arguments)
    name = c.name(error)
    message = f"a task that is cancelled gives a `CancellationError`, which does not convert into `{name}`"
    help_ = f"let the errors be `Error`, or write `impl CancellationError: Into<{name}> {{ … }}`"
    return c.report(TypeProblem("E2036", message, c.at(e.word.span), f"`[Result<_, {name}>]` is expected", (), help_))


def _error_of_tasks(c: Checker, expected: Expectation | None) -> Idx | None:
    """The error in an expected `[Result<T, E>]`, if it is that of the tasks and not only that of a cancellation."""
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    if wanted < 0 or c.pool.tag(wanted) is not Tag.LIST:
        return None
    element = c.resolve(c.pool.arguments(wanted)[0])
    if element < 0 or not c.pool.is_nominal(element):
        return None
    if c.pool.declaration(element) != c.environment.prelude_type("Result"):
        return None
    error = c.unifier.deep(c.pool.arguments(element)[1])
    return error if error >= 0 and error not in (ERROR, _cancellation(c)) else None


def _holds_cancellation(c: Checker, error: Idx) -> bool:
    """Whether the error of a task can tell of its cancellation, too."""
    into = c.pool.bound(c.environment.prelude_type("Into"), (error,))
    return c.pool.has_errors(error) or c.selector.implements(_cancellation(c), into)


def _cancellation(c: Checker) -> Idx:
    return c.environment.declared_type(c.environment.prelude_type("CancellationError"))


def _timeout(c: Checker, e: ast.Construct, expected: Expectation | None) -> Idx:
    """`timeout(op: value, after: duration)`: the time runs from when the duration is known, before the value."""
    callee = Callee("timeout", (Parameter("op", ERROR), Parameter("after", ERROR)))
    indices = match_arguments(c, callee, e.arguments, Span(e.span.end - 1, e.span.end))
    if indices is None:
        infer_arguments(c, e.arguments)
        return ERROR
    op, after = (e.arguments[indices.index(number)] for number in range(2))
    word = ast.Name(after.name.span if after.name is not None else after.span, _TIME_LIMIT)
    limit = ast.Argument(after.span, ast.Name(word.span, "limit"), ast.Construct(after.span, word, (), (after,)))
    simpler = ast.Construct(e.span, e.word, (), (limit, op))
    return _call(c, simpler, "timed", expected)


def _demand_suspension(c: Checker, e: ast.Construct) -> None:
    suspend = c.environment.prelude_type("Suspend")
    if has_marker(c, suspend):
        return
    message = f"`{e.word.text}` runs tasks, and the function around it does not say that it may suspend"
    help_ = "compute it in a function" if c.is_constant else "add `uses Suspend` to the function around it"
    c.report(TypeProblem("E0702", message, c.at(e.word.span), "needs `Suspend`", (), help_, add_uses(c, suspend)))
