"""Trait objects: a value with the functions of its traits beside it.

The functions stand in a fixed order: those of each trait of the object type, then those of the traits they build on.
"""

from collections.abc import Iterator

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.object_safety import object_problem
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.supertraits import bound_closure


def _table(s: Lowering, object_type: Idx) -> Iterator[tuple[Idx, str]]:
    """The bound and method of each slot. Methods that need to know the type have no slot."""
    seen: set[Idx] = set()
    for root in s.pool.arguments(object_type):
        for bound in bound_closure(s.environment, root, object_type):
            trait = s.environment.trait(s.pool.declaration(bound))
            if bound in seen or trait is None or object_problem(s.environment, bound) is not None:
                continue
            seen.add(bound)
            for method in trait.methods:
                yield bound, method.name


def boxed(s: Lowering, value: Expr, object_type: Idx, span: Span) -> Expr:
    """A value as an object of a trait that its type implements."""
    if value.type == object_type:
        return value
    methods: list[FunctionId] = []
    for bound, name in _table(s, object_type):
        trait = s.pool.declaration(bound)
        function = s.environment.implementation(trait, name, (value.type, *s.pool.arguments(bound)))
        if function is None:
            return ir.Poison(ERROR, span)
        methods.append(function)
    return ir.ObjectNew(object_type, span, value, tuple(methods))


def call(
    s: Lowering, trait: ItemId, name: str, receiver: Expr, arguments: tuple[Expr, ...], type_: Idx, span: Span
) -> Expr:
    """Calls a method of the value in an object."""
    for slot, (bound, method) in enumerate(_table(s, receiver.type)):
        if method == name and s.pool.declaration(bound) == trait:
            return ir.ObjectCall(type_, span, receiver, slot, arguments)
    return ir.Poison(ERROR, span)
