"""Stateful handlers (language reference, part 2, 21.4).

An operation `@op (self, p: P) -> R` of the capability is written as a function of the state and `p`, which gives the
new state and the result: `(S, P) -> (S, R)`.
"""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.resolve.module_path import is_library
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import TraitDefinition
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.functions import MemberId, is_constant_member
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.access import receiver_type
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.obligations import solve
from ori_compiler.types.pool import ERROR, VOID, Idx


def handler(c: Checker, e: ast.Handler, trait: ItemId) -> None:
    """Checks the state and the operations of a handler of a capability."""
    state = VOID if e.state is None else receiver_type(c, expressions.infer(c, e.state))
    if c.obligations:
        solve(c)
    c.types[e.span] = state
    definition = c.environment.trait(trait)
    if definition is None:
        return
    first: dict[str, Span] = {}
    meant: set[str] = set()
    for operation in e.operations:
        name = operation.name.text
        if name in first:
            label = (Label(c.at(first[name]), "first written here"),)
            message = f"the operation `{name}` is written twice"
            c.report(TypeProblem("E2006", message, c.at(operation.name.span), "again here", label))
        first.setdefault(name, operation.name.span)
    for operation in e.operations:
        if definition.method(operation.name.text) is None:
            meant.add(_report_unknown(c, operation, definition, set(first)))
        else:
            _operation(c, operation, definition, state)
    _demand_all(c, e, definition, {*first, *meant})


def _report_unknown(c: Checker, operation: ast.Operation, definition: TraitDefinition, written: set[str]) -> str:
    """Reports an operation that the capability does not have; the result is the name that was probably meant."""
    expressions.infer(c, operation.value)
    similar = closest(operation.name.text, [each.name for each in definition.methods if each.name not in written])
    at, trait = c.at(operation.name.span), definition.trait.name
    c.report(UnknownName("operation", operation.name.text, at, "E1207", similar, "", trait))
    return similar


def _operation(c: Checker, operation: ast.Operation, definition: TraitDefinition, state: Idx) -> None:
    name = operation.name.text
    method = definition.method(name)
    signature = c.environment.signature(MemberId(definition.trait, name))
    if signature.generics or method is None or method.takes_self or method.returns_self:
        expressions.infer(c, operation.value)
        why = "has type parameters of its own" if signature.generics else "depends on the type that provides it"
        message = f"`{definition.trait.name}.{name}` {why}, so no handler can provide it"
        c.report(TypeProblem("E2012", message, c.at(operation.name.span)))
        return
    parameters = (state, *(parameter.type for parameter in signature.parameters))
    declared = _declared(c, definition.trait, name)
    value = operation.value
    if isinstance(value, ast.Lambda) and len(value.parameters) != len(parameters):
        expressions.infer(c, value)
        takes, count = len(value.parameters), len(parameters) - 1
        message = f"`{name}` takes {takes} parameter{'s' if takes != 1 else ''} here, and has to take {count + 1}"
        help_ = "the first one is the state" + (", then come those of the operation" if count else "")
        c.report(TypeProblem("E1205", message, c.at(value.span), "", declared, help_))
        return
    given = c.fresh()
    wanted = c.pool.function(parameters, given)
    before = len(c.errors.diagnostics)
    c.operation = value.span
    found = expressions.infer(c, value, Expectation(wanted))
    if len(c.errors.diagnostics) > before:
        return
    shape = f"`({', '.join(['state', *(p.name for p in signature.parameters)])}) -> (new state, result)`"
    if not c.unifier.unify(found, wanted):
        message = f"`{name}` is `{c.name(found)}`, which is no operation with this state"
        c.report(TypeProblem("E1205", message, c.at(value.span), "", declared, f"write it as {shape}"))
        return
    new_state, result = c.fresh(), c.fresh()
    if c.unifier.unify(given, c.pool.tuple_((new_state, result))):
        _compare(c, operation, declared, (new_state, state), (result, signature.result), shape)
    elif c.resolve(given) != ERROR:
        body = value.body if isinstance(value, ast.Lambda) else value
        message = f"`{name}` gives `{c.name(given)}`, but has to give two values: the new state and its result"
        c.report(
            TypeProblem(
                "E1205", message, c.at(body.span), f"this is `{c.name(given)}`", declared, f"write it as {shape}"
            )
        )


def _compare(
    c: Checker,
    operation: ast.Operation,
    declared: tuple[Label, ...],
    state: tuple[Idx, Idx],
    result: tuple[Idx, Idx],
    shape: str,
) -> None:
    """Reports a new state or a result of another type than there has to be."""
    name = operation.name.text
    body = operation.value.body if isinstance(operation.value, ast.Lambda) else operation.value
    parts = body.elements if isinstance(body, ast.Tuple) and len(body.elements) == 2 else (body, body)
    if not c.unifier.unify(*state):
        message = f"`{name}` leaves a state of type `{c.name(state[0])}`, but the state is `{c.name(state[1])}`"
        help_ = f"an operation gives the new state and its result: {shape}"
        c.report(TypeProblem("E1206", message, c.at(parts[0].span), f"this is `{c.name(state[0])}`", (), help_))
    elif not c.unifier.unify(*result):
        message = f"`{name}` gives `{c.name(result[0])}`, but the operation gives `{c.name(result[1])}`"
        c.report(TypeProblem("E1205", message, c.at(parts[1].span), f"this is `{c.name(result[0])}`", declared))


def _declared(c: Checker, trait: ItemId, name: str) -> tuple[Label, ...]:
    if is_library(trait.path):
        return ()
    return (Label(c.environment.member_span(MemberId(trait, name)), "the operation is declared here"),)


def _demand_all(c: Checker, e: ast.Handler, definition: TraitDefinition, written: set[str]) -> None:
    # A constant is no operation: nothing asks a provider for it.
    operations = [m for m in definition.methods if not is_constant_member(m.name)]
    missing = [m.name for m in operations if not m.has_default and m.name not in written]
    if not missing:
        return
    listed = ", ".join(f"`{name}`" for name in missing)
    labels = tuple(label for name in missing for label in _declared(c, definition.trait, name))
    message = f"the handler lacks {listed} of `{definition.trait.name}`"
    help_ = f"add `{missing[0]}: (state, …) -> (state, …)`"
    c.report(TypeProblem("E1204", message, c.at(Span(e.span.start, e.span.start + len("handler"))), "", labels, help_))
