"""Calls of constant functions whose arguments are constants become their values."""

from collections.abc import Sequence

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic
from ori_compiler.canon.lower.names import respan
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.types.definitions import Signature
from ori_compiler.types.functions import FunctionId, Instance, item_of


def folded(
    s: Lowering, signature: Signature, function: FunctionId, values: Sequence[Expr], statements: Sequence[Expr], e: Expr
) -> Expr:
    """The value of a call, or the call `e` itself where an argument is known only at run time.

    Inside of constant functions and constants nothing is folded: they are computed as a whole.
    """
    if not signature.is_constant or not s.environment.folds_calls(s.typed.function):
        return e
    kept = {statement.local: statement.value for statement in statements if isinstance(statement, ir.Let)}
    arguments = tuple(kept.get(v.local, v) if isinstance(v, ir.LocalRef) else v for v in values)
    if not all(map(_is_constant, arguments)) or any(s.pool.has_parameters(v.type) for v in (*arguments, e)):
        return e
    call = ir.Call(e.type, e.span, function, arguments)
    answer = s.environment.constant_call(item_of(s.function), call)
    if answer.problem is not None and not isinstance(s.function, Instance):
        s.errors.emit(answer.problem)
    return e if answer.value is None else respan(answer.value, e.span)


def _is_constant(e: Expr) -> bool:
    """Whether an expression is made of literals, operators and calls of the library."""
    match e:
        case (
            ir.IntConstant()
            | ir.FloatConstant()
            | ir.BoolConstant()
            | ir.CharConstant()
            | ir.StrConstant()
            | ir.UnitConstant()
        ):
            return True
        case ir.Unary(operand=operand):
            return _is_constant(operand)
        case ir.Binary(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ir.StructNew(fields=parts) | ir.VariantNew(fields=parts) | ir.ListNew(elements=parts):
            return all(map(_is_constant, parts))
        case ir.CallIntrinsic(intrinsic=Intrinsic.STR_CONCAT, arguments=parts):
            return all(map(_is_constant, parts))
        case ir.If(condition=condition, then=then, otherwise=otherwise):
            return _is_constant(condition) and _is_constant(then) and _is_constant(otherwise)
        case _:
            return False
