"""`?`, `??` and `let?` (language reference, part 2, 14.7)."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.access import receiver_type, unknown_yet
from ori_compiler.types.inference.checker import CATCH, Checker, Expectation, Frame
from ori_compiler.types.inference.coercion import require
from ori_compiler.types.inference.irrefutable import is_irrefutable
from ori_compiler.types.inference.lost_errors import loses_error
from ori_compiler.types.inference.patterns import check_pattern
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx
from ori_compiler.types.typed_body import BindingKind, VariantReference


def carrier(c: Checker, idx: Idx) -> str:
    """Whether a type is an `Option` or a `Result`; empty for any other."""
    idx = c.resolve(idx)
    if not c.pool.is_nominal(idx):
        return ""
    declaration = c.pool.declaration(idx)
    for name in ("Option", "Result"):
        if c.environment.prelude_type(name) == declaration:
            return name
    return ""


def propagate(c: Checker, e: ast.Propagate) -> Idx:
    """`value?`: the payload, or the function ends with what there is instead."""
    value = receiver_type(c, expressions.infer(c, e.value))
    if value in (ERROR, NEVER):
        return value
    if value < 0:
        return unknown_yet(c, value, e.value, "`?` cannot be applied")
    kind = carrier(c, value)
    if not kind:
        message = f"`?` takes an `Option` or a `Result`, and this is `{c.name(value)}`"
        return c.report(TypeProblem("E2001", message, c.at(e.value.span), f"this is `{c.name(value)}`"))
    _leave(c, e, value, kind)
    return c.pool.arguments(value)[0]


def _leave(c: Checker, e: ast.Propagate | ast.LetElse, value: Idx, kind: str) -> None:
    """Demands that the function around can end with what `?` found."""
    frame = c.frames[-1]
    for around in reversed(c.frames):
        frame = around
        if frame.what != CATCH:
            break
        c.left_catches.add(frame.span)
    result = c.resolve(frame.result)
    if result == ERROR:
        return
    if result < 0:
        payload = c.fresh()
        arguments = (payload,) if kind == "Option" else (payload, c.pool.arguments(value)[1])
        c.unifier.unify(result, c.environment.declared_type(c.environment.prelude_type(kind), arguments))
        return
    labels = c.labels(frame.because)
    if carrier(c, result) != kind:
        article = "an" if kind == "Option" else "a"
        message = f"`?` ends {frame.what} with {article} `{kind}`, but its result is `{c.name(result)}`"
        help_ = f"take the value apart with `match`, or let {frame.what} return {article} `{kind}`"
        if frame.is_block:
            help_ = "make a `Result` of it first: `.ok_or(err: …)?`"
        c.report(TypeProblem("E2001", message, c.at(e.span), "", labels, help_))
        return
    if kind == "Result":
        mine, theirs = c.pool.arguments(value)[1], c.pool.arguments(result)[1]
        if not c.unifier.unify(mine, theirs):
            message = f"`?` ends {frame.what} with the error `{c.name(mine)}`, but its errors are `{c.name(theirs)}`"
            help_ = "convert the error first: `.map_err(e -> …)?`"
            c.report(TypeProblem("E2001", message, c.at(e.span), "", labels, help_))


def try_block(c: Checker, e: ast.TryBlock, expected: Expectation | None) -> Idx:
    """`try { … }`: a `Result` with the value of the block, or with the error of a `?` inside of it.

    A block whose value is a `Result` gives that one.
    """
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    is_known = wanted >= 0 and carrier(c, wanted) == "Result"
    payload, error = c.pool.arguments(wanted) if is_known else (c.fresh(), c.fresh())
    result = c.environment.declared_type(c.environment.prelude_type("Result"), (payload, error))
    mark = c.mark()
    c.frames.append(Frame(result, None, "this `try`", e.span, is_block=True))
    found = c.resolve(expressions.infer(c, e.body))
    c.frames.pop()
    c.restore(mark)
    if found == NEVER:
        if c.resolve(payload) < 0:
            c.unifier.unify(payload, VOID)
        return result
    because = expected.because if expected is not None and is_known else None
    at = e.body.result.span if isinstance(e.body, ast.Block) and e.body.result is not None else e.body.span
    require(c, found, Expectation(result if carrier(c, found) == "Result" else payload, because), at)
    return result


def coalesce(c: Checker, e: ast.Coalesce, expected: Expectation | None) -> Idx:
    """`left ?? right`: the payload, or another value; with an `Option` on the right, still an `Option`."""
    left = receiver_type(c, expressions.infer(c, e.left))
    if left == NEVER:
        return c.resolve(expressions.infer(c, e.right))
    if left == ERROR:
        expressions.infer(c, e.right)
        return ERROR
    if left < 0:
        expressions.infer(c, e.right)
        return unknown_yet(c, left, e.left, "`??` cannot be applied")
    if not carrier(c, left):
        expressions.infer(c, e.right)
        message = f"`??` takes an `Option` or a `Result`, and this is `{c.name(left)}`"
        return c.report(TypeProblem("E2001", message, c.at(e.left.span), f"this is `{c.name(left)}`"))
    payload = c.pool.arguments(left)[0]
    wants_whole = expected is not None and carrier(c, expected.type) == carrier(c, left)
    hint = left if wants_whole and carrier(c, payload) != carrier(c, left) else payload
    right = c.resolve(expressions.infer(c, e.right, Expectation(hint)))
    if right == ERROR:
        # It may have been an `Option` as well.
        return ERROR
    if right == NEVER:
        return payload
    if carrier(c, right) == carrier(c, left) and carrier(c, payload) != carrier(c, left):
        if c.unifier.unify(left, right):
            return left
    elif c.unifier.unify(payload, right):
        return payload
    message = f"the right side of `??` is `{c.name(right)}`, but the left side holds `{c.name(payload)}`"
    return c.report(TypeProblem("E2001", message, c.at(e.right.span), f"this is `{c.name(right)}`"))


_ENDS_IN_TAIL: Final = (ast.NameRef, ast.SelfValue, ast.Call, ast.MethodCall, ast.FieldAccess, ast.Index)
"""What a `?` can stand behind as it is."""


def _warn_of_bare_some(c: Checker, e: ast.LetElse) -> None:
    """`let? Some(name) = value` is the long form of `let name = value?`."""
    pattern = e.pattern
    if not isinstance(pattern, ast.VariantPattern) or pattern.name.text != "Some" or len(pattern.fields) != 1:
        return
    inner = pattern.fields[0].pattern
    if not isinstance(inner, ast.NamePattern) or isinstance(c.references.get(inner.span), VariantReference):
        return
    name = f"${inner.name}" if inner.is_immutable else inner.name
    suggestion = None
    if e.annotation is None and isinstance(e.value, _ENDS_IN_TAIL):
        behind = Span(e.value.span.end, e.value.span.end)
        edits = (Edit(c.at(Span(e.span.start, pattern.span.end)), f"let {name}"), Edit(c.at(behind), "?"))
        suggestion = Suggestion(f"write `let {name} = …?`", edits)
    message = f"`let? Some({name})` is what `?` is for"
    c.errors.warn(TypeProblem("W2005", message, c.at(pattern.span), "", (), "", suggestion, is_warning=True))


def let_else(c: Checker, e: ast.LetElse) -> Idx:
    """`let? pattern = value`: where the pattern does not match, the function ends with `None`."""
    if e.annotation is not None:
        type_ = c.resolver.type(e.annotation)
        expressions.check(c, e.value, Expectation(type_))
    else:
        type_ = receiver_type(c, expressions.infer(c, e.value))
    check_pattern(c, e.pattern, type_, BindingKind.LET)
    if type_ in (ERROR, NEVER):
        return VOID
    if loses_error(c, e.pattern):
        message = "this `let?` would lose an error: where the pattern does not match, there may be an `Err`"
        help_ = "use `match`, or take the value out with `?` first"
        c.report(TypeProblem("E2070", message, c.at(e.pattern.span), "", (), help_))
    elif is_irrefutable(c, e.pattern):
        message = "this pattern always matches, so `let?` never ends the function"
        c.errors.warn(TypeProblem("W2002", message, c.at(e.pattern.span), "", (), "write `let`", is_warning=True))
    else:
        _warn_of_bare_some(c, e)
    option = c.environment.declared_type(c.environment.prelude_type("Option"), (c.fresh(),))
    _leave(c, e, option, "Option")
    return VOID
