"""What errors remember of their way: each `?` that passes one on notes its place (language reference, part 3, 24)."""

from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import PLACES, Expr
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.pool import INT, STR, Idx

_TYPES: Final = (STR, STR, INT, INT)


def passed_on(s: Lowering, error: Expr, span: Span) -> Expr:
    """The error, with the place of the `?` that passes it on; as it is if its type remembers none.

    The library's own places tell the user nothing.
    """
    if is_library(s.typed.item.path) or not remembers_places(s, error.type):
        return error
    place = tuple(ir.CallIntrinsic(type_, span, part, ()) for part, type_ in zip(PLACES, _TYPES, strict=True))
    return _call(s, "traced", error.type, (error, *place), error.type, span)


def entries(s: Lowering, error: Expr, result: Idx, span: Span) -> Expr:
    """The places that an error came by, as a list."""
    if not remembers_places(s, error.type):
        return ir.Block(result, span, (error,), ir.ListNew(result, span, ()))
    return _call(s, "known_entries", error.type, (error,), result, span)


def remembers_places(s: Lowering, type_: Idx) -> bool:
    """Whether a type, which is known, is `Traceable`."""
    if s.pool.has_parameters(type_):
        return False
    traceable = s.environment.prelude_type("Traceable")
    return s.environment.implementation(traceable, "with_trace", (type_,)) is not None


def _call(s: Lowering, name: str, type_: Idx, arguments: tuple[Expr, ...], result: Idx, span: Span) -> Expr:
    function = s.environment.prelude_function(name)
    if not isinstance(function, ItemId):
        raise TypeError(f"`{name}` is no function of the prelude")
    return ir.Call(result, span, s.environment.instance(function, (type_,)), arguments)
