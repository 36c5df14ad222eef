"""`recurse(…)` and the `self(…)` in its step (language reference, part 2, 19; part 3, 20.1)."""

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import FunctionEntity
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import ArgumentProblem, TypeProblem
from ori_compiler.types.inference import control, expressions
from ori_compiler.types.inference.arguments import infer_arguments, reject_spread
from ori_compiler.types.inference.capabilities import charge_function
from ori_compiler.types.inference.checker import Checker, Expectation, Frame
from ori_compiler.types.inference.obligation import Obligation
from ori_compiler.types.pool import BOOL, INT, NEVER, VOID, Idx
from ori_compiler.types.typed_body import (
    Binding,
    BindingKind,
    FunctionReference,
    LocalReference,
    Recursion,
)


def recurse(c: Checker, e: ast.Recurse, expected: Expectation | None) -> Idx:
    """The type of the base and the step."""
    frame = next(frame for frame in reversed(c.frames) if frame.is_function)
    _declare(c, e, frame)
    mark = c.mark()
    expressions.check(c, e.condition, Expectation(BOOL))
    c.restore(mark)

    def in_step(branch: ast.Expr) -> None:
        if branch is e.step:
            c.recursions.append(frame)

    result = control.common_type(c, [e.base, e.step], expected, "the base and the step of this `recurse`", in_step)
    c.recursions.pop()
    return result


def _declare(c: Checker, e: ast.Recurse, frame: Frame) -> None:
    """What the function around needs for its `self(…)`: hidden parameters, and what `memo` and `parallel` demand."""
    if frame.parameters is None:
        return
    place = Span(frame.span.start, frame.span.start)
    known = c.recursive.get(frame.span)
    is_clause = frame.is_clause and _is_declared(frame)
    if is_clause and e.memo is not None:
        message = "`memo` cannot be used in a function of several clauses"
        help_ = "write one clause, and `match` in its body"
        c.report(TypeProblem("E3002", message, c.at(e.memo), "results are not kept", (), help_))
    if known is None and not is_clause:
        c.bindings[place] = Binding("", INT, BindingKind.PARAMETER, True)
        known = c.recursive[frame.span] = Recursion(place, None, _is_declared(frame))
    gives = c.resolve(frame.result) not in (VOID, NEVER)
    if e.memo is not None and known is not None and known.memo is None and frame.parameters and gives:
        at = Span(frame.span.end, frame.span.end)
        key = frame.parameters[0] if len(frame.parameters) == 1 else c.pool.tuple_(frame.parameters)
        c.bindings[at] = Binding("", c.pool.list_(c.pool.map_(key, frame.result)), BindingKind.PARAMETER, True)
        c.recursive[frame.span] = Recursion(place, at, _is_declared(frame))
    if e.memo is not None and not is_clause:
        because = Label(c.at(e.memo), "results are kept and found again by the arguments")
        _demand(c, frame.parameters, "Hashable", e.memo, because)
        _demand(c, (frame.result,), "Clone", e.memo, because)
    if e.parallel is not None:
        _demand_tasks(c, frame, e.parallel)


def _is_declared(frame: Frame) -> bool:
    return frame.what == "this function"


def _demand(c: Checker, types: tuple[Idx, ...], trait: str, at: Span, because: Label) -> None:
    bound = c.pool.bound(c.environment.prelude_type(trait))
    for type_ in dict.fromkeys(types):
        c.obligations.append(Obligation(Bound(type_, bound), at, because))


def _demand_tasks(c: Checker, frame: Frame, at: Span) -> None:
    """What runs as tasks waits for them, and is sent to them."""
    suspend = c.environment.prelude_type("Suspend")
    if all(known != suspend for known, _ in c.capabilities):
        message = "`parallel` waits for tasks, which this function does not allow"
        help_ = "add `uses Suspend` to the function"
        c.report(TypeProblem("E0702", message, c.at(at), "needs `Suspend`", (), help_, _add_uses(c)))
    because = Label(c.at(at), "arguments and results go from task to task")
    _demand(c, (*(frame.parameters or ()), frame.result), "Sendable", at, because)


def _add_uses(c: Checker) -> Suggestion | None:
    if c.uses_at is None:
        return None
    at, is_first = c.uses_at
    return Suggestion("add `uses Suspend`", (Edit(c.at(at), " uses Suspend" if is_first else ", Suspend"),))


def self_call(c: Checker, e: ast.Call) -> Idx:
    """`self(arguments)`: the function around the `recurse` again."""
    frame = c.recursions[-1] if c.recursions else None
    if frame is None or frame.parameters is None:
        infer_arguments(c, e.arguments)
        return _misplaced(c, e, frame)
    if not _check_arguments(c, e, frame.parameters):
        return frame.result
    word = e.callee.span
    recursion = c.recursive.get(frame.span)
    if recursion is not None:
        # Lambdas around the call capture what it passes on.
        c.references[Span(word.start, word.start)] = LocalReference(recursion.depth)
        c.references[Span(word.end, word.end)] = LocalReference(Span(frame.span.end, frame.span.end))
    if _is_declared(frame):
        _refer(c, word, is_clause=recursion is None)
    c.types[word] = c.pool.function(frame.parameters, frame.result)
    c.arguments[e.span] = tuple(range(len(e.arguments)))
    return frame.result


def _misplaced(c: Checker, e: ast.Call, frame: Frame | None) -> Idx:
    at = c.at(e.callee.span)
    if frame is not None:
        message = f"`self(…)` calls the function around it again, and {frame.what} is none"
        return c.report(TypeProblem("E3001", message, at, "nothing to call", (), "write a function for it"))
    message = "`self(…)` stands only in the `step:` of a `recurse`"
    help_ = "call the function by its name, or write `recurse(condition: …, base: …, step: …)`"
    return c.report(TypeProblem("E3001", message, at, "not in a `recurse`", (), help_))


def _check_arguments(c: Checker, e: ast.Call, parameters: tuple[Idx, ...]) -> bool:
    """Checks arguments, which stand in the order of the parameters."""
    named = next((argument for argument in e.arguments if argument.name is not None), None)
    if named is not None and named.name is not None:
        infer_arguments(c, e.arguments)
        message = "`self(…)` takes its arguments by their order, without names"
        colon = Edit(c.at(Span(named.span.start, named.value.span.start)), "")
        is_written = named.value.span.start > named.span.start
        better = Suggestion(f"leave out `{named.name.text}:`", (colon,)) if is_written else None
        c.report(TypeProblem("E3002", message, c.at(named.name.span), "a name", (), "", better))
        return False
    if len(e.arguments) != len(parameters):
        infer_arguments(c, e.arguments)
        count = len(parameters)
        takes = "no arguments" if count == 0 else f"{count} argument{'s' if count != 1 else ''}"
        message = f"`self(…)` takes {takes}, as the function around it, and gets {len(e.arguments)}"
        c.report(ArgumentProblem(message, c.at(e.close), f"{count} expected", None))
        return False
    for argument, type_ in zip(e.arguments, parameters, strict=True):
        if isinstance(argument.value, ast.Spread):
            reject_spread(c, argument.value)
        else:
            expressions.check(c, argument.value, Expectation(type_))
    return True


def _refer(c: Checker, word: Span, *, is_clause: bool) -> None:
    """What the call passes on besides its arguments; where there are several clauses, what it calls.

    The name of the function does not stand here, so that renaming it leaves this alone.
    """
    signature = c.environment.signature(c.function)
    receiver = c.local("self")
    if signature.receiver is not None and receiver is not None:
        c.references[word] = LocalReference(receiver)
    elif is_clause and isinstance(c.function, ItemId):
        entity = c.environment.lookup_value(c.function.name)
        function = entity.item if isinstance(entity, FunctionEntity) else c.function
        c.references[Span(word.start, word.start)] = FunctionReference(function, signature.type_parameters)
    charge_function(c, signature, word)
