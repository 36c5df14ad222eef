"""Lowering of bindings, blocks, branches, loops and jumps out of them."""

from ori_compiler.arc.assigned_locals import assigned_locals
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import Branch, CallIntrinsic, Jump, KeepAlive, Return, VarId
from ori_compiler.arc.lower_expressions import observed
from ori_compiler.arc.lowering_state import Arrival, JumpTarget, LoweringState
from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.source.span import Span
from ori_compiler.types.pool import VOID


def lower_binding(state: LoweringState, expression: canon.Let | canon.Assign) -> VarId | None:
    """The local is the value from now on; no code of its own but for the end of an old value with a `drop`."""
    value = state.expression(expression.value)
    if value is None:
        return None
    if isinstance(expression, canon.Assign):
        local = state.function.locals[expression.local]
        if state.classifier.holds_drop(local.type):
            _end(state, (expression.local,), expression.span)
    state.bind(expression.local, value)
    return state.unit(expression.span)


def lower_end_scope(state: LoweringState, expression: canon.EndScope) -> VarId | None:
    """Keeps each local alive until those before it have been released.

    keep_alive %b                    keep_alive %b
    keep_alive %a          =>        decrement %b
    raise_drop_panic()               keep_alive %a
                                     decrement %a
                                     raise_drop_panic()
    """
    _end(state, expression.locals, expression.span)
    return state.unit(expression.span)


def _end(state: LoweringState, locals_: tuple[canon.LocalId, ...], span: Span) -> None:
    for local in locals_:
        variable = state.environment.pop(local, None)
        if variable is not None and state.classifier.is_counted(state.variables[variable]):
            state.emit(KeepAlive(span, variable))
    state.emit(CallIntrinsic(span, state.variable(VOID), Intrinsic.RAISE_DROP_PANIC, ()))


def lower_block(state: LoweringState, expression: canon.Block) -> VarId | None:
    """Statements, then the result; blocks in result position are walked, not recursed."""
    node: canon.Expr = expression
    while isinstance(node, canon.Block):
        for statement in node.statements:
            value = state.expression(statement)
            if value is None:
                return None
            observed(state, value, statement)
        node = node.result
    return state.expression(node)


def lower_if(state: LoweringState, expression: canon.If) -> VarId | None:
    """A branch; an `else if` chain is walked, not recursed.

    b0: .. branch c b1 b2
    b1: .. jump b3(x)
    b2: .. jump b3(y)
    b3(result): ..
    """
    outer = tuple(state.environment)
    common = dict(state.parts)
    arrivals: list[Arrival] = []
    node: canon.Expr = expression
    while isinstance(node, canon.If):
        condition = state.expression(node.condition)
        if condition is None:
            break
        then, otherwise = state.block(), state.block()
        state.terminate(Branch(condition, then, otherwise))
        environment, parts = dict(state.environment), dict(state.parts)
        state.current = then
        arrive(state, state.expression(node.then), arrivals)
        state.current, state.environment, state.parts = otherwise, environment, parts
        node = _only_result(node.otherwise)
    else:
        arrive(state, state.expression(node), arrivals)
    return state.join_value(arrivals, outer, common, expression)


def arrive(state: LoweringState, value: VarId | None, arrivals: list[Arrival]) -> None:
    """Adds the current path with its value, if control has come this far."""
    if value is not None:
        arrivals.append(state.arrival(value))


def _only_result(expression: canon.Expr) -> canon.Expr:
    while isinstance(expression, canon.Block) and not expression.statements:
        expression = expression.result
    return expression


def lower_loop(state: LoweringState, expression: canon.Loop) -> VarId | None:
    """A loop; the locals that its body assigns are parameters of its head.

    b0: .. jump b1(x0)
    b1(x1): .. branch c b2 b3
    b2: .. jump b1(x2)
    b3: what follows, with the x of the break
    """
    assigned = assigned_locals(expression.body)
    outer = tuple(state.environment)
    carried = tuple(local for local in outer if local in assigned)
    initial = tuple(state.opened(state.environment[local], expression.span) for local in carried)
    parameters = tuple(
        state.variable(state.variables[value].type, name=state.variables[value].name) for value in initial
    )
    head = state.block(parameters)
    state.terminate(Jump(head, initial))
    state.current = head
    for local, parameter in zip(carried, parameters, strict=True):
        state.bind(local, parameter)
    parts = dict(state.parts)
    target = JumpTarget(head, carried, [])
    state.labels[expression.label] = target
    if state.expression(expression.body) is not None:
        _next_round(state, target)
    return state.join_value(target.exits, outer, parts, expression)


def _next_round(state: LoweringState, target: JumpTarget) -> None:
    if target.head is None:
        raise InternalError("a continue to a block")
    values = (state.environment[local] for local in target.carried)
    arguments = tuple(state.opened(value, state.function.span) for value in values)
    state.terminate(Jump(target.head, arguments))


def lower_labelled(state: LoweringState, expression: canon.Labelled) -> VarId | None:
    """A block whose end is where its breaks and its own value meet."""
    outer = tuple(state.environment)
    parts = dict(state.parts)
    target = JumpTarget(None, (), [])
    state.labels[expression.label] = target
    arrive(state, state.expression(expression.body), target.exits)
    return state.join_value(target.exits, outer, parts, expression)


def lower_break(state: LoweringState, expression: canon.Break) -> VarId | None:
    """Leaves towards the end of the loop or block."""
    arrive(state, state.expression(expression.value), state.labels[expression.label].exits)
    return None


def lower_continue(state: LoweringState, expression: canon.Continue) -> VarId | None:
    """Back to the head with what the carried locals are now."""
    _next_round(state, state.labels[expression.label])
    return None


def lower_return(state: LoweringState, expression: canon.Return) -> VarId | None:
    """Leaves the function."""
    value = state.expression(expression.value)
    if value is not None:
        state.terminate(Return(value))
    return None
