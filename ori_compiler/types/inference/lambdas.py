"""Lambdas (language reference, part 2, 14.4)."""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeMismatch, TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import CATCH, Checker, Expectation, Frame
from ori_compiler.types.inference.obligations import variables_of
from ori_compiler.types.pool import ERROR, NEVER, STR, VOID, Idx, Tag
from ori_compiler.types.typed_body import BindingKind


def lambda_(c: Checker, e: ast.Lambda, expected: Expectation | None) -> Idx:
    """The type of a lambda: what is written, then what the context expects, then what the body shows."""
    if isinstance(e.result, ast.NamedType) and _is_local_only(c, e.result.name):
        # `() -> n = 1` has a result type by its form; what was meant assigns a local, which is told.
        target = ast.NameRef(e.result.span, e.result.name)
        e = ast.Lambda(e.span, e.parameters, None, ast.Assign(e.span, target, None, e.body))
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    parts: tuple[Idx, ...] = ()
    whole: Idx | None = None
    if wanted >= 0 and c.pool.tag(wanted) is Tag.FUNCTION:
        parts = c.pool.arguments(wanted)
        whole = _taken_apart(c, e, parts)
        if whole is not None:
            parts = (*c.pool.arguments(whole), parts[-1])
        elif len(parts) - 1 != len(e.parameters):
            return _wrong_arity(c, e, wanted, expected)
    _report_mixed(c, e)
    # Of a call that was reported, nobody can tell what it gives a lambda.
    is_lost = expected is not None and wanted == ERROR
    mark = c.mark()
    parameters: list[Idx] = []
    for index, parameter in enumerate(e.parameters):
        if parameter.type is not None:
            type_ = c.resolver.type(parameter.type)
        else:
            type_ = parts[index] if parts else ERROR if is_lost else c.fresh()
        parameters.append(type_)
        text = parameter.name.text
        c.types[parameter.name.span] = type_
        c.bind(text, parameter.name.span, type_, BindingKind.PARAMETER, is_immutable=True)
    result = _result(c, e, parts)
    outer_targets, c.targets = c.targets, []
    c.frames.append(Frame(result, None, "this lambda", e.span, parameters=tuple(parameters)))
    because = Label(c.at(e.result.span), "because of this result type") if e.result is not None else None
    if parts and result == VOID and e.result is None:
        _check_void(c, e, expected)
    elif e.result is not None or parts:
        expressions.check(c, e.body, Expectation(result, because or (expected.because if expected else None)))
    else:
        c.unifier.unify(result, expressions.infer(c, e.body))
    c.frames.pop()
    c.targets = outer_targets
    c.restore(mark)
    if whole is not None:
        return c.pool.function((c.pool.tuple_(tuple(parameters)),), result)
    return c.pool.function(tuple(parameters), result)


def _is_local_only(c: Checker, name: str) -> bool:
    return c.local(name) is not None and c.environment.lookup_type(name) is None


def catch(c: Checker, e: ast.Catch, expected: Expectation | None) -> Idx:
    """`catch(expr: value)`: a `Result` with the value, or with the message of a panic."""
    result = c.environment.prelude_type("Result")
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    payload = c.fresh()
    if expected is not None and c.pool.is_nominal(wanted) and c.pool.declaration(wanted) == result:
        payload = c.resolve(c.pool.arguments(wanted)[0])
    mark = c.mark()
    outer_targets, c.targets = c.targets, []
    c.frames.append(Frame(payload, None, CATCH, e.body.span))
    found = expressions.check(c, e.body.body, Expectation(payload, expected.because if expected else None))
    c.frames.pop()
    c.targets = outer_targets
    c.restore(mark)
    if found == NEVER and c.resolve(payload) < 0:
        c.unifier.unify(payload, VOID)
    c.types[e.body.span] = c.pool.function((), payload)
    return c.environment.declared_type(result, (payload, STR))


def _taken_apart(c: Checker, e: ast.Lambda, parts: tuple[Idx, ...]) -> Idx | None:
    """The tuple that is expected where a lambda names its parts as several parameters."""
    if len(parts) != 2:
        return None
    whole = c.resolve(parts[0])
    if whole < 0 or c.pool.tag(whole) is not Tag.TUPLE:
        return None
    count = len(e.parameters)
    return whole if count > 1 and len(c.pool.arguments(whole)) == count else None


def _result(c: Checker, e: ast.Lambda, parts: tuple[Idx, ...]) -> Idx:
    if e.result is not None:
        return c.resolver.type(e.result)
    return c.resolve(parts[-1]) if parts else c.fresh()


def _check_void(c: Checker, e: ast.Lambda, expected: Expectation | None) -> None:
    """A body whose value nobody wants."""
    because = expected.because if expected is not None else None
    expressions.check(c, e.body, Expectation(VOID, because))


def _wrong_arity(c: Checker, e: ast.Lambda, wanted: Idx, expected: Expectation | None) -> Idx:
    mark = c.mark()
    for parameter in e.parameters:
        span = parameter.name.span
        c.bind(parameter.name.text, span, ERROR, BindingKind.PARAMETER, is_immutable=True)
    outer_targets, c.targets = c.targets, []
    c.frames.append(Frame(ERROR, None, "this lambda", e.span))
    expressions.infer(c, e.body)
    c.frames.pop()
    c.targets = outer_targets
    c.restore(mark)
    count = len(e.parameters)
    found = f"a lambda with {count} parameter{'s' if count != 1 else ''}"
    because = c.label(expected.because) if expected is not None else None
    help_ = f"it is called with {len(c.pool.arguments(wanted)) - 1} values"
    return c.report(TypeMismatch(c.at(e.span), c.name(wanted), found, because, help_))


def _report_mixed(c: Checker, e: ast.Lambda) -> None:
    typed = [parameter for parameter in e.parameters if parameter.type is not None]
    if e.span == c.operation and len(typed) == len(e.parameters) - 1 and e.parameters[0].type is None:
        # The state of a handler, which need not be said again.
        return
    if typed and len(typed) < len(e.parameters):
        bare = next(parameter for parameter in e.parameters if parameter.type is None)
        message = f"the parameter `{bare.name.text}` has no type, but others of this lambda have one"
        help_ = "write types for all of them or for none"
        c.report(TypeProblem("E1018", message, c.at(bare.name.span), "", (), help_))


def generalize(c: Checker, binding: Span, type_: Idx) -> tuple[Idx, ...]:
    """Makes the open types of a function that is bound by `let` parameters, so that each use may choose its own.

    Only what belongs to this `let` is open: what also stands in an outer type has a lower rank. What waits to be proved
    of them is demanded of each use.
    """
    found: dict[Idx, None] = {}
    for variable in c.unifier.variables(type_):
        if c.unifier.rank(variable) > c.rank and not c.unifier.is_lost(variable):
            found[variable] = None
    if not found:
        return ()
    waiting = [o for o in c.obligations if not found.keys().isdisjoint(variables_of(c, o))]
    for obligation in waiting:
        # What only these demands mention, such as the type of a sum, belongs to this `let` as well.
        found |= {v: None for v in variables_of(c, obligation) if c.unifier.rank(v) > c.rank}
    parameters: list[Idx] = []
    for number, variable in enumerate(found):
        parameter = c.pool.parameter(c.item, f"T{number}", scope=f"{c.function}@{binding.start}")
        c.unifier.unify(variable, parameter)
        parameters.append(parameter)
    c.obligations = [o for o in c.obligations if o not in waiting]
    c.demands[binding] = tuple(waiting)
    return tuple(parameters)
