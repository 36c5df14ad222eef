"""What functions give back. A method that changes `self` gives it back with its result (part 2, 20.3).

@roll (self, by: int) -> int      (Odometer, int) -> (Odometer, int)
@reset (self) -> void             (Odometer) -> Odometer
"""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.canon.lower import scopes
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.source.span import Span
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Pool

OK, ERR = 0, 1
"""The variants of the prelude's `Result`."""


def changed_result(pool: Pool, self_type: Idx, result: Idx) -> Idx:
    """The type of what a method that changes `self` gives back."""
    return self_type if result in (VOID, NEVER) else pool.tuple_((self_type, result))


def with_self(s: Lowering, value: Expr, span: Span) -> Expr:
    """A result together with `self`, if the method changes it; otherwise the result alone."""
    local = s.self_local
    if local is None or value.type == NEVER:
        return value
    self_type = s.locals[local].type
    type_ = changed_result(s.pool, self_type, s.result)
    if type_ == self_type:
        return ir.Block(type_, span, (value,), s.read(local, span))
    kept = s.moved(value.type)
    parts = (s.read(local, span), s.read(kept, span))
    built = ir.StructNew(type_, span, parts)
    return ir.Block(type_, span, (ir.Let(VOID, span, kept, value),), built)


def leave(s: Lowering, value: Expr, span: Span) -> Expr:
    """Ends the function, the lambda, or what is around this place and keeps `?` inside of it, with a value."""
    if s.exits:
        exit_ = s.exits[-1]
        return scopes.leaving(s, exit_.depth, lambda kept: ir.Break(NEVER, span, exit_.label, kept), value, span)
    if s.discarded is not None:
        dropped = value if value.type in (VOID, NEVER, ERROR) else ir.Block(VOID, span, (value,), unit(span))
        return scopes.leaving(s, 0, lambda kept: ir.Return(NEVER, span, kept), dropped, span)
    if s.carried is not None:
        value = ir.VariantNew(s.result, span, ERR, (value,))
    return scopes.leaving(s, 0, lambda kept: ir.Return(NEVER, span, with_self(s, kept, span)), value, span)
