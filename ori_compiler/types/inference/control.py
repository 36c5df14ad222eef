"""The types of blocks, bindings, conditionals, loops and `match`."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import ConstantEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.declarations import resolve_type
from ori_compiler.types.errors import BranchMismatch, OperatorMismatch, TypeMismatch, TypeProblem, UnknownName
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation, LoopKind, Target
from ori_compiler.types.inference.operators import operator_advice, operator_type
from ori_compiler.types.inference.patterns import check_pattern, is_irrefutable
from ori_compiler.types.pool import BOOL, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx
from ori_compiler.types.typed_body import Binding, BindingKind, LocalReference

_LOOP: Final = LoopKind("`loop`", True, True)
_WHILE: Final = LoopKind("`while`", False, True)
_FOR: Final = LoopKind("`for … do`", False, True)
_BLOCK: Final = LoopKind("a labelled block", True, False)


def block(c: Checker, e: ast.Block, expectation: Expectation | None) -> Idx:
    """Statements, then a value; `Never` if a statement does not return."""
    mark = c.mark()
    diverged: ast.Expr | None = None
    for statement in e.statements:
        _warn_unreachable(c, diverged, statement)
        type_ = c.unifier.resolve(expressions.infer(c, statement))
        if type_ == NEVER and diverged is None:
            diverged = statement
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
    if c.fits(VOID, expectation.type):
        return expectation.type
    help_, suggestion = "", None
    if e.statements:
        last = e.statements[-1]
        type_ = c.types.get(last.span, ERROR)
        if type_ not in (VOID, NEVER) and c.fits(type_, expectation.type):
            help_ = "a block's value is its last expression without `;`"
            semicolon = Span(last.span.end, last.span.end + 1)
            suggestion = Suggestion("remove the last `;`", (Edit(c.at(semicolon), ""),))
    at = e.statements[-1].span if e.statements else e.span
    expected = c.name(expectation.type)
    return c.report(TypeMismatch(c.at(at), expected, "void", expectation.because, help_, suggestion))


def _branches(c: Checker, branches: list[ast.Expr], expectation: Expectation | None, what: str) -> Idx:
    """The common type of alternatives: `Never`s count for nothing."""
    result = NEVER
    first: Span | None = None
    for branch in branches:
        if expectation is not None:
            type_ = expressions.check(c, branch, expectation)
        else:
            type_ = c.unifier.resolve(expressions.infer(c, branch))
        if type_ == NEVER:
            continue
        if first is None:
            result, first = type_, branch.span
        elif expectation is None and not c.unifier.unify(result, type_):
            c.report(BranchMismatch(what, c.at(branch.span), c.name(type_), c.at(first), c.name(result)))
            result = ERROR
    return result


def conditional(c: Checker, e: ast.If, expectation: Expectation | None) -> Idx:
    """`if`: a chain of `else if` is followed in a loop, so that its length costs no depth."""
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
    if expectation is not None and c.unifier.resolve(expectation.type) not in (VOID, ERROR):
        for branch in branches:
            _scoped_branches(c, [branch], None, "")
        message = f"this `if` has no `else`, so it has no value where `{c.name(expectation.type)}` is expected"
        because = (expectation.because,) if expectation.because is not None else ()
        at = c.at(Span(last.span.start, last.span.start + 2))
        return c.report(TypeProblem("E2063", message, at, "no `else`", because, "add an `else` branch"))
    result = VOID
    for branch in branches:
        mark = c.mark()
        type_ = c.unifier.resolve(expressions.infer(c, branch))
        c.restore(mark)
        if type_ not in (VOID, NEVER, ERROR):
            message = f"the branch of an `if` without `else` is `void`, this one is `{c.name(type_)}`"
            help_ = "add an `else` branch, or drop the value with `;` in a block"
            c.report(TypeProblem("E2063", message, c.at(branch.span), f"this is `{c.name(type_)}`", (), help_))
            result = ERROR
    return result


def _scoped_branches(c: Checker, branches: list[ast.Expr], expectation: Expectation | None, what: str) -> Idx:
    mark = c.mark()
    result = _branches(c, branches, expectation, what)
    c.restore(mark)
    return result


def match(c: Checker, e: ast.Match, expectation: Expectation | None) -> Idx:
    """`match`: the arms are alternatives; whether they cover everything is decided with their patterns."""
    scrutinee = expressions.infer(c, e.scrutinee)
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
            type_ = c.unifier.resolve(expressions.infer(c, arm.body))
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


def let(c: Checker, e: ast.Let) -> Idx:
    """`let pattern: type = value`: the names are visible from here to the end of the block."""
    if e.annotation is not None:
        annotated = resolve_type(e.annotation, c.item, c.environment, c.errors)
        because = Label(c.at(e.annotation.span), "because of this type")
        expressions.check(c, e.value, Expectation(annotated, because))
        type_ = annotated
    else:
        type_ = expressions.infer(c, e.value)
    check_pattern(c, e.pattern, type_, BindingKind.LET)
    _demand_irrefutable(c, e.pattern, "`let`", "take the value apart with `match`")
    return NEVER if c.unifier.resolve(c.types[e.value.span]) == NEVER else VOID


def _demand_irrefutable(c: Checker, pattern: ast.Pattern, where: str, help_: str) -> None:
    if not is_irrefutable(c, pattern):
        message = f"this pattern can fail, but {where} takes only patterns that always match"
        c.report(TypeProblem("E2070", message, c.at(pattern.span), "does not match every value", (), help_))


def assign(c: Checker, e: ast.Assign) -> Idx:
    """`target = value`: the root of the target must be a mutable local."""
    target = _target_type(c, e.target)
    if target == NEVER and isinstance(e.target, ast.FieldAccess):
        # The struct does not exist, so its field takes anything.
        expressions.infer(c, e.value)
        return VOID
    if e.operator is None:
        because = Label(c.at(e.target.span), f"this is `{c.name(target)}`") if target != ERROR else None
        expressions.check(c, e.value, Expectation(target, because))
        return VOID
    if e.operator in (ast.BinaryOp.AND, ast.BinaryOp.OR):
        c.require(target, Expectation(BOOL), e.target.span)
        expressions.check(c, e.value, Expectation(BOOL))
        return VOID
    value = c.unifier.resolve(expressions.infer(c, e.value))
    result = operator_type(c, e.operator, c.unifier.resolve(target), value)
    if result is None:
        at, left, right = c.at(e.target.span), c.name(target), c.name(value)
        help_ = operator_advice(e.operator, left, right) if target in (STR, FLOAT) else ""
        c.report(OperatorMismatch(f"{e.operator.value}=", at, left, at, right, c.at(e.value.span), help_))
    else:
        c.require(result, Expectation(target), e.value.span)
    return VOID


def _target_type(c: Checker, target: ast.Expr) -> Idx:
    root = target
    while isinstance(root, ast.FieldAccess):
        root = root.base
    if not isinstance(root, ast.NameRef):
        if not isinstance(root, ast.Missing):
            expressions.infer(c, root)
            help_ = "assign to a binding or to a field of one"
            return c.report(TypeProblem("E1020", "this cannot be assigned to", c.at(target.span), "", (), help_))
        return ERROR
    span = c.local(root.name)
    if span is None:
        if isinstance(c.environment.lookup_value(root.name), ConstantEntity):
            message = f"the constant `${root.name}` cannot be assigned"
            return c.report(TypeProblem("E2039", message, c.at(root.span), "a module constant"))
        if c.environment.lookup_value(root.name) is None:
            similar = closest(root.name, c.local_names())
            help_ = f"a new binding is made with `let {root.name} = …`"
            return c.report(UnknownName("name", root.name, c.at(root.span), similar=similar, help=help_))
        return expressions.infer(c, target)
    binding = c.bindings[span]
    if not _may_assign(c, root, span, binding):
        c.references[root.span] = LocalReference(span)
        return ERROR
    return expressions.infer(c, target)


def _may_assign(c: Checker, root: ast.NameRef, span: Span, binding: Binding) -> bool:
    declared = (Label(c.at(span), "declared here"),)
    name = binding.name
    if binding.kind in (BindingKind.PARAMETER, BindingKind.LOOP):
        message = f"the {binding.kind.value} `{name}` cannot be assigned"
        help_ = f"make a mutable copy first: `let {name} = {name};`"
        c.report(TypeProblem("E2051", message, c.at(root.span), "not assignable", declared, help_))
        return False
    if binding.is_immutable:
        suggestion = Suggestion("make it mutable", (Edit(c.at(span), name),))
        message = f"`${name}` is immutable"
        help_ = "a binding whose name begins with `$` keeps its first value"
        c.report(TypeProblem("E2039", message, c.at(root.span), "cannot be assigned", declared, help_, suggestion))
        return False
    return True


def _enter(c: Checker, label: ast.Name | None, kind: LoopKind, expectation: Expectation | None) -> Target:
    text = label.text if label is not None else ""
    if label is not None and any(target.label == text for target in c.targets):
        c.report(
            TypeProblem(
                "E0871", f"the label `{text}` is in use around here", c.at(label.span), "", (), "choose another"
            )
        )
    target = Target(text, kind, expectation)
    c.targets.append(target)
    return target


def while_(c: Checker, e: ast.While) -> Idx:
    """`while condition do body`."""
    _enter(c, e.label, _WHILE, None)
    expressions.check(c, e.condition, Expectation(BOOL))
    _body(c, e.body)
    c.targets.pop()
    return VOID


def _body(c: Checker, body: ast.Expr) -> None:
    """A loop's body: its value is dropped."""
    mark = c.mark()
    expressions.infer(c, body)
    c.restore(mark)


def loop(c: Checker, e: ast.Loop, expectation: Expectation | None) -> Idx:
    """`loop { … }`: the type of its break values, `Never` without a break."""
    target = _enter(c, e.label, _LOOP, expectation)
    _body(c, e.body)
    c.targets.pop()
    return target.type


def labelled_block(c: Checker, e: ast.LabelledBlock, expectation: Expectation | None) -> Idx:
    """`block:name { … }`: the common type of its value and of the breaks to it."""
    target = _enter(c, e.label, _BLOCK, expectation)
    mark = c.mark()
    if expectation is not None:
        type_ = expressions.check(c, e.body, expectation)
    else:
        type_ = c.unifier.resolve(expressions.infer(c, e.body))
    c.restore(mark)
    c.targets.pop()
    if type_ == NEVER:
        return target.type
    if expectation is None and target.type != NEVER and not c.unifier.unify(target.type, type_):
        at, first = c.at(e.body.span), c.at(target.first_break or e.span)
        what = "the exits of this block"
        return c.report(BranchMismatch(what, at, c.name(type_), first, c.name(target.type), "E0872"))
    return type_


def for_(c: Checker, e: ast.For) -> Idx:
    """`for pattern in range if guard do body`."""
    source = _range_source(c, e.source)
    _enter(c, e.label, _FOR, None)
    mark = c.mark()
    check_pattern(c, e.pattern, source, BindingKind.LOOP)
    _demand_irrefutable(c, e.pattern, "`for`", "use a name, and take the value apart in the body")
    if e.guard is not None:
        expressions.check(c, e.guard, Expectation(BOOL))
    _body(c, e.body)
    c.restore(mark)
    c.targets.pop()
    return VOID


def _range_source(c: Checker, source: ast.Expr) -> Idx:
    if isinstance(source, ast.Range):
        for bound in (source.low, source.high, source.step):
            if bound is not None:
                expressions.check(c, bound, Expectation(INT))
        c.types[source.span] = INT
        return INT
    type_ = c.unifier.resolve(expressions.infer(c, source))
    if type_ == ERROR:
        return ERROR
    if type_ == INT:
        better = Suggestion("count from 0", (Edit(c.at(Span(source.span.start, source.span.start)), "0.."),))
        message = "an `int` cannot be iterated"
        return c.report(TypeProblem("E2009", message, c.at(source.span), "", (), "a range is written `0..n`", better))
    message = f"iterating over `{c.name(type_)}` is not supported yet"
    return c.report(TypeProblem("E2040", message, c.at(source.span), "only ranges of `int` so far"))


def _find_target(c: Checker, label: ast.Name | None, span: Span, word: str) -> Target | None:
    target = c.target(label.text if label is not None else None)
    if target is not None:
        return target
    if label is not None:
        known = ", ".join(f"`{t.label}`" for t in c.targets if t.label)
        help_ = f"the labels in reach are {known}" if known else "a label is declared as in `loop:name { … }`"
        c.report(TypeProblem("E2065", f"there is no label `{label.text}` around here", c.at(label.span), "", (), help_))
    else:
        label_ = "there is no loop to leave" if word == "break" else "there is no loop to go on with"
        c.report(TypeProblem("E2065", f"`{word}` outside of a loop", c.at(span), label_))
    return None


def break_(c: Checker, e: ast.Break) -> Idx:
    """`break:label value`."""
    target = _find_target(c, e.label, e.span, "break")
    if target is None:
        if e.value is not None:
            expressions.infer(c, e.value)
        return ERROR
    if e.value is not None and not target.kind.takes_value:
        expressions.infer(c, e.value)
        message = f"{target.kind.name} has no value, so `break` cannot give it one"
        c.report(
            TypeProblem("E0860", message, c.at(e.value.span), "", (), "use `loop`, or assign a variable before `break`")
        )
        return NEVER
    if target.expectation is not None and e.value is not None:
        type_ = expressions.check(c, e.value, target.expectation)
    else:
        type_ = c.unifier.resolve(expressions.infer(c, e.value)) if e.value is not None else VOID
    if not target.kind.takes_value or type_ == NEVER:
        return NEVER
    if target.first_break is None or target.type == NEVER:
        target.type, target.first_break = type_, e.span
    elif not c.unifier.unify(target.type, type_):
        code = "E0872" if target.label else "E0860"
        first = c.at(target.first_break)
        what = "the `break`s of this loop" if target.kind.is_loop else "the exits of this block"
        c.report(BranchMismatch(what, c.at(e.span), c.name(type_), first, c.name(target.type), code))
    return NEVER


def continue_(c: Checker, e: ast.Continue) -> Idx:
    """`continue:label`."""
    target = _find_target(c, e.label, e.span, "continue")
    if e.value is not None:
        expressions.infer(c, e.value)
        if target is not None:
            message = f"{target.kind.name} collects nothing, so `continue` takes no value"
            c.report(TypeProblem("E0861", message, c.at(e.value.span), "", (), "write `continue` alone"))
    elif target is None:
        return ERROR
    elif not target.kind.is_loop:
        message = "`continue` goes on with a loop, and this label names a block"
        c.report(TypeProblem("E2065", message, c.at(e.span), "", (), "leave a block with `break`"))
    return NEVER
