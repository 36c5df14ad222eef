"""Boxing: a value becomes an object of a trait, with the functions of the trait beside it."""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.canon.object_tables import slots
from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import ERROR, Idx


def boxed(s: Lowering, value: Expr, object_type: Idx, span: Span) -> Expr:
    """A value as an object of a trait that its type implements."""
    if value.type == object_type:
        return value
    methods: list[FunctionId] = []
    for bound, name in slots(s.environment, object_type):
        trait = s.pool.declaration(bound)
        function = s.environment.implementation(trait, name, (value.type, *s.pool.arguments(bound)))
        if function is None:
            return ir.Poison(ERROR, span)
        methods.append(function)
    return ir.ObjectNew(object_type, span, value, tuple(methods))
