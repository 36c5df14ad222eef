"""`map[key] = … map[key] …`: the entry is looked for once.

    counts[word] = (counts[word] ?? 0) + 1

    let index = counts._index_of(key: word);
    counts = counts._with_value_at(index:, key: word, value: (counts._value_at(index:) ?? 0) + 1);

A value that is not a plain number leaves the map meanwhile, so that nobody else has it and it is changed in place:

    groups[key] = (groups[key] ?? []).push(value: item)

    let index = groups._index_of(key:);
    let taken = groups._value_at(index:);
    groups = groups._without_value_at(index:);
    groups = groups._with_value_at(index:, key:, value: (taken ?? []).push(value: item));

Only where looking cannot be observed (keys of built-in types without parts) and nothing in between can change the map
or the key: the right side consists of names, literals, operators, calls and conditions. What a panic leaves of the map
nobody sees.
"""

from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, LocalId
from ori_compiler.canon.lower import collections, expressions, shared_locals
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.base import Syntax
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx, Tag
from ori_compiler.types.typed_body import LocalReference

_PLAIN_KEYS: Final = frozenset((BOOL, BYTE, CHAR, INT, STR))
_NUMBERS: Final = frozenset((BOOL, BYTE, CHAR, FLOAT, INT, VOID))
_PLAIN: Final = (
    *(ast.NameRef, ast.Name, ast.Literal, ast.Unary, ast.Binary, ast.Coalesce, ast.Index, ast.If),
    *(ast.Call, ast.MethodCall, ast.Argument, ast.FieldAccess, ast.TupleField),
    *(ast.Unit, ast.Template, ast.Formatted, ast.Tuple, ast.ListLiteral, ast.Spread),
    *(ast.MapLiteral, ast.MapEntry, ast.StructLiteral, ast.FieldInit, ast.SpreadInit),
)


def update(s: Lowering, e: ast.Assign) -> Expr | None:
    """The assignment with one look-up; none if it is not of that kind. Its right side changes nothing."""
    target = e.target
    if e.operator is not None or not isinstance(target, ast.Index):
        return None
    map_, type_ = _local(s, target.base), s.type_of(target.base)
    if map_ is None or s.pool.tag(type_) is not Tag.MAP or s.pool.arguments(type_)[0] not in _PLAIN_KEYS:
        return None
    reads = [node for node in nodes(e.value) if isinstance(node, ast.Index) and _is_same(s, node, target)]
    if not reads or not all(isinstance(node, _PLAIN) or not isinstance(node, Syntax) for node in nodes(e.value)):
        return None
    key, index = s.new_local(s.pool.arguments(type_)[0]), s.new_local(INT)
    key_value = collections.index_key(s, target, lambda: s.read(map_, target.base.span))
    arguments = s.read(map_, target.base.span), s.read(key, target.span)
    looked_up = ir.Call(INT, target.span, s.environment.method(type_, "_index_of"), arguments)
    statements: list[Expr] = [
        ir.Let(VOID, target.span, key, key_value),
        ir.Let(VOID, target.span, index, looked_up),
    ]
    if s.pool.arguments(type_)[1] not in _NUMBERS and _mentions(s, e.value, map_) == 1:
        statements += _taken(s, reads[0], map_, type_, index)
    else:
        s.known_entries.update((read.span, index) for read in reads)
    value = expressions.lower(s, e.value)
    if value.type == NEVER:
        return ir.Block(NEVER, e.span, tuple(statements), value)
    if value.type == ERROR:
        return ir.Poison(ERROR, e.span)
    parts = s.read(map_, e.span), s.read(index, e.span), s.read(key, e.span), value
    changed = ir.Call(type_, e.span, s.environment.method(type_, "_with_value_at"), parts)
    statements.append(shared_locals.assign(s, map_, changed, e.span))
    return ir.Block(VOID, e.span, tuple(statements), unit(e.span))


def _taken(s: Lowering, read: ast.Index, map_: LocalId, type_: Idx, index: LocalId) -> list[Expr]:
    """Takes the value of the entry out of the map: the read in the right side means what was taken.

    A cell that shares the map with a `catch` is left as it is, for a panic to find the map whole.
    """
    taken = s.taken_entries[read.span] = s.new_local(s.type_of(read))
    parts = s.read(map_, read.span), s.read(index, read.span)
    value = ir.Call(s.type_of(read), read.span, s.environment.method(type_, "_value_at"), parts)
    rest = ir.Call(type_, read.span, s.environment.method(type_, "_without_value_at"), parts)
    return [ir.Let(VOID, read.span, taken, value), ir.Assign(VOID, read.span, map_, rest)]


def _mentions(s: Lowering, e: ast.Expr, local: LocalId) -> int:
    """How often a local is read in an expression."""
    return sum(isinstance(node, ast.NameRef) and _local(s, node) == local for node in nodes(e))


def _local(s: Lowering, e: ast.Expr) -> LocalId | None:
    reference = s.typed.references.get(e.span) if isinstance(e, ast.NameRef) else None
    return s.declare(reference.binding) if isinstance(reference, LocalReference) else None


def _is_same(s: Lowering, read: ast.Index, target: ast.Index) -> bool:
    """Whether both are the entry of one local under one key, which is a local or a literal."""
    if _local(s, read.base) is None or _local(s, read.base) != _local(s, target.base):
        return False
    if isinstance(read.index, ast.Literal) and isinstance(target.index, ast.Literal):
        return read.index.value == target.index.value
    return _local(s, read.index) is not None and _local(s, read.index) == _local(s, target.index)
