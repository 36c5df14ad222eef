"""Patterns to decision trees, and what they leave uncovered.

In: the arms of a `match` with their typed patterns. Out: a tree that tests each part of the value at most once
on a path, the patterns that no arm covers, and the arms that no value reaches.
Source: Maranget, "Compiling pattern matching to good decision trees", ML 2008.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from ori_compiler.canon.ir import (
    Bind,
    Compute,
    DecisionTree,
    Expr,
    FieldStep,
    Guard,
    Leaf,
    LocalId,
    PayloadStep,
    Place,
    SwitchLiteral,
    SwitchVariant,
    TestRange,
    Unmatched,
)
from ori_compiler.canon.pattern_ranges import covers, disjoint, range_bounds
from ori_compiler.canon.witness import KnownLength, KnownVariant, Path, Witnesses, shown_number, shown_text_or_bool
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Definition, StructDefinition, SumDefinition
from ori_compiler.types.pool import BOOL, BYTE, CHAR, INT, NEVER, STR, Idx
from ori_compiler.types.typed_body import TypedBody, VariantReference

_LIMITS: Mapping[Idx, tuple[int, int]] = {BYTE: (0, 255), CHAR: (0, 0x10FFFF)}
_INT_LIMITS = (-(2**63), 2**63 - 1)


class ArmInput(msgspec.Struct, frozen=True):
    """An arm's pattern and its guard, which is lowered already."""

    pattern: ast.Pattern
    guard: Expr | None


class Compiled(msgspec.Struct, frozen=True):
    """The tree, examples of what it does not cover, and the arms it reaches."""

    tree: DecisionTree
    missing: tuple[str, ...]
    reached: frozenset[int]


class _Row(msgspec.Struct, frozen=True):
    """An arm on the way down: what is still to be tested, and what is bound so far."""

    tests: tuple[tuple[Place, ast.Pattern], ...]
    bindings: tuple[Bind, ...]
    arm: int


class PatternContext(Protocol):
    """What is to be known of the body around the patterns, and of types."""

    @property
    def typed(self) -> TypedBody: ...

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a type."""
        ...

    def element_type(self, idx: Idx) -> Idx | None:
        """The type of the elements of a list; none for any other type."""
        ...

    def declare(self, binding: Span) -> LocalId:
        """The local of a source binding."""
        ...

    def new_local(self, type_: Idx) -> LocalId:
        """A local of the compiler's own."""
        ...

    def length(self, list_: Place) -> Expr:
        """How many elements the list at a place has."""
        ...

    def element(self, list_: Place, index: int) -> Expr:
        """An element of the list at a place, which has that many."""
        ...

    def rest(self, list_: Place, start: int) -> Expr:
        """The elements of the list at a place from an index on."""
        ...


def compile_arms(arms: Sequence[ArmInput], scrutinee: Place, context: PatternContext) -> Compiled:
    """Compiles the arms of one `match`."""
    compiler = _Compiler(arms, context, scrutinee)
    rows = [_Row(((scrutinee, arm.pattern),), (), index) for index, arm in enumerate(arms)]
    tree = compiler.compile(rows, {})
    return Compiled(tree, tuple(dict.fromkeys(compiler.missing)), frozenset(compiler.reached))


class _Compiler:
    __slots__ = ("_arms", "_context", "_elements", "_root", "_typed", "_witnesses", "missing", "reached")

    def __init__(self, arms: Sequence[ArmInput], context: PatternContext, root: Place) -> None:
        self._arms = arms
        self._context = context
        self._typed = context.typed
        self._root = root
        # Where the elements of lists on the current path are.
        self._elements: dict[tuple[Place, int], Place] = {}
        self._witnesses = Witnesses(context.definition, self._elements)
        self.missing: list[str] = []
        self.reached: set[int] = set()

    def compile(self, rows: list[_Row], path: Path) -> DecisionTree:
        """The tree for the rows that are still possible, first row first."""
        rows = [simple for row in rows for simple in self._simplify(row)]
        if not rows:
            if self._is_inhabited(self._root.type, frozenset()):
                self.missing.append(self._witnesses.of(self._root, path))
            return Unmatched()
        first = rows[0]
        if not first.tests:
            self.reached.add(first.arm)
            guard = self._arms[first.arm].guard
            if guard is None:
                return Leaf(first.bindings, first.arm)
            then = Leaf(first.bindings, first.arm)
            return Guard(first.bindings, guard, then, self.compile(rows[1:], path))
        place, pattern = first.tests[0]
        if isinstance(pattern, (ast.VariantPattern, ast.NamePattern, ast.QualifiedPattern)):
            return self._switch_variant(place, rows, path)
        if isinstance(pattern, ast.ListPattern):
            return self._switch_length(place, rows, path)
        if place.type == STR or place.type == BOOL:
            return self._switch_values(place, rows, path)
        return self._switch_ranges(place, rows, path)

    def _is_inhabited(self, idx: Idx, seen: frozenset[Idx]) -> bool:
        """Whether a type has values; one that contains itself is taken to have some."""
        if idx == NEVER or idx in seen:
            return idx != NEVER
        definition = self._context.definition(idx)
        below = seen | {idx}
        match definition:
            case StructDefinition(fields=fields):
                return all(self._is_inhabited(field.type, below) for field in fields)
            case SumDefinition(variants=variants):
                return any(all(self._is_inhabited(field.type, below) for field in v.fields) for v in variants)
            case None:
                return True

    def _simplify(self, row: _Row) -> list[_Row]:
        """Takes what always matches out of a row's tests, binding its names; an or-pattern makes several rows."""
        work = list(row.tests)
        tests: list[tuple[Place, ast.Pattern]] = []
        bindings = list(row.bindings)
        while work:
            place, pattern = work.pop(0)
            match pattern:
                case ast.WildcardPattern() | ast.Missing():
                    continue
                case ast.NamePattern() if not isinstance(self._typed.references.get(pattern.span), VariantReference):
                    bindings.append(Bind(self._context.declare(pattern.span), place))
                case ast.AtPattern():
                    bindings.append(Bind(self._context.declare(pattern.name.span), place))
                    work.insert(0, (place, pattern.pattern))
                case ast.StructPattern():
                    work = self._struct_tests(place, pattern) + work
                case ast.TuplePattern():
                    work = self._tuple_tests(place, pattern) + work
                case ast.OrPattern():
                    rows: list[_Row] = []
                    for alternative in pattern.alternatives:
                        remaining = (*tests, (place, alternative), *work)
                        rows += self._simplify(_Row(remaining, tuple(bindings), row.arm))
                    return rows
                case _:
                    tests.append((place, pattern))
        return [_Row(tuple(tests), tuple(bindings), row.arm)]

    def _struct_tests(self, place: Place, pattern: ast.StructPattern) -> list[tuple[Place, ast.Pattern]]:
        definition = self._context.definition(place.type)
        if not isinstance(definition, StructDefinition):
            return []
        tests: list[tuple[Place, ast.Pattern]] = []
        for field, index in zip(pattern.fields, self._typed.arguments[pattern.span], strict=True):
            type_ = definition.fields[index].type
            tests.append((Place(place.local, (*place.steps, FieldStep(index, type_)), type_), field.pattern))
        return tests

    def _tuple_tests(self, place: Place, pattern: ast.TuplePattern) -> list[tuple[Place, ast.Pattern]]:
        definition = self._context.definition(place.type)
        if not isinstance(definition, StructDefinition):
            return []
        tests: list[tuple[Place, ast.Pattern]] = []
        for index, (element, field) in enumerate(zip(pattern.elements, definition.fields, strict=True)):
            step = FieldStep(index, field.type)
            tests.append((Place(place.local, (*place.steps, step), field.type), element))
        return tests

    def _switch_variant(self, place: Place, rows: list[_Row], path: Path) -> DecisionTree:
        definition = self._context.definition(place.type)
        if not isinstance(definition, SumDefinition):
            return Unmatched()
        mentioned: dict[int, None] = {}
        for row in rows:
            for where, pattern in row.tests:
                if where == place:
                    mentioned[self._variant_index(pattern)] = None
        cases: list[tuple[int, DecisionTree]] = []
        inhabited = [
            index
            for index, variant in enumerate(definition.variants)
            if all(self._is_inhabited(field.type, frozenset((place.type,))) for field in variant.fields)
        ]
        for index in sorted(mentioned):
            if index not in inhabited:
                # Nothing ever holds this variant: its arms are legal, and never run.
                self.reached.update(row.arm for row in rows)
                cases.append((index, Unmatched()))
                continue
            specialised = [r for row in rows if (r := self._specialise(row, place, index, definition)) is not None]
            cases.append((index, self.compile(specialised, {**path, place: KnownVariant(index)})))
        others = [index for index in inhabited if index not in mentioned]
        if not others:
            return SwitchVariant(place, tuple(cases), None)
        rest = [row for row in rows if all(where != place for where, _ in row.tests)]
        default = self.compile(rest, {**path, place: KnownVariant(others[0])})
        if not rest:
            for index in others[1:]:
                self.missing.append(self._witnesses.of(self._root, {**path, place: KnownVariant(index)}))
        return SwitchVariant(place, tuple(cases), default)

    def _variant_index(self, pattern: ast.Pattern) -> int:
        reference = self._typed.references.get(pattern.span)
        return reference.index if isinstance(reference, VariantReference) else -1

    def _specialise(self, row: _Row, place: Place, index: int, definition: SumDefinition) -> _Row | None:
        """The row once the sum at `place` is known to hold variant `index`; none if the row cannot match then."""
        tests: list[tuple[Place, ast.Pattern]] = []
        for where, pattern in row.tests:
            if where != place:
                tests.append((where, pattern))
            elif self._variant_index(pattern) != index:
                return None
            elif isinstance(pattern, (ast.VariantPattern, ast.QualifiedPattern)):
                for field, position in zip(pattern.fields, self._payload_order(pattern), strict=True):
                    type_ = definition.variants[index].fields[position].type
                    step = PayloadStep(index, position, type_)
                    tests.append((Place(place.local, (*place.steps, step), type_), field.pattern))
        return _Row(tuple(tests), row.bindings, row.arm)

    def _payload_order(self, pattern: ast.VariantPattern | ast.QualifiedPattern) -> tuple[int, ...]:
        return self._typed.arguments[pattern.span] if pattern.fields else ()

    def _switch_length(self, place: Place, rows: list[_Row], path: Path) -> DecisionTree:
        """Splits lists by length: each length that a pattern tells apart, and all that are longer."""
        tested = [p for row in rows for where, p in row.tests if where == place and isinstance(p, ast.ListPattern)]
        longest = max(len(pattern.elements) for pattern in tested)
        # Beyond the longest pattern, and where the rest is taken, all lengths are alike.
        limit = longest if any(p.rest is None and len(p.elements) == longest for p in tested) else longest - 1
        count = self._context.new_local(INT)
        cases: list[tuple[int | bool | str, DecisionTree]] = []
        for length in range(limit + 1):
            cases.append((length, self._with_length(place, rows, path, length, is_exact=True)))
        default = self._with_length(place, rows, path, limit + 1, is_exact=False)
        tree = SwitchLiteral(Place(count, (), INT), tuple(cases), default)
        return Compute(count, self._context.length(place), tree)

    def _with_length(self, place: Place, rows: list[_Row], path: Path, length: int, *, is_exact: bool) -> DecisionTree:
        """The tree for lists of this length, or of at least this length."""
        type_ = self._context.element_type(place.type)
        if type_ is None:
            return Unmatched()
        computed: list[tuple[LocalId, Expr]] = []
        matching: list[_Row] = []
        rests: dict[int, Place] = {}
        for row in rows:
            specialised = self._list_row(row, place, length, is_exact, type_, computed, rests)
            if specialised is not None:
                matching.append(specialised)
        tree = self.compile(matching, {**path, place: KnownLength(length, is_exact)})
        for local, value in reversed(computed):
            tree = Compute(local, value, tree)
        return tree

    def _list_row(
        self,
        row: _Row,
        place: Place,
        length: int,
        is_exact: bool,
        type_: Idx,
        computed: list[tuple[LocalId, Expr]],
        rests: dict[int, Place],
    ) -> _Row | None:
        tests: list[tuple[Place, ast.Pattern]] = []
        for where, pattern in row.tests:
            if where != place or not isinstance(pattern, ast.ListPattern):
                tests.append((where, pattern))
                continue
            wanted = len(pattern.elements)
            if wanted > length or (pattern.rest is None and (wanted != length or not is_exact)):
                return None
            for index, element in enumerate(pattern.elements):
                tests.append((self._element_place(place, index, type_, computed), element))
            if isinstance(pattern.rest, ast.NamePattern):
                found = rests.get(wanted)
                if found is None:
                    value = self._context.rest(place, wanted)
                    local = self._context.new_local(value.type)
                    computed.append((local, value))
                    found = rests[wanted] = Place(local, (), value.type)
                tests.append((found, pattern.rest))
        return _Row(tuple(tests), row.bindings, row.arm)

    def _element_place(self, place: Place, index: int, type_: Idx, computed: list[tuple[LocalId, Expr]]) -> Place:
        key = (place, index)
        found = self._elements.get(key)
        if found is None:
            found = self._elements[key] = Place(self._context.new_local(type_), (), type_)
        if all(local != found.local for local, _ in computed):
            computed.append((found.local, self._context.element(place, index)))
        return found

    def _switch_values(self, place: Place, rows: list[_Row], path: Path) -> DecisionTree:
        values: dict[bool | str, None] = {}
        for row in rows:
            for where, pattern in row.tests:
                if where == place and isinstance(pattern, ast.LiteralPattern):
                    values[_text_or_bool(pattern.value)] = None
        cases: list[tuple[int | bool | str, DecisionTree]] = []
        for value in values:
            matching = [r for row in rows if (r := _with_value(row, place, value)) is not None]
            shown = shown_text_or_bool(value)
            cases.append((value, self.compile(matching, {**path, place: shown})))
        if place.type == BOOL and len(values) == 2:
            return SwitchLiteral(place, tuple(cases), None)
        rest = [row for row in rows if all(where != place for where, _ in row.tests)]
        other = "_" if place.type == STR else str(next(v for v in (True, False) if v not in values)).lower()
        return SwitchLiteral(place, tuple(cases), self.compile(rest, {**path, place: other}))

    def _switch_ranges(self, place: Place, rows: list[_Row], path: Path) -> DecisionTree:
        """Splits the numbers at every end of a pattern, so that each piece is inside or outside of each pattern."""
        bounds = [self._bounds(pattern) for row in rows for where, pattern in row.tests if where == place]
        if all(low == high for low, high in bounds) and place.type not in _LIMITS:
            return self._switch_numbers(place, rows, path)
        low_limit, high_limit = _LIMITS.get(place.type, _INT_LIMITS)
        pieces = disjoint([(low, high) for low, high in bounds if low <= high])
        covers_all = covers(pieces, low_limit, high_limit)
        rest = [row for row in rows if all(where != place for where, _ in row.tests)]
        default: DecisionTree | None = None
        if not covers_all:
            default = self.compile(rest, {**path, place: "_"})
        branches: list[tuple[int, int, DecisionTree]] = []
        for low, high in pieces:
            matching = [r for row in rows if (r := self._within(row, place, low, high)) is not None]
            branches.append((low, high, self.compile(matching, {**path, place: shown_number(low, place.type)})))
        if default is not None and all(low == high for low, high, _ in branches):
            return SwitchLiteral(place, tuple((low, tree) for low, _, tree in branches), default)
        tree = default if default is not None else branches.pop()[2]
        for low, high, branch in reversed(branches):
            tree = TestRange(place, low, high, branch, tree)
        return tree

    def _switch_numbers(self, place: Place, rows: list[_Row], path: Path) -> DecisionTree:
        """Single numbers only: each row goes to its own number, or to all of them, in one pass."""
        groups: dict[int, list[_Row]] = {}
        others: list[_Row] = []
        for row in rows:
            values = [self._bounds(pattern)[0] for where, pattern in row.tests if where == place]
            rest = _Row(tuple(test for test in row.tests if test[0] != place), row.bindings, row.arm)
            if not values:
                others.append(row)
                for group in groups.values():
                    group.append(rest)
            elif all(value == values[0] for value in values):
                groups.setdefault(values[0], list(others)).append(rest)
        cases = [
            (value, self.compile(group, {**path, place: shown_number(value, place.type)}))
            for value, group in groups.items()
        ]
        return SwitchLiteral(place, tuple(cases), self.compile(others, {**path, place: "_"}))

    def _bounds(self, pattern: ast.Pattern) -> tuple[int, int]:
        ends = self._typed.ranges.get(pattern.span)
        if ends is not None and isinstance(pattern, ast.ConstantRangePattern):
            pattern = ast.RangePattern(pattern.span, ends[0], ends[1], pattern.is_inclusive)
        return range_bounds(pattern)

    def _within(self, row: _Row, place: Place, low: int, high: int) -> _Row | None:
        tests: list[tuple[Place, ast.Pattern]] = []
        for where, pattern in row.tests:
            if where != place:
                tests.append((where, pattern))
            else:
                first, last = self._bounds(pattern)
                if not (first <= low and high <= last):
                    return None
        return _Row(tuple(tests), row.bindings, row.arm)


def _text_or_bool(value: ast.LiteralValue) -> bool | str:
    if isinstance(value, (bool, str)):
        return value
    raise TypeError(f"{value!r} is no value of this column")


def _with_value(row: _Row, place: Place, value: bool | str) -> _Row | None:
    tests: list[tuple[Place, ast.Pattern]] = []
    for where, pattern in row.tests:
        if where != place:
            tests.append((where, pattern))
        elif not isinstance(pattern, ast.LiteralPattern) or pattern.value != value:
            return None
    return _Row(tuple(tests), row.bindings, row.arm)
