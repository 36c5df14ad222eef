"""Loops, labelled blocks, and the ways out of them (language reference, part 2, 14.8)."""

from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion, replacement
from ori_compiler.resolve.similar import closest
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.environment import head_of
from ori_compiler.types.errors import BranchMismatch, TypeProblem
from ori_compiler.types.inference import control, expressions
from ori_compiler.types.inference.access import receiver_type, unknown_yet
from ori_compiler.types.inference.checker import Checker, Expectation, LoopKind, Target
from ori_compiler.types.inference.endless import warn_of_collected
from ori_compiler.types.inference.obligations import normal
from ori_compiler.types.inference.patterns import check_pattern
from ori_compiler.types.pool import BOOL, CHAR, ERROR, INT, NEVER, VOID, Idx, Tag
from ori_compiler.types.typed_body import BindingKind, TraitMethodReference

_LOOP: Final = LoopKind("`loop`", True, True)
_WHILE: Final = LoopKind("`while`", False, True)
_FOR: Final = LoopKind("`for … do`", False, True)
_YIELD: Final = LoopKind("`for … yield`", True, True, True)
BLOCK: Final = LoopKind("a labelled block", True, False)


def enter(c: Checker, label: ast.Name | None, kind: LoopKind, expectation: Expectation | None) -> Target:
    """Opens a loop or labelled block."""
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
    enter(c, e.label, _WHILE, None)
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
    target = enter(c, e.label, _LOOP, expectation)
    _body(c, e.body)
    c.targets.pop()
    return target.type


def for_(c: Checker, e: ast.For) -> Idx:
    """`for pattern in source if guard do body`."""
    enter(c, e.label, _FOR, None)
    mark = c.mark()
    _clause(c, ast.ForClause(e.span, e.pattern, e.source, e.guard))
    _body(c, e.body)
    c.restore(mark)
    c.targets.pop()
    return VOID


def _clause(c: Checker, clause: ast.ForClause) -> None:
    """Binds the names of one `for pattern in source if guard`."""
    item = source_item(c, clause.source)
    check_pattern(c, clause.pattern, item, BindingKind.LOOP)
    control.demand_irrefutable(c, clause.pattern, "`for`", "use a name, and take the value apart in the body")
    if clause.guard is not None:
        expressions.check(c, clause.guard, Expectation(BOOL))


def source_item(c: Checker, source: ast.Expr) -> Idx:
    """What a loop over a source gets in each round."""
    if isinstance(source, ast.Range):
        return _number_type(c, source)
    return item_type(c, source, receiver_type(c, expressions.infer(c, source)))


def _number_type(c: Checker, source: ast.Range) -> Idx:
    """A range that is written as the source: it counts, and never is a value."""
    bounds = [bound for bound in (source.low, source.high, source.step) if bound is not None]
    first = receiver_type(c, expressions.infer(c, bounds[0]))
    if not c.unifier.unify(first, INT):
        for bound in bounds[1:]:
            expressions.infer(c, bound)
        name = c.name(first)
        help_ = "only ranges of `int` can; a `while` loop counts in other steps"
        if first == CHAR:
            help_ = "a range of `int` can, and its numbers are characters by `as char`"
        message = f"a range of `{name}` cannot be iterated"
        return c.report(TypeProblem("E2009", message, c.at(source.span), f"from a `{name}`", (), help_))
    for bound in bounds[1:]:
        expressions.check(c, bound, Expectation(INT))
    c.types[source.span] = INT
    return INT


def item_type(c: Checker, source: ast.Expr, type_: Idx) -> Idx:
    """What iterating over a value gives."""
    if type_ in (ERROR, NEVER) or c.pool.has_errors(type_):
        return ERROR
    if type_ < 0:
        return unknown_yet(c, type_, source, "it cannot be iterated")
    if c.pool.tag(type_) in (Tag.LIST, Tag.FIXED_LIST):
        return c.pool.arguments(type_)[0]
    trait = c.environment.prelude_type("Iterable")
    if c.selector.implements(type_, c.pool.bound(trait)):
        c.methods[source.span] = TraitMethodReference(trait, "iter", (type_,))
        return normal(c, c.pool.projection(trait, "Item", type_), source.span)
    at = c.at(source.span)
    if type_ == INT:
        message = "an `int` cannot be iterated"
        edit = Edit(c.at(Span(source.span.start, source.span.start)), "0..")
        better = Suggestion("count from 0", (edit,), is_certain=True)
        return c.report(TypeProblem("E2009", message, at, "", (), "a range is written `0..n`", better))
    message = f"`{c.name(type_)}` cannot be iterated"
    help_ = "lists, maps, texts and ranges of `int` can, and types that implement `Iterable`"
    return c.report(TypeProblem("E2009", message, at, f"this is `{c.name(type_)}`", (), help_))


def comprehension(c: Checker, e: ast.Comprehension, expected: Expectation | None) -> Idx:
    """`for … yield body`, or `for … do body` with several clauses."""
    if not e.collects:
        enter(c, e.label, _FOR, None)
        mark = c.mark()
        for clause in e.clauses:
            _clause(c, clause)
        _body(c, e.body)
        c.restore(mark)
        c.targets.pop()
        return VOID
    result, element = _collected(c, expected)
    if expected is not None and result is None and _is_made_by_collecting(c, c.resolve(expected.type)):
        call = _collecting_call(e)
        c.desugared[e.span] = call
        return expressions.check(c, call, expected)
    hint = Expectation(element, expected.because if expected is not None else None) if element is not None else None
    target = enter(c, e.label, _YIELD, hint)
    mark = c.mark()
    for clause in e.clauses:
        _clause(c, clause)
    if hint is not None:
        expressions.check(c, e.body, hint)
        found = hint.type
    else:
        found = c.resolve(expressions.infer(c, e.body))
        if target.first_break is not None and not c.unifier.unify(target.type, found):
            first = c.at(target.first_break)
            what = "what this `for` collects"
            c.report(BranchMismatch(what, c.at(e.body.span), c.name(found), first, c.name(target.type), "E0860"))
        found = c.fresh() if found == NEVER else found
    c.restore(mark)
    c.targets.pop()
    warn_of_collected(c, e)
    return result if result is not None else c.pool.list_(found)


def _collected(c: Checker, expected: Expectation | None) -> tuple[Idx | None, Idx | None]:
    """What a `for … yield` makes, and of what; none if nothing says so."""
    wanted = c.resolve(expected.type) if expected is not None else ERROR
    if wanted < 0 or wanted == ERROR:
        return None, None
    match c.pool.tag(wanted):
        case Tag.LIST:
            return wanted, c.pool.arguments(wanted)[0]
        case Tag.MAP:
            return wanted, c.pool.tuple_(c.pool.arguments(wanted))
        case Tag.SUM | Tag.STRUCT if c.pool.declaration(wanted) == c.environment.prelude_type("Set"):
            return wanted, c.pool.arguments(wanted)[0]
        case _:
            return None, None


def _is_made_by_collecting(c: Checker, wanted: Idx) -> bool:
    """Whether a type implements `Collect`."""
    head = head_of(c.pool, wanted) if wanted >= 0 else None
    return head is not None and bool(c.environment.trait_impls(c.environment.prelude_type("Collect"), head))


def _collecting_call(e: ast.Comprehension) -> ast.MethodCall:
    """`(for … yield body).iter().collect()`: what is collected of the list. The spans are those of no other form."""
    start = e.span.start
    word, nowhere = Span(start, start + len("for")), Span(start, start)
    listed = msgspec.structs.replace(e, span=word)
    iterator = ast.MethodCall(Span(start, start + 2), listed, ast.Name(Span(start, start + 1), "iter"), (), (), nowhere)
    return ast.MethodCall(e.span, iterator, ast.Name(nowhere, "collect"), (), (), nowhere)


def _find_target(c: Checker, label: ast.Name | None, span: Span, word: str) -> Target | None:
    target = c.target(label.text if label is not None else None)
    if target is not None:
        return target
    if label is not None:
        known = ", ".join(dict.fromkeys(f"`{t.label}`" for t in c.targets if t.label))
        help_ = f"the labels in reach are {known}" if known else "a label is declared as in `loop:name { … }`"
        similar = closest(label.text, (t.label for t in c.targets if t.label))
        better = replacement(similar, c.at(label.span)) if similar else None
        help_ = "" if similar else help_
        message = f"there is no label `{label.text}` around here"
        c.report(TypeProblem("E2065", message, c.at(label.span), "no such label", (), help_, better))
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
    if target.kind.collects:
        if e.value is not None:
            _collect(c, e.value, target, e.span)
        return NEVER
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
        type_ = c.resolve(expressions.infer(c, e.value)) if e.value is not None else VOID
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
    """`continue:label value`."""
    target = _find_target(c, e.label, e.span, "continue")
    if e.value is not None:
        if target is not None and target.kind.collects:
            _collect(c, e.value, target, e.span)
            return NEVER
        expressions.infer(c, e.value)
        if target is not None:
            code = "E0873" if e.label is not None and target.kind is _FOR else "E0861"
            message = f"{target.kind.name} collects nothing, so `continue` takes no value"
            c.report(TypeProblem(code, message, c.at(e.value.span), "", (), "write `continue` alone"))
    elif target is None:
        return ERROR
    elif not target.kind.is_loop:
        message = "`continue` goes on with a loop, and this label names a block"
        c.report(TypeProblem("E2065", message, c.at(e.span), "", (), "leave a block with `break`"))
    return NEVER


def _collect(c: Checker, value: ast.Expr, target: Target, span: Span) -> None:
    """One more value for the collection of a `for … yield`."""
    if target.expectation is not None:
        expressions.check(c, value, target.expectation)
        return
    found = c.resolve(expressions.infer(c, value))
    if found == NEVER:
        return
    if target.first_break is None:
        target.type, target.first_break = found, span
    elif not c.unifier.unify(target.type, found):
        first = c.at(target.first_break)
        what = "what this `for` collects"
        c.report(BranchMismatch(what, c.at(value.span), c.name(found), first, c.name(target.type), "E0860"))
