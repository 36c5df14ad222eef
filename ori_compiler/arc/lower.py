"""Canonical IR to ARC IR.

In: a canonical function without poison and the definitions of its types. Out: `Lowered`, its blocks in SSA form,
with boxes explicit and without counting. Mutable locals, labels and values of breaks are gone; unreachable code is
dropped. Whatever has one value on all paths has one variable.
"""

from typing import assert_never

from ori_compiler.arc.element_updates import with_elements_taken_out
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import ArcFunction, Ownership, Return, VarId
from ori_compiler.arc.lower_control_flow import (
    lower_binding,
    lower_block,
    lower_break,
    lower_continue,
    lower_end_scope,
    lower_if,
    lower_labelled,
    lower_loop,
    lower_return,
)
from ori_compiler.arc.lower_expressions import (
    lower_call,
    lower_field,
    lower_list,
    lower_literal,
    lower_object,
    lower_object_call,
    lower_operation,
    lower_struct,
    lower_struct_update,
    lower_unary,
    lower_variant,
)
from ori_compiler.arc.lower_match import lower_match
from ori_compiler.arc.lowering_state import LoweringState
from ori_compiler.arc.simplification import simplified
from ori_compiler.arc.stages import Lowered
from ori_compiler.arc.tail_calls import loops_for_tail_calls, with_tail_calls_marked
from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import CanonFunction, LocalId
from ori_compiler.eval.recursion import deep_recursion
from ori_compiler.types.definitions import TypeDefinitions


class _Lowering(LoweringState):
    """Sends each kind of expression to the function that lowers it."""

    def expression(self, expression: canon.Expr) -> VarId | None:
        match expression:
            case canon.LocalRef(local=local):
                return self.opened(self.environment[local], expression.span)
            case canon.IntConstant(value=value) | canon.CharConstant(value=value):
                return lower_literal(self, value, expression)
            case canon.FloatConstant() | canon.BoolConstant() | canon.StrConstant():
                return lower_literal(self, expression.value, expression)
            case canon.UnitConstant():
                return lower_literal(self, None, expression)
            case canon.Binary() | canon.CallIntrinsic():
                return lower_operation(self, expression)
            case canon.Unary():
                return lower_unary(self, expression)
            case canon.Call():
                return lower_call(self, expression)
            case canon.StructNew():
                return lower_struct(self, expression)
            case canon.StructUpdate():
                return lower_struct_update(self, expression)
            case canon.FieldGet():
                return lower_field(self, expression)
            case canon.VariantNew():
                return lower_variant(self, expression)
            case canon.Let() | canon.Assign():
                return lower_binding(self, expression)
            case canon.EndScope():
                return lower_end_scope(self, expression)
            case canon.Block():
                return lower_block(self, expression)
            case canon.If():
                return lower_if(self, expression)
            case canon.Match():
                return lower_match(self, expression)
            case canon.Loop():
                return lower_loop(self, expression)
            case canon.Labelled():
                return lower_labelled(self, expression)
            case canon.Break():
                return lower_break(self, expression)
            case canon.Continue():
                return lower_continue(self, expression)
            case canon.Return():
                return lower_return(self, expression)
            case canon.ObjectNew():
                return lower_object(self, expression)
            case canon.ObjectCall():
                return lower_object_call(self, expression)
            case canon.ListNew():
                return lower_list(self, expression)
            case canon.Poison():
                raise InternalError("a function with errors reached the back end")
            case _:
                assert_never(expression)


def lower_to_arc(function: CanonFunction, definitions: TypeDefinitions) -> Lowered:
    """The function's ARC IR before any counting; every parameter counts as owned until borrows are inferred."""
    state = _Lowering(function, definitions)
    state.current = state.block()
    parameters: list[VarId] = []
    for index, local in enumerate(function.locals[: function.parameter_count]):
        variable = state.variable(local.type, name=local.name)
        state.bind(LocalId(index), variable)
        parameters.append(variable)
    with deep_recursion:
        result = state.expression(function.body)
    if result is not None:
        state.terminate(Return(result))
    lowered = ArcFunction(
        function.id,
        tuple(parameters),
        (Ownership.OWNED,) * len(parameters),
        function.result,
        tuple(state.variables),
        state.blocks(),
        function.span,
    )
    looping = loops_for_tail_calls(simplified(lowered))
    return Lowered(with_elements_taken_out(with_tail_calls_marked(looping), definitions))
