"""Where locals end whose end can be seen: their types contain a `drop` of the user's (part 3, section 25.3).

The locals of a scope end in the reverse order of their declaration, after the value of the scope is computed, and on
every other way out. All other locals end when nobody needs them any more, which nobody can tell.
"""

from collections.abc import Callable

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, LocalId
from ori_compiler.canon.lower.state import Lowering, Scope, unit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import ERROR, NEVER, VOID
from ori_compiler.types.typed_body import LocalReference


def opened(s: Lowering) -> None:
    """Opens the scope of a block, an arm or a round of a loop."""
    s.scopes.append(Scope(is_block=True))


def statement(s: Lowering, e: ast.Expr, lower: Callable[[Lowering, ast.Expr], Expr]) -> Expr:
    """Lowers a statement; what the compiler keeps for it ends with it."""
    s.scopes.append(Scope(is_block=False))
    return closed(s, lower(s, e), e.span)


def closed(s: Lowering, value: Expr, span: Span) -> Expr:
    """Closes the innermost scope: its locals end after the value is computed."""
    return _ended(s, value, tuple(reversed(s.scopes.pop().locals)), span)


def ended_on_all_ways(s: Lowering, value: Expr, locals_: list[LocalId], span: Span) -> Expr:
    """Behind a form that ends locals on some of its ways, they have ended on all: nothing can use them any more."""
    return _ended(s, value, tuple(locals_), span)


def _ended(s: Lowering, value: Expr, locals_: tuple[LocalId, ...], span: Span) -> Expr:
    if not locals_ or value.type in (NEVER, ERROR):
        return value
    end = ir.EndScope(VOID, span, locals_)
    if value.type == VOID:
        return ir.Block(VOID, span, (value, end), unit(span))
    kept = s.moved(value.type)
    return ir.Block(value.type, span, (ir.Let(VOID, span, kept, value), end), s.read(kept, span))


def leaving(s: Lowering, depth: int, jump: Callable[[Expr], Expr], value: Expr, span: Span) -> Expr:
    """A jump out of all scopes beyond `depth`: their locals end, the innermost scope first."""
    if value.type in (NEVER, ERROR):
        return jump(value)
    ends = _ends(s, depth, span)
    if not ends:
        return jump(value)
    if value.type == VOID:
        return ir.Block(NEVER, span, (value, *ends), jump(unit(span)))
    kept = s.moved(value.type)
    return ir.Block(NEVER, span, (ir.Let(VOID, span, kept, value), *ends), jump(s.read(kept, span)))


def _ends(s: Lowering, depth: int, span: Span) -> list[Expr]:
    """What is done on the way out of all scopes beyond `depth`."""
    ends: list[Expr] = []
    locals_: list[LocalId] = []
    for scope in reversed(s.scopes[depth:]):
        locals_ += reversed(scope.locals)
        if scope.release is not None:
            if locals_:
                ends.append(ir.EndScope(VOID, span, tuple(locals_)))
                locals_ = []
            ends += scope.release()
    if locals_:
        ends.append(ir.EndScope(VOID, span, tuple(locals_)))
    return ends


def declare_all(s: Lowering, pattern: ast.Pattern) -> None:
    """Makes the names of a pattern locals of the scope that is open."""
    if not s.scopes:
        return
    for span in s.typed.bindings:
        reference = s.typed.references.get(span)
        is_alternative = isinstance(reference, LocalReference) and reference.binding != span
        if pattern.span.start <= span.start and span.end <= pattern.span.end and not is_alternative:
            s.declare(span)
