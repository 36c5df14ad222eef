"""Parts of lists: what `slice` and its like, and the rest in a pattern mean."""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.source.span import Span
from ori_compiler.types.pool import Idx


def part(s: Lowering, arguments: tuple[Expr, Expr, Expr], result: Idx, span: Span) -> Expr:
    """The elements of a list between two indices, in a list of type `result`.

    A part shares the memory of its list, unless the end of elements is seen: those beside it would live as long as it.
    """
    if s.end_is_seen(result):
        return ir.Call(result, span, s.environment.method(result, "_copied_part"), arguments)
    return ir.CallIntrinsic(result, span, Intrinsic.LIST_SLICE, arguments)
