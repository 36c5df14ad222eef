"""Equality and text forms of any type, as canonical expressions (language reference, part 4, 27)."""

from collections.abc import Callable
from typing import Final

from ori_compiler.canon.ir import (
    Binary,
    BinaryOperator,
    Bind,
    Block,
    BoolConstant,
    Call,
    CallIntrinsic,
    CanonFunction,
    DecisionTree,
    Expr,
    FieldGet,
    If,
    Intrinsic,
    Leaf,
    Local,
    LocalId,
    LocalRef,
    Match,
    PayloadStep,
    Place,
    StrConstant,
    SwitchVariant,
)
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.types.definitions import Definition, Field, StructDefinition, SumDefinition, Variant
from ori_compiler.types.functions import DerivedFunction, DerivedOperation
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, STR, VOID, Idx

Definitions = Callable[[Idx], Definition | None]

_TO_STR: Final = {
    INT: Intrinsic.INT_TO_STR,
    FLOAT: Intrinsic.FLOAT_TO_STR,
    BOOL: Intrinsic.BOOL_TO_STR,
    BYTE: Intrinsic.BYTE_TO_STR,
    CHAR: Intrinsic.CHAR_TO_STR,
}
_DEBUG: Final = {**_TO_STR, CHAR: Intrinsic.CHAR_DEBUG, STR: Intrinsic.STR_DEBUG}


def text(value: str, span: Span) -> Expr:
    """A string constant."""
    return StrConstant(STR, span, value)


def concatenate(parts: list[Expr], span: Span) -> Expr:
    """Strings one after another; evaluated left to right."""
    if not parts:
        return text("", span)
    result = parts[0]
    for part in parts[1:]:
        result = CallIntrinsic(STR, span, Intrinsic.STR_CONCAT, (result, part))
    return result


def to_str(value: Expr, span: Span, definitions: Definitions) -> Expr:
    """The `Printable` text of a value."""
    return _text_form(value, span, definitions, DerivedOperation.TO_STR)


def debug(value: Expr, span: Span, definitions: Definitions) -> Expr:
    """The `Debug` text of a value."""
    return _text_form(value, span, definitions, DerivedOperation.DEBUG)


def _text_form(value: Expr, span: Span, definitions: Definitions, operation: DerivedOperation) -> Expr:
    type_ = value.type
    if type_ == VOID:
        return Block(STR, span, (value,), text("()", span))
    if type_ == NEVER or (type_ == STR and operation is DerivedOperation.TO_STR):
        return value
    intrinsic = (_TO_STR if operation is DerivedOperation.TO_STR else _DEBUG).get(type_)
    if intrinsic is not None:
        return CallIntrinsic(STR, span, intrinsic, (value,))
    return Call(STR, span, _derived(operation, type_, definitions), (value,))


def _derived(operation: DerivedOperation, type_: Idx, definitions: Definitions) -> DerivedFunction:
    definition = definitions(type_)
    if definition is None:
        raise TypeError(f"type {type_} has no structural operations")
    return DerivedFunction(operation, type_, definition.declaration)


def equals(left: Expr, right: Expr, span: Span, definitions: Definitions) -> Expr:
    """Structural equality of two values of one type; IEEE 754 on floats."""
    type_ = left.type if left.type != NEVER else right.type
    if type_ == VOID:
        return Block(BOOL, span, (left, right), BoolConstant(BOOL, span, True))
    if type_ == STR:
        return CallIntrinsic(BOOL, span, Intrinsic.STR_EQUAL, (left, right))
    if type_ == FLOAT:
        return Binary(BOOL, span, BinaryOperator.FLOAT_EQUAL, left, right)
    if definitions(type_) is None:
        return Binary(BOOL, span, BinaryOperator.EQUAL, left, right)
    return Call(BOOL, span, _derived(DerivedOperation.EQUALS, type_, definitions), (left, right))


def derived_function(id_: DerivedFunction, definition: Definition, definitions: Definitions) -> CanonFunction:
    """The body of a compiler-written function."""
    builder = _Builder(id_, definition, definitions)
    if id_.operation is DerivedOperation.EQUALS:
        return builder.equality()
    return builder.text_form()


class _Builder:
    """Builds one derived function; its parameters are the first locals."""

    __slots__ = ("_definition", "_definitions", "_id", "_locals")

    def __init__(self, id_: DerivedFunction, definition: Definition, definitions: Definitions) -> None:
        self._id = id_
        self._definition = definition
        self._definitions = definitions
        self._locals: list[Local] = []

    def _local(self, type_: Idx, name: str = "") -> LocalId:
        self._locals.append(Local(name, type_))
        return LocalId(len(self._locals) - 1)

    def _read(self, local: LocalId) -> Expr:
        return LocalRef(self._locals[local].type, NO_SPAN, local)

    def _function(self, parameters: int, result: Idx, body: Expr) -> CanonFunction:
        return CanonFunction(self._id, parameters, tuple(self._locals), result, body, NO_SPAN)

    def equality(self) -> CanonFunction:
        """`equals(self, other) -> bool`: all parts, in declaration order, until one differs."""
        left, right = self._local(self._id.type, "self"), self._local(self._id.type, "other")
        match self._definition:
            case StructDefinition(fields=fields):
                pairs = [self._fields_equal(left, right, index, field) for index, field in enumerate(fields)]
                body = _all(pairs)
            case SumDefinition(variants=variants):
                body = self._sum_equality(left, right, variants)
        return self._function(2, BOOL, body)

    def _fields_equal(self, left: LocalId, right: LocalId, index: int, field: Field) -> Expr:
        mine = FieldGet(field.type, NO_SPAN, self._read(left), index)
        theirs = FieldGet(field.type, NO_SPAN, self._read(right), index)
        return equals(mine, theirs, NO_SPAN, self._definitions)

    def _sum_equality(self, left: LocalId, right: LocalId, variants: tuple[Variant, ...]) -> Expr:
        """A switch on the left variant, in each case one on the right: no match unless they are the same."""
        arms: list[Expr] = [BoolConstant(BOOL, NO_SPAN, False)]
        cases: list[tuple[int, DecisionTree]] = []
        mine, theirs = self._local(self._id.type), self._local(self._id.type)
        for index, variant in enumerate(variants):
            if any(field.type == NEVER for field in variant.fields):
                continue
            ours, ours_bound = self._payload(mine, index, variant)
            other, other_bound = self._payload(theirs, index, variant)
            pairs = [
                equals(self._read(a), self._read(b), NO_SPAN, self._definitions)
                for a, b in zip(ours_bound, other_bound, strict=True)
            ]
            leaf = Leaf((*ours, *other), len(arms))
            arms.append(_all(pairs))
            default = Leaf((), 0) if len(variants) > 1 else None
            inner = SwitchVariant(Place(theirs, (), self._id.type), ((index, leaf),), default)
            cases.append((index, inner))
        tree = SwitchVariant(Place(mine, (), self._id.type), tuple(cases), None)
        inner_match = Match(BOOL, NO_SPAN, self._read(left), mine, tuple(arms), tree)
        # The right value is bound by an outer match with a single arm.
        return Match(BOOL, NO_SPAN, self._read(right), theirs, (inner_match,), Leaf((), 0))

    def _payload(self, local: LocalId, index: int, variant: Variant) -> tuple[list[Bind], list[LocalId]]:
        binds: list[Bind] = []
        bound: list[LocalId] = []
        for position, field in enumerate(variant.fields):
            target = self._local(field.type)
            step = PayloadStep(index, position, field.type)
            binds.append(Bind(target, Place(local, (step,), field.type)))
            bound.append(target)
        return binds, bound

    def text_form(self) -> CanonFunction:
        """`debug(self) -> str` and `to_str(self) -> str`."""
        value = self._local(self._id.type, "self")
        match self._definition:
            case StructDefinition(fields=fields):
                reads = [FieldGet(field.type, NO_SPAN, self._read(value), i) for i, field in enumerate(fields)]
                body = self._struct_text(fields, list(reads))
            case SumDefinition(variants=variants):
                body = self._sum_text(value, variants)
        return self._function(1, STR, body)

    def _struct_text(self, fields: tuple[Field, ...], values: list[Expr]) -> Expr:
        name = self._definition.declaration.name
        if self._id.operation is DerivedOperation.TO_STR:
            return self._listed(f"{name}(", fields, values, ")", named=False)
        if not fields:
            return text(f"{name} {{}}", NO_SPAN)
        return self._listed(f"{name} {{ ", fields, values, " }", named=True)

    def _sum_text(self, value: LocalId, variants: tuple[Variant, ...]) -> Expr:
        arms: list[Expr] = []
        cases: list[tuple[int, DecisionTree]] = []
        matched = self._local(self._id.type)
        for index, variant in enumerate(variants):
            if any(field.type == NEVER for field in variant.fields):
                continue
            binds, bound = self._payload(matched, index, variant)
            cases.append((index, Leaf(tuple(binds), len(arms))))
            if not variant.fields:
                arms.append(text(variant.name, NO_SPAN))
            else:
                named = self._id.operation is DerivedOperation.DEBUG
                values = [self._read(local) for local in bound]
                arms.append(self._listed(f"{variant.name}(", variant.fields, values, ")", named=named))
        tree = SwitchVariant(Place(matched, (), self._id.type), tuple(cases), None)
        return Match(STR, NO_SPAN, self._read(value), matched, tuple(arms), tree)

    def _listed(self, head: str, fields: tuple[Field, ...], values: list[Expr], tail: str, *, named: bool) -> Expr:
        parts: list[Expr] = []
        pending = head
        for position, (field, value) in enumerate(zip(fields, values, strict=True)):
            pending += ", " if position else ""
            pending += f"{field.name}: " if named and field.name else ""
            parts.append(text(pending, NO_SPAN))
            parts.append(_text_form(value, NO_SPAN, self._definitions, self._id.operation))
            pending = ""
        parts.append(text(pending + tail, NO_SPAN))
        return concatenate(parts, NO_SPAN)


def _all(conditions: list[Expr]) -> Expr:
    result: Expr = BoolConstant(BOOL, NO_SPAN, True)
    for condition in reversed(conditions):
        is_last = isinstance(result, BoolConstant)
        result = condition if is_last else If(BOOL, NO_SPAN, condition, result, BoolConstant(BOOL, NO_SPAN, False))
    return result
