"""`with(acquire:, action:, release:)` (language reference, part 2, 19; part 3, 20.7)."""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeMismatch, TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Tag
from ori_compiler.types.typed_body import BindingKind


def with_release(c: Checker, e: ast.WithRelease, expected: Expectation | None) -> Idx:
    """The type of what the action gives. Lambdas that are written there are parts of the function around."""
    resource = c.resolve(expressions.infer(c, e.acquire))
    result = _applied(c, e.action, resource, expected)
    released = _applied(c, e.release, resource, None)
    if c.resolve(released) < 0:
        c.unifier.unify(released, VOID)
    if c.resolve(released) not in (VOID, NEVER, ERROR):
        body = e.release.body if isinstance(e.release, ast.Lambda) else e.release
        message = f"`release:` gives nothing back, and this is `{c.name(released)}`"
        help_ = "end it with `;` in a block: `{ …; }`" if isinstance(e.release, ast.Lambda) else "its result is `void`"
        c.report(TypeProblem("E0861", message, c.at(body.span), "expected `void`", (), help_))
    return result


def _applied(c: Checker, function: ast.Expr, resource: Idx, expected: Expectation | None) -> Idx:
    """What a function gives for the resource."""
    if isinstance(function, ast.Lambda):
        return _inside(c, function, resource, expected)
    result = expected.type if expected is not None else c.fresh()
    wanted = c.pool.function((resource,), result)
    found = expressions.check(c, function, Expectation(wanted))
    return c.resolve(result) if c.resolve(found) != NEVER else NEVER


def _inside(c: Checker, e: ast.Lambda, resource: Idx, expected: Expectation | None) -> Idx:
    parts = _parts(c, e, resource)
    mark = c.mark()
    types: list[Idx] = []
    for parameter, part in zip(e.parameters, parts, strict=True):
        type_ = part
        if parameter.type is not None:
            type_ = c.resolver.type(parameter.type)
            if not c.unifier.unify(type_, part):
                because = Label(c.at(parameter.type.span), "because of this type")
                c.report(TypeMismatch(c.at(parameter.span), c.name(type_), c.name(part), because))
        types.append(type_)
        c.types[parameter.name.span] = type_
        c.bind(parameter.name.text, parameter.name.span, type_, BindingKind.PARAMETER, is_immutable=True)
    if e.result is not None:
        written = c.resolver.type(e.result)
        result = expressions.check(c, e.body, Expectation(written, Label(c.at(e.result.span), "because of this type")))
    elif expected is not None:
        result = expressions.check(c, e.body, expected)
    else:
        result = c.resolve(expressions.infer(c, e.body))
    c.restore(mark)
    c.types[e.span] = c.pool.function(tuple(types), result)
    return result


def _parts(c: Checker, e: ast.Lambda, resource: Idx) -> tuple[Idx, ...]:
    """What the parameters of a lambda are: the resource, or the parts of a tuple."""
    count = len(e.parameters)
    if count == 1:
        return (resource,)
    if resource >= 0 and c.pool.tag(resource) is Tag.TUPLE and len(c.pool.arguments(resource)) == count:
        return c.pool.arguments(resource)
    if resource != ERROR:
        found = f"a lambda with {count} parameters" if count else "a lambda without parameters"
        help_ = "it is called with what `acquire:` gives"
        c.report(TypeMismatch(c.at(e.span), f"({c.name(resource)}) -> …", found, None, help_))
    return (ERROR,) * count
