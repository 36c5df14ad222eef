"""Functions of several clauses: which clauses belong together, and what they leave uncovered.

Each clause is an item of its own. Its patterns are kept with its own spans, so to look at all clauses as one `match`,
the spans of each are moved to where no other's are.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.errors import ClausesNotExhaustive, UnreachableClause
from ori_compiler.canon.lower.control import is_broken
from ori_compiler.canon.lower.patterns import Patterns
from ori_compiler.canon.lower.state import LambdaBodies, Lowering
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import BOOL, ERROR, Idx
from ori_compiler.types.typed_body import Binding, Reference, TypedBody

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")
_APART: Final = 1 << 40
"""How far the spans of one clause are moved from those of the one before: further than any file is long."""


class Coverage(msgspec.Struct, frozen=True):
    """Arguments that no clause takes, and the clauses that none reaches."""

    missing: tuple[str, ...]
    unreachable: tuple[ItemId, ...]


def clauses_of(database: "CompilerDatabase", function: ItemId) -> tuple[ItemId, ...]:
    """All clauses of the function that a clause belongs to; a function of one clause alone."""
    if function.kind is not ItemKind.FUNCTION:
        return (function,)
    together = database.scope(function.path).clauses.get(function.name, ())
    return together if function in together else (function,)


def next_clause(database: "CompilerDatabase", function: ItemId) -> ItemId | None:
    """The clause that is tried when this one does not fit."""
    together = database.clauses(function)
    index = together.index(function) + 1
    return together[index] if index < len(together) else None


def takes_every_argument(database: "CompilerDatabase", function: ItemId) -> bool:
    """Whether a call of a function, or of one of its clauses, always finds a clause that is chosen."""
    typed, together = database.typed_body(function), database.clauses(function)
    if typed.head is None and len(together) == 1:
        return True
    return not database.clause_coverage(together[0]).missing


def clause_errors(database: "CompilerDatabase", item: ItemId) -> tuple[Diagnostic, ...]:
    """What there is to say about a clause beside the others: at the first, what all of them leave uncovered."""
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, ast.FunctionItem):
        return ()
    together = database.clauses(item)
    if len(together) == 1 and syntax.clauses.guard is None:
        return ()
    coverage = database.clause_coverage(together[0])
    errors = PhaseErrors()
    if coverage.missing and item == together[0]:
        errors.emit(_not_exhaustive(database, together, syntax, coverage.missing))
    if item in coverage.unreachable:
        errors.warn(UnreachableClause(ItemSpan(item, syntax.name.span)))
    return errors.diagnostics


def _not_exhaustive(
    database: "CompilerDatabase", together: tuple[ItemId, ...], first: ast.FunctionItem, missing: tuple[str, ...]
) -> ClausesNotExhaustive:
    name, item, last = first.name.text, together[0], together[-1]
    lists = tuple(pattern if len(first.parameters) > 1 else f"({pattern})" for pattern in missing)
    text = database.workspace.item_text.get(item)
    result = text[first.result.span.start : first.result.span.end]
    clauses = "".join(f"\n@{name} {parameters} -> {result} = todo();" for parameters in lists)
    end = database.item_syntax(last).item.span.end
    return ClausesNotExhaustive(ItemSpan(item, first.name.span), name, lists, ItemSpan(last, Span(end, end)), clauses)


def clause_coverage(database: "CompilerDatabase", first: ItemId) -> Coverage:
    """Looks at all clauses as the arms of one `match`; says nothing about broken ones."""
    together = database.clauses(first)
    types = tuple(parameter.type for parameter in database.signature(first).parameters)
    joined = _Joined(first)
    for clause in together:
        typed = database.typed_body(clause)
        syntax = database.item_syntax(clause).item
        if not isinstance(syntax, ast.FunctionItem) or len(syntax.parameters) != len(types) or typed.has_errors:
            return Coverage((), ())
        joined.add(syntax, typed)
    lowering = Lowering(joined.typed(), database.environment(first.path), first, {}, LambdaBodies(first), PhaseErrors())
    if any(is_broken(lowering, arm.pattern) for arm in joined.arms):
        return Coverage((), ())
    type_ = types[0] if len(types) == 1 else database.pool.tuple_(types)
    place = ir.Place(lowering.new_local(type_), (), type_)
    compiled = compile_arms(joined.arms, place, Patterns(lowering, Span(0, 0)))
    unreached = tuple(clause for index, clause in enumerate(together) if index not in compiled.reached)
    return Coverage(compiled.missing, () if compiled.missing else unreached)


class _Joined:
    """The patterns of several clauses, as if one body held them."""

    __slots__ = ("_arguments", "_bindings", "_first", "_ranges", "_references", "_types", "arms")

    def __init__(self, first: ItemId) -> None:
        self._first = first
        self._types: dict[Span, Idx] = {}
        self._references: dict[Span, Reference] = {}
        self._arguments: dict[Span, tuple[int, ...]] = {}
        self._bindings: dict[Span, Binding] = {}
        self._ranges: dict[Span, tuple[ast.LiteralValue, ast.LiteralValue]] = {}
        self.arms: list[ArmInput] = []

    def add(self, syntax: ast.FunctionItem, typed: TypedBody) -> None:
        """One more clause."""
        distance = len(self.arms) * _APART
        self._types.update(_moved(typed.types, distance))
        self._references.update(_moved(typed.references, distance))
        self._arguments.update(_moved(typed.arguments, distance))
        self._bindings.update(_moved(typed.bindings, distance))
        self._ranges.update(_moved(typed.ranges, distance))
        elements = tuple(_pattern_of(parameter, distance) for parameter in syntax.parameters)
        whole: ast.Pattern
        if len(elements) == 1:
            whole = elements[0]
        else:
            whole = ast.TuplePattern(_away(syntax.span, distance), elements)
            self._arguments[whole.span] = tuple(range(len(elements)))
        guard = ir.BoolConstant(BOOL, whole.span, True) if syntax.clauses.guard is not None else None
        self.arms.append(ArmInput(whole, guard))

    def typed(self) -> TypedBody:
        """What is known of the patterns."""
        nothing = ast.Missing(Span(0, 0))
        parts = (self._types, self._references, self._arguments, self._bindings)
        return TypedBody(self._first, (), nothing, ERROR, *parts, (), False, ranges=self._ranges)


def _pattern_of(parameter: ast.Parameter, distance: int) -> ast.Pattern:
    """A name takes every argument, as `_` does."""
    if parameter.pattern is None:
        return ast.WildcardPattern(_away(parameter.span, distance))
    return _moved_syntax(parameter.pattern, distance)


def _away(span: Span, distance: int) -> Span:
    return Span(span.start + distance, span.end + distance)


def _moved(facts: Mapping[Span, T], distance: int) -> dict[Span, T]:
    return {_away(span, distance): fact for span, fact in facts.items()}


def _moved_syntax(syntax: S, distance: int) -> S:
    """The same syntax with all its spans moved."""
    changes = {name: _moved_part(getattr(syntax, name), distance) for name in syntax.__struct_fields__}
    return msgspec.structs.replace(syntax, **changes)


def _moved_part(part: object, distance: int) -> object:
    match part:
        case Span():
            return _away(part, distance)
        case msgspec.Struct():
            return _moved_syntax(part, distance)
        case tuple():
            return tuple(_moved_part(each, distance) for each in part)
        case _:
            return part
