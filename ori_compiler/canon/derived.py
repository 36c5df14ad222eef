"""The functions that the compiler writes for structs, sums, newtypes and tuples (language reference, part 2, 11.2)."""

from collections.abc import Callable

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import (
    Binary,
    BinaryOperator,
    Bind,
    Block,
    BoolConstant,
    Call,
    CanonFunction,
    DecisionTree,
    Expr,
    FieldGet,
    If,
    IntConstant,
    Leaf,
    Let,
    Local,
    LocalId,
    LocalRef,
    Match,
    PayloadStep,
    Place,
    StructNew,
    SwitchVariant,
    VariantNew,
)
from ori_compiler.canon.structural import (
    clone,
    compare,
    concatenate,
    default,
    equals,
    hash_of,
    ordering,
    text,
    text_form,
)
from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.definitions import Definition, Field, StructDefinition, SumDefinition, Variant
from ori_compiler.types.functions import DerivedFunction, DerivedOperation
from ori_compiler.types.pool import BOOL, INT, NEVER, STR, VOID, Idx


def derived_function(id_: DerivedFunction, definition: Definition, environment: CanonEnvironment) -> CanonFunction:
    """The body of a compiler-written function."""
    builder = _Builder(id_, definition, environment)
    match id_.operation:
        case DerivedOperation.EQUALS:
            return builder.equality()
        case DerivedOperation.DEBUG | DerivedOperation.TO_STR:
            return builder.text_form()
        case DerivedOperation.COMPARE:
            return builder.order()
        case DerivedOperation.HASH:
            return builder.hash()
        case DerivedOperation.CLONE:
            return builder.clone()
        case DerivedOperation.DEFAULT:
            return builder.default()


class _Builder:
    """Builds one derived function; its parameters are the first locals."""

    __slots__ = ("_definition", "_environment", "_id", "_locals")

    def __init__(self, id_: DerivedFunction, definition: Definition, environment: CanonEnvironment) -> None:
        self._id = id_
        self._definition = definition
        self._environment = environment
        self._locals: list[Local] = []

    def _local(self, type_: Idx, name: str = "") -> LocalId:
        self._locals.append(Local(name, type_))
        return LocalId(len(self._locals) - 1)

    def _read(self, local: LocalId) -> Expr:
        return LocalRef(self._locals[local].type, NO_SPAN, local)

    def _function(self, parameters: int, result: Idx, body: Expr) -> CanonFunction:
        return CanonFunction(self._id, parameters, tuple(self._locals), result, body, NO_SPAN)

    def _field(self, local: LocalId, index: int, field: Field) -> Expr:
        return FieldGet(field.type, NO_SPAN, self._read(local), index)

    def equality(self) -> CanonFunction:
        """`equals(self, other) -> bool`: all parts, in declaration order, until one differs."""
        left, right = self._local(self._id.type, "self"), self._local(self._id.type, "other")

        def same(pairs: list[tuple[Expr, Expr]]) -> Expr:
            return _all([equals(a, b, NO_SPAN, self._environment) for a, b in pairs])

        body = self._of_two(left, right, BOOL, same, BoolConstant(BOOL, NO_SPAN, False))
        return self._function(2, BOOL, body)

    def order(self) -> CanonFunction:
        """`compare(self, other) -> Ordering`: by the first part that differs; variants in declaration order."""
        left, right = self._local(self._id.type, "self"), self._local(self._id.type, "other")
        body = self._of_two(left, right, INT, self._lexicographic, self._variant_order(left, right))
        result = ordering(body, NO_SPAN, self._environment)
        return self._function(2, result.type, result)

    def _lexicographic(self, pairs: list[tuple[Expr, Expr]]) -> Expr:
        result: Expr = IntConstant(INT, NO_SPAN, 0)
        for left, right in reversed(pairs):
            order = self._local(INT)
            kept = [self._local(left.type), self._local(right.type)]
            compared = compare(self._read(kept[0]), self._read(kept[1]), NO_SPAN, self._environment)
            statements = (
                Let(VOID, NO_SPAN, kept[0], left),
                Let(VOID, NO_SPAN, kept[1], right),
                Let(VOID, NO_SPAN, order, compared),
            )
            zero = IntConstant(INT, NO_SPAN, 0)
            is_same = Binary(BOOL, NO_SPAN, BinaryOperator.EQUAL, self._read(order), zero)
            result = Block(INT, NO_SPAN, statements, If(INT, NO_SPAN, is_same, result, self._read(order)))
        return result

    def _variant_order(self, left: LocalId, right: LocalId) -> Expr:
        """The order of two different variants."""
        if isinstance(self._definition, StructDefinition):
            return IntConstant(INT, NO_SPAN, 0)
        numbers = [self._variant_number(local) for local in (left, right)]
        return compare(numbers[0], numbers[1], NO_SPAN, self._environment)

    def _variant_number(self, local: LocalId) -> Expr:
        """The place of a value's variant in the declaration."""

        def number(index: int, _: list[LocalId]) -> Expr:
            return IntConstant(INT, NO_SPAN, index)

        return self._by_variant(self._read(local), INT, number)

    def _of_two(
        self,
        left: LocalId,
        right: LocalId,
        result: Idx,
        combine: Callable[[list[tuple[Expr, Expr]]], Expr],
        different: Expr,
    ) -> Expr:
        """Combines the parts of two values pair by pair; `different` is for values of two variants."""
        match self._definition:
            case StructDefinition(fields=fields):
                return combine([(self._field(left, i, f), self._field(right, i, f)) for i, f in enumerate(fields)])
            case SumDefinition(variants=variants):
                return self._two_variants(left, right, variants, result, combine, different)

    def _two_variants(
        self,
        left: LocalId,
        right: LocalId,
        variants: tuple[Variant, ...],
        result: Idx,
        combine: Callable[[list[tuple[Expr, Expr]]], Expr],
        different: Expr,
    ) -> Expr:
        """A switch on the left variant, in each case one on the right."""
        arms: list[Expr] = [different]
        cases: list[tuple[int, DecisionTree]] = []
        mine, theirs = self._local(self._id.type), self._local(self._id.type)
        for index, variant in enumerate(variants):
            if any(field.type == NEVER for field in variant.fields):
                continue
            ours, ours_bound = self._payload(mine, index, variant)
            other, other_bound = self._payload(theirs, index, variant)
            leaf = Leaf((*ours, *other), len(arms))
            arms.append(combine([(self._read(a), self._read(b)) for a, b in zip(ours_bound, other_bound, strict=True)]))
            otherwise = Leaf((), 0) if len(variants) > 1 else None
            inner = SwitchVariant(Place(theirs, (), self._id.type), ((index, leaf),), otherwise)
            cases.append((index, inner))
        tree = SwitchVariant(Place(mine, (), self._id.type), tuple(cases), None)
        inner_match = Match(result, NO_SPAN, self._read(left), mine, tuple(arms), tree)
        # The right value is bound by an outer match with a single arm.
        return Match(result, NO_SPAN, self._read(right), theirs, (inner_match,), Leaf((), 0))

    def _payload(self, local: LocalId, index: int, variant: Variant) -> tuple[list[Bind], list[LocalId]]:
        binds: list[Bind] = []
        bound: list[LocalId] = []
        for position, field in enumerate(variant.fields):
            target = self._local(field.type)
            step = PayloadStep(index, position, field.type)
            binds.append(Bind(target, Place(local, (step,), field.type)))
            bound.append(target)
        return binds, bound

    def _by_variant(self, value: Expr, result: Idx, arm: Callable[[int, list[LocalId]], Expr]) -> Expr:
        """A match with an arm for each variant that has values."""
        if not isinstance(self._definition, SumDefinition):
            raise TypeError("only sums have variants")
        arms: list[Expr] = []
        cases: list[tuple[int, DecisionTree]] = []
        matched = self._local(self._id.type)
        for index, variant in enumerate(self._definition.variants):
            if any(field.type == NEVER for field in variant.fields):
                continue
            binds, bound = self._payload(matched, index, variant)
            cases.append((index, Leaf(tuple(binds), len(arms))))
            arms.append(arm(index, bound))
        tree = SwitchVariant(Place(matched, (), self._id.type), tuple(cases), None)
        return Match(result, NO_SPAN, value, matched, tuple(arms), tree)

    def hash(self) -> CanonFunction:
        """`hash(self) -> int`: the parts in turn, behind the number of the variant."""
        value = self._local(self._id.type, "self")
        match self._definition:
            case StructDefinition(fields=fields, is_newtype=is_newtype):
                reads = [self._field(value, index, field) for index, field in enumerate(fields)]
                body = hash_of(reads[0], NO_SPAN, self._environment) if is_newtype else self._hashes(reads, None)
            case SumDefinition():
                body = self._by_variant(
                    self._read(value),
                    INT,
                    lambda index, bound: self._hashes([self._read(local) for local in bound], index),
                )
        return self._function(1, INT, body)

    def _hashes(self, parts: list[Expr], variant: int | None) -> Expr:
        combined: Expr = IntConstant(INT, NO_SPAN, 0)
        hashes = [hash_of(part, NO_SPAN, self._environment) for part in parts]
        if variant is not None:
            hashes.insert(0, IntConstant(INT, NO_SPAN, variant))
        combine = self._environment.prelude_function("hash_combine")
        for part in hashes:
            combined = Call(INT, NO_SPAN, combine, (combined, part))
        return combined

    def clone(self) -> CanonFunction:
        """`clone(self) -> Self`: part by part."""
        value = self._local(self._id.type, "self")
        type_ = self._id.type
        match self._definition:
            case StructDefinition(fields=fields):
                parts = [clone(self._field(value, i, f), NO_SPAN, self._environment) for i, f in enumerate(fields)]
                body: Expr = StructNew(type_, NO_SPAN, tuple(parts))
            case SumDefinition():

                def copied(index: int, bound: list[LocalId]) -> Expr:
                    parts = tuple(clone(self._read(local), NO_SPAN, self._environment) for local in bound)
                    return VariantNew(type_, NO_SPAN, index, parts)

                body = self._by_variant(self._read(value), type_, copied)
        return self._function(1, type_, body)

    def default(self) -> CanonFunction:
        """`default() -> Self`: the default of each field."""
        if not isinstance(self._definition, StructDefinition):
            raise TypeError("a sum has no derived default")
        parts = tuple(default(field.type, NO_SPAN, self._environment) for field in self._definition.fields)
        return self._function(0, self._id.type, StructNew(self._id.type, NO_SPAN, parts))

    def text_form(self) -> CanonFunction:
        """`debug(self) -> str` and `to_str(self) -> str`."""
        value = self._local(self._id.type, "self")
        match self._definition:
            case StructDefinition(fields=fields):
                reads = [self._field(value, index, field) for index, field in enumerate(fields)]
                body = self._struct_text(fields, reads)
            case SumDefinition(variants=variants):
                body = self._by_variant(
                    self._read(value), STR, lambda index, bound: self._variant_text(variants[index], bound)
                )
        return self._function(1, STR, body)

    def _variant_text(self, variant: Variant, bound: list[LocalId]) -> Expr:
        if not variant.fields:
            return text(variant.name, NO_SPAN)
        named = self._id.operation is DerivedOperation.DEBUG
        values = [self._read(local) for local in bound]
        return self._listed(f"{variant.name}(", variant.fields, values, ")", named=named)

    def _struct_text(self, fields: tuple[Field, ...], values: list[Expr]) -> Expr:
        declaration = self._definition.declaration
        is_newtype = isinstance(self._definition, StructDefinition) and self._definition.is_newtype
        if declaration.kind is ItemKind.FILE:
            return self._listed("(", fields, values, ")", named=False)
        name = declaration.name
        if self._id.operation is DerivedOperation.TO_STR or is_newtype:
            return self._listed(f"{name}(", fields, values, ")", named=False)
        if not fields:
            return text(f"{name} {{}}", NO_SPAN)
        return self._listed(f"{name} {{ ", fields, values, " }", named=True)

    def _listed(self, head: str, fields: tuple[Field, ...], values: list[Expr], tail: str, *, named: bool) -> Expr:
        parts: list[Expr] = []
        pending = head
        for position, (field, value) in enumerate(zip(fields, values, strict=True)):
            pending += ", " if position else ""
            pending += f"{field.name}: " if named and field.name else ""
            parts.append(text(pending, NO_SPAN))
            parts.append(text_form(value, NO_SPAN, self._environment, self._id.operation))
            pending = ""
        parts.append(text(pending + tail, NO_SPAN))
        return concatenate(parts, NO_SPAN)


def _all(conditions: list[Expr]) -> Expr:
    result: Expr = BoolConstant(BOOL, NO_SPAN, True)
    for condition in reversed(conditions):
        is_last = isinstance(result, BoolConstant)
        result = condition if is_last else If(BOOL, NO_SPAN, condition, result, BoolConstant(BOOL, NO_SPAN, False))
    return result
