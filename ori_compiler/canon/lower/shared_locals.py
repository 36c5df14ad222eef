"""Locals that a closure of the compiler's own assigns: what stands in `catch(…)`, and the release of a `with(…)`.

Such a local has a cell beside it, which the closure captures instead of a copy. Whoever assigns the local fills the
cell too, so that nothing is lost when a panic ends the closure.
"""

from collections.abc import Iterator, Mapping

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic, LocalId
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference.places import root_of
from ori_compiler.types.pool import ERROR, INT, VOID
from ori_compiler.types.typed_body import FunctionReference, LocalReference, TraitMethodReference


def assign(s: Lowering, local: LocalId, value: Expr, span: Span) -> Expr:
    """Assigns a local, and fills its cell if it has one."""
    assigned = ir.Assign(VOID, span, local, value)
    cell = s.cells.get(local)
    if cell is None:
        return assigned
    type_ = s.locals[local].type
    taken = ir.CallIntrinsic(type_, span, Intrinsic.CELL_TAKE, (s.read(cell, span),))
    put = ir.CallIntrinsic(VOID, span, Intrinsic.CELL_PUT, (s.read(cell, span), s.read(local, span)))
    return ir.Block(VOID, span, (assigned, taken, put), unit(span))


def read_cell(s: Lowering, cell: LocalId, span: Span) -> Expr:
    """What is in a cell."""
    (type_,) = s.pool.arguments(s.locals[cell].type)
    zero = ir.IntConstant(INT, span, 0)
    return ir.CallIntrinsic(type_, span, Intrinsic.LIST_GET, (s.read(cell, span), zero))


def with_cells(s: Lowering, bindings: list[Span], span: Span) -> tuple[list[Expr], dict[Span, LocalId]]:
    """The cells of locals, and the statements that make those which are not there yet."""
    statements: list[Expr] = []
    found: dict[Span, LocalId] = {}
    for binding in bindings:
        local = s.declare(binding)
        type_ = s.locals[local].type
        cell = s.cells.get(local)
        if type_ == ERROR:
            continue
        if cell is None:
            cell = s.new_local(s.pool.list_(type_))
            value = ir.ListNew(s.locals[cell].type, span, (s.read(local, span),))
            statements.append(ir.Let(VOID, span, cell, value))
        found[binding] = cell
    return statements, found


def taken_back(s: Lowering, cells: Mapping[Span, LocalId], span: Span) -> list[Expr]:
    """Makes locals what their cells hold, once the closure has ended."""
    return [ir.Assign(VOID, span, s.declare(binding), read_cell(s, cell, span)) for binding, cell in cells.items()]


def assigned_in(s: Lowering, e: ast.Expr) -> list[Span]:
    """The locals of the function around that an expression assigns, or changes by one of their methods."""
    found: dict[Span, None] = {}
    for place in _changed_places(s, e):
        root = root_of(place)
        reference = s.typed.references.get(root.span)
        if isinstance(reference, LocalReference) and not _is_inside(reference.binding, e.span):
            found[reference.binding] = None
    return sorted(found)


def mentioned_in(s: Lowering, e: ast.Expr) -> set[Span]:
    """The locals that an expression mentions."""
    return {
        reference.binding
        for span, reference in s.typed.references.items()
        if isinstance(reference, LocalReference) and _is_inside(span, e.span)
    }


def _changed_places(s: Lowering, e: ast.Expr) -> Iterator[ast.Expr]:
    simpler = [form for span, form in s.typed.desugared.items() if _is_inside(span, e.span)]
    for root in (e, *simpler):
        for node in nodes(root):
            if isinstance(node, ast.Assign):
                yield node.target
            elif isinstance(node, ast.MethodCall) and _mutates(s, node):
                yield node.receiver


def _mutates(s: Lowering, e: ast.MethodCall) -> bool:
    match s.typed.references.get(e.name.span):
        case FunctionReference(function=function):
            return s.environment.mutates(function)
        case TraitMethodReference(trait=trait, name=name):
            return s.environment.mutates(MemberId(trait, name))
        case _:
            return False


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
