"""The types of blocks, bindings, conditionals, loops and `match`."""

from collections.abc import Callable

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import BranchMismatch, OperatorMismatch, TypeMismatch, TypeProblem
from ori_compiler.types.inference import expressions, loops
from ori_compiler.types.inference.access import receiver_type
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import fits, require
from ori_compiler.types.inference.decided import decision, simplified
from ori_compiler.types.inference.irrefutable import is_irrefutable
from ori_compiler.types.inference.lambdas import generalize
from ori_compiler.types.inference.obligation import Obligation
from ori_compiler.types.inference.obligations import solve
from ori_compiler.types.inference.operators import operation, operator_advice
from ori_compiler.types.inference.patterns import check_pattern
from ori_compiler.types.inference.places import is_value, target_type
from ori_compiler.types.pool import BOOL, ERROR, FLOAT, NEVER, STR, VOID, Idx, Tag
from ori_compiler.types.typed_body import BindingKind, FunctionReference, TraitMethodReference


def block(c: Checker, e: ast.Block, expectation: Expectation | None) -> Idx:
    """Statements, then a value; `Never` if a statement does not return."""
    mark = c.mark()
    diverged: ast.Expr | None = None
    for statement in e.statements:
        _warn_unreachable(c, diverged, statement)
        type_ = c.resolve(expressions.infer(c, statement))
        if type_ == NEVER and diverged is None:
            diverged = statement
        if type_ < 0 and isinstance(statement, ast.Propagate):
            # `Err(…)?;` has no value that anybody asks for.
            c.unifier.unify(type_, VOID)
    if e.result is not None:
        _warn_unreachable(c, diverged, e.result)
        if expectation is not None:
            result = expressions.check(c, e.result, expectation)
        else:
            result = expressions.infer(c, e.result)
    elif diverged is not None:
        result = NEVER
    else:
        result = VOID
        if expectation is not None:
            result = _require_void(c, e, expectation)
    c.restore(mark)
    return NEVER if diverged is not None else result


def _warn_unreachable(c: Checker, diverged: ast.Expr | None, statement: ast.Expr) -> None:
    if diverged is None or isinstance(statement, ast.Missing):
        return
    because = (Label(c.at(diverged.span), "because nothing comes back from here"),)
    problem = TypeProblem(
        "W2001", "this is never reached", c.at(statement.span), "unreachable", because, is_warning=True
    )
    if not any(d.code == "W2001" and d.secondary == because for d in c.errors.diagnostics):
        c.errors.warn(problem)


def _require_void(c: Checker, e: ast.Block, expectation: Expectation) -> Idx:
    if fits(c, VOID, expectation.type, e.span):
        return expectation.type
    help_, suggestion = "", None
    if e.statements:
        last = e.statements[-1]
        type_ = c.types.get(last.span, ERROR)
        if type_ not in (VOID, NEVER) and fits(c, type_, expectation.type, last.span):
            help_ = "a block's value is its last expression without `;`"
            semicolon = Span(last.span.end, last.span.end + 1)
            suggestion = Suggestion("remove the last `;`", (Edit(c.at(semicolon), ""),))
    at = e.statements[-1].span if e.statements else e.span
    expected = c.name(expectation.type)
    return c.report(TypeMismatch(c.at(at), expected, "void", c.label(expectation.because), help_, suggestion))


def common_type(
    c: Checker,
    branches: list[ast.Expr],
    expectation: Expectation | None,
    what: str,
    before: Callable[[ast.Expr], None] | None = None,
) -> Idx:
    """The common type of alternatives: `Never`s count for nothing. `before` is called before each of them."""
    result = NEVER
    first: Span | None = None
    for branch in branches:
        if before is not None:
            before(branch)
        if expectation is not None:
            type_ = expressions.check(c, branch, expectation)
        else:
            type_ = c.resolve(expressions.infer(c, branch))
        if type_ == NEVER:
            continue
        if first is None:
            result, first = type_, branch.span
        elif expectation is None and not c.unifier.unify(result, type_):
            c.report(BranchMismatch(what, c.at(branch.span), c.name(type_), c.at(first), c.name(result)))
            result = ERROR
    return result


def conditional(c: Checker, e: ast.If, expectation: Expectation | None) -> Idx:
    """`if`: a chain of `else if` is followed in a loop, so that its length costs no depth.

    What the configuration decides is checked, but not the branches that are never taken.
    """
    taken = simplified(c, e)
    if taken is not e:
        c.desugared[e.span] = taken
        _check_decided(c, e)
        if not isinstance(taken, ast.If):
            return expressions.infer(c, taken) if expectation is None else expressions.check(c, taken, expectation)
        e = taken
    branches: list[ast.Expr] = []
    current: ast.Expr | None = e
    last = e
    while isinstance(current, ast.If):
        mark = c.mark()
        expressions.check(c, current.condition, Expectation(BOOL))
        c.restore(mark)
        branches.append(current.then)
        last = current
        current = current.otherwise
    if current is not None:
        branches.append(current)
        return _scoped_branches(c, branches, expectation, "the branches of this `if`")
    if expectation is not None and c.resolve(expectation.type) not in (VOID, ERROR):
        for branch in branches:
            _scoped_branches(c, [branch], None, "")
        message = f"this `if` has no `else`, so it has no value where `{c.name(expectation.type)}` is expected"
        because = c.labels(expectation.because)
        at = c.at(Span(last.span.start, last.span.start + 2))
        return c.report(TypeProblem("E2063", message, at, "no `else`", because, "add an `else` branch"))
    result = VOID
    for branch in branches:
        mark = c.mark()
        type_ = c.resolve(expressions.infer(c, branch))
        c.restore(mark)
        # What is known of no value, such as `Err(…)?`, may as well be `void`.
        if type_ not in (VOID, NEVER, ERROR) and not (type_ < 0 and c.unifier.unify(type_, VOID)):
            message = f"the branch of an `if` without `else` is `void`, this one is `{c.name(type_)}`"
            help_ = "add an `else` branch, or drop the value with `;` in a block"
            c.report(TypeProblem("E2063", message, c.at(branch.span), f"this is `{c.name(type_)}`", (), help_))
            result = ERROR
    return result


def _check_decided(c: Checker, e: ast.If) -> None:
    """The conditions of a chain that are decided; the others are checked with their branches."""
    current: ast.Expr | None = e
    while isinstance(current, ast.If):
        decided = decision(c, current.condition)
        if decided is not None:
            expressions.check(c, current.condition, Expectation(BOOL))
        current = None if decided else current.otherwise


def _scoped_branches(c: Checker, branches: list[ast.Expr], expectation: Expectation | None, what: str) -> Idx:
    mark = c.mark()
    result = common_type(c, branches, expectation, what)
    c.restore(mark)
    return result


def match(c: Checker, e: ast.Match, expectation: Expectation | None) -> Idx:
    """`match`: the arms are alternatives; whether they cover everything is decided with their patterns."""
    c.has_match = True
    scrutinee = receiver_type(c, expressions.infer(c, e.scrutinee))
    result = NEVER
    first: Span | None = None
    for arm in e.arms:
        mark = c.mark()
        check_pattern(c, arm.pattern, scrutinee, BindingKind.MATCH)
        if arm.guard is not None:
            expressions.check(c, arm.guard, Expectation(BOOL))
        if expectation is not None:
            type_ = expressions.check(c, arm.body, expectation)
        else:
            type_ = c.resolve(expressions.infer(c, arm.body))
        c.restore(mark)
        if type_ == NEVER:
            continue
        if first is None:
            result, first = type_, arm.body.span
        elif expectation is None and not c.unifier.unify(result, type_):
            what = "the arms of this `match`"
            c.report(BranchMismatch(what, c.at(arm.body.span), c.name(type_), c.at(first), c.name(result)))
            result = ERROR
    return result


def labelled_block(c: Checker, e: ast.LabelledBlock, expectation: Expectation | None) -> Idx:
    """`block:name { … }`: the common type of its value and of the breaks to it."""
    target = loops.enter(c, e.label, loops.BLOCK, expectation)
    mark = c.mark()
    if expectation is not None:
        type_ = expressions.check(c, e.body, expectation)
    else:
        type_ = c.resolve(expressions.infer(c, e.body))
    c.restore(mark)
    c.targets.pop()
    if type_ == NEVER:
        return target.type
    if expectation is None and target.type != NEVER and not c.unifier.unify(target.type, type_):
        at, first = c.at(e.body.span), c.at(target.first_break or e.span)
        what = "the exits of this block"
        return c.report(BranchMismatch(what, at, c.name(type_), first, c.name(target.type), "E0872"))
    return type_


def let(c: Checker, e: ast.Let) -> Idx:
    """`let pattern: type = value`: the names are visible from here to the end of the block."""
    if e.annotation is not None:
        type_ = c.resolver.type(e.annotation)
        because = Label(c.at(e.annotation.span), "because of this type")
        expressions.check(c, e.value, Expectation(type_, because))
    elif isinstance(e.value, (ast.Lambda, ast.NameRef)) and isinstance(e.pattern, ast.NamePattern):
        return _let_function(c, e.pattern, e.value)
    else:
        type_ = expressions.infer(c, e.value)
    check_pattern(c, e.pattern, type_, BindingKind.LET)
    demand_irrefutable(c, e.pattern, "`let`", "take the value apart with `match`")
    return NEVER if c.resolve(c.types[e.value.span]) == NEVER else VOID


def _let_function(c: Checker, pattern: ast.NamePattern, value: ast.Lambda | ast.NameRef) -> Idx:
    """A lambda or function that is bound may be used with several types, if nothing around it decides them."""
    c.rank += 1
    c.defining.append(pattern.name)
    type_ = expressions.infer(c, value)
    c.defining.pop()
    if c.obligations:
        solve(c)
    c.rank -= 1
    is_function = isinstance(value, ast.Lambda) or isinstance(c.references.get(value.span), FunctionReference)
    parameters = generalize(c, pattern.span, type_) if is_function and is_value(c, pattern) else ()
    c.types[pattern.span] = type_
    c.bind(
        pattern.name,
        pattern.span,
        c.unifier.deep(type_),
        BindingKind.LET,
        is_immutable=pattern.is_immutable,
        parameters=parameters,
    )
    return NEVER if c.resolve(type_) == NEVER else VOID


def demand_irrefutable(c: Checker, pattern: ast.Pattern, where: str, help_: str) -> None:
    """Demands a pattern that matches every value."""
    if not is_irrefutable(c, pattern):
        message = f"this pattern can fail, but {where} takes only patterns that always match"
        c.report(TypeProblem("E2001", message, c.at(pattern.span), "does not match every value", (), help_))


def assign(c: Checker, e: ast.Assign) -> Idx:
    """`target = value`: the root of the target must be a mutable local."""
    target = target_type(c, e.target)
    slot = _slot_type(c, e.target, target) if _demand_assignable(c, e.target) else ERROR
    if slot == NEVER and isinstance(e.target, ast.FieldAccess):
        # The struct does not exist, so its field takes anything.
        expressions.infer(c, e.value)
        return VOID
    if e.operator is None:
        because = Label(c.at(e.target.span), f"this is `{c.name(slot)}`") if slot != ERROR else None
        expressions.check(c, e.value, Expectation(slot, because))
        return VOID
    if e.operator in (ast.BinaryOp.AND, ast.BinaryOp.OR):
        require(c, target, Expectation(BOOL), e.target.span)
        expressions.check(c, e.value, Expectation(BOOL))
        return VOID
    value = c.resolve(expressions.infer(c, e.value))
    result = operation(c, e.operator, c.resolve(target), value, e.span, e.target.span)
    if result is None:
        at, left, right = c.at(e.target.span), c.name(target), c.name(value)
        help_ = operator_advice(c, e.operator, c.resolve(target), value) if target in (STR, FLOAT) else ""
        c.report(OperatorMismatch(f"{e.operator.value}=", at, left, at, right, c.at(e.value.span), help_))
    else:
        require(c, result, Expectation(slot), e.value.span)
    return VOID


def _demand_assignable(c: Checker, target: ast.Expr) -> bool:
    """Whether every element that is replaced on the way to the target is replaceable; reported if not."""
    while isinstance(target, (ast.FieldAccess, ast.Index)):
        base = c.resolve(c.types.get(target.base.span, ERROR))
        is_readable = c.types.get(target.span) != ERROR
        if isinstance(target, ast.Index) and base not in (ERROR, NEVER) and is_readable:
            if not _demand_replaceable(c, target, base):
                return False
        target = target.base
    return True


def _demand_replaceable(c: Checker, target: ast.Index, base: Idx) -> bool:
    if base >= 0 and c.pool.tag(base) in (Tag.LIST, Tag.FIXED_LIST, Tag.MAP):
        return True
    item = c.environment.prelude_type("IndexSet")
    key = c.types.get(target.index.span, ERROR)
    value = c.fresh()
    found = c.selector.candidates(base, c.pool.bound(item, (key, value)))
    if found:
        bound = c.pool.bound(item, (key, value))
        c.obligations.append(Obligation(Bound(base, bound), target.span))
        solve(c)
        c.methods[Span(target.span.start, target.span.start)] = TraitMethodReference(
            item, "updated", (base, key, value)
        )
        return True
    message = f"the elements of `{c.name(base)}` cannot be assigned"
    help_ = "texts never change; build a new one" if base == STR else "only types that implement `IndexSet` can"
    c.report(TypeProblem("E2050", message, c.at(target.span), "not assignable", (), help_))
    return False


def _slot_type(c: Checker, target: ast.Expr, found: Idx) -> Idx:
    """What may be assigned: reading a map gives an `Option`, but a plain value is put in."""
    if isinstance(target, ast.Index):
        base = c.resolve(c.types.get(target.base.span, ERROR))
        if base >= 0 and c.pool.tag(base) is Tag.MAP:
            return c.pool.arguments(base)[1]
    return found
