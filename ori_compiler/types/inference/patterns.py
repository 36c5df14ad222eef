"""The types of patterns, and the names they bind (language reference, part 2, 18)."""

from collections.abc import Sequence
from typing import assert_never

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import BrokenEntity, ConstantEntity, TypeEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Field, StructDefinition, SumDefinition
from ori_compiler.types.errors import TypeMismatch, TypeProblem, UnknownName
from ori_compiler.types.hidden import begins_empty
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.namespaces import qualified
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx, Tag
from ori_compiler.types.typed_body import (
    BindingKind,
    ConstantReference,
    FieldReference,
    LocalReference,
    TypeReference,
    VariantReference,
)


def check_pattern(c: Checker, pattern: ast.Pattern, scrutinee: Idx, kind: BindingKind) -> None:
    """Checks a pattern against the type it takes apart, and binds its names in the current scope."""
    names: dict[str, Span] = {}
    _check(c, pattern, scrutinee, kind, names)


def _check(c: Checker, pattern: ast.Pattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]) -> None:
    scrutinee = ERROR if c.unifier.is_lost(scrutinee) else c.resolve(scrutinee)
    c.types[pattern.span] = scrutinee
    # The frequent forms first: each one that is not met costs time.
    match pattern:
        case ast.NamePattern():
            _check_name(c, pattern, scrutinee, kind, names)
        case ast.VariantPattern():
            _check_variant(c, pattern, scrutinee, kind, names)
        case ast.LiteralPattern():
            _check_literal(c, pattern.value, scrutinee, pattern.span)
        case ast.WildcardPattern() | ast.Missing():
            pass
        case ast.ConstantRangePattern():
            _check_constant_range(c, pattern, scrutinee)
        case ast.QualifiedPattern():
            _check_qualified(c, pattern, scrutinee, kind, names)
        case ast.TuplePattern():
            _check_tuple(c, pattern, scrutinee, kind, names)
        case ast.ListPattern():
            _check_list(c, pattern, scrutinee, kind, names)
        case ast.RangePattern():
            _check_range(c, pattern, scrutinee)
        case ast.StructPattern():
            _check_struct(c, pattern, scrutinee, kind, names)
        case ast.OrPattern():
            _check_or(c, pattern, scrutinee, kind, names)
        case ast.AtPattern():
            _bind(c, pattern.name.text, pattern.name.span, scrutinee, kind, names, is_immutable=False)
            _check(c, pattern.pattern, scrutinee, kind, names)
        case _:
            assert_never(pattern)


def _check_parts(
    c: Checker,
    parts: Sequence[ast.Pattern],
    types: Sequence[Idx],
    kind: BindingKind,
    names: dict[str, Span],
) -> None:
    for part, type_ in zip(parts, types, strict=True):
        _check(c, part, type_, kind, names)


def _check_tuple(
    c: Checker, pattern: ast.TuplePattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]
) -> None:
    elements = pattern.elements
    if scrutinee < 0:
        fresh = tuple(c.fresh() for _ in elements)
        c.unifier.unify(scrutinee, c.pool.tuple_(fresh))
        scrutinee = c.resolve(scrutinee)
    if scrutinee in (ERROR, NEVER):
        _check_parts(c, elements, [ERROR] * len(elements), kind, names)
        return
    if c.pool.tag(scrutinee) is not Tag.TUPLE or len(c.pool.arguments(scrutinee)) != len(elements):
        found = f"a tuple of {len(elements)}"
        c.report(TypeMismatch(c.at(pattern.span), c.name(scrutinee), found))
        _check_parts(c, elements, [ERROR] * len(elements), kind, names)
        return
    c.arguments[pattern.span] = tuple(range(len(elements)))
    _check_parts(c, elements, c.pool.arguments(scrutinee), kind, names)


def _check_list(
    c: Checker, pattern: ast.ListPattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]
) -> None:
    if scrutinee < 0:
        c.unifier.unify(scrutinee, c.pool.list_(c.fresh()))
        scrutinee = c.resolve(scrutinee)
    is_list = scrutinee >= 0 and c.pool.tag(scrutinee) in (Tag.LIST, Tag.FIXED_LIST)
    element = c.pool.arguments(scrutinee)[0] if is_list else ERROR
    if not is_list and scrutinee not in (ERROR, NEVER):
        c.report(TypeMismatch(c.at(pattern.span), c.name(scrutinee), "a list"))
    if is_list:
        c.arguments[pattern.span] = tuple(range(len(pattern.elements)))
    for part in pattern.elements:
        _check(c, part, element, kind, names)
    if pattern.rest is not None:
        _check(c, pattern.rest, c.pool.list_(element) if is_list else ERROR, kind, names)


def _check_qualified(
    c: Checker, pattern: ast.QualifiedPattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]
) -> None:
    """`Type.Variant(…)`: the type in front has to be that of the value."""
    path = qualified(c.environment, pattern.path)
    owner = c.environment.lookup_type(path[0]) if len(path) > 1 else None
    if isinstance(owner, TypeEntity) and c.pool.is_nominal(scrutinee) and c.pool.declaration(scrutinee) != owner.item:
        c.report(TypeMismatch(c.at(pattern.span), c.name(scrutinee), path[0]))
        _check_fields_as_errors(c, pattern.fields, kind, names)
        return
    name = ast.Name(pattern.span, pattern.path[-1])
    if pattern.fields:
        _check_variant(c, ast.VariantPattern(pattern.span, name, pattern.fields), scrutinee, kind, names)
        return
    definition = c.environment.definition(scrutinee) if scrutinee >= 0 else None
    variants = definition.variants if isinstance(definition, SumDefinition) else ()
    if any(variant.name == name.text for variant in variants):
        _check_name(c, ast.NamePattern(pattern.span, name.text), scrutinee, kind, names)
    else:
        _check_variant(c, ast.VariantPattern(pattern.span, name, ()), scrutinee, kind, names)


def _check_constant_range(c: Checker, pattern: ast.ConstantRangePattern, scrutinee: Idx) -> None:
    """The constants count with their values."""
    ends = [_end_value(c, end, scrutinee) for end in (pattern.low, pattern.high)]
    low, high = ends
    if low is None or high is None:
        return
    _check_range(c, ast.RangePattern(pattern.span, low, high, pattern.is_inclusive), scrutinee)
    c.ranges[pattern.span] = (low, high)


def _end_value(c: Checker, end: ast.LiteralValue | ast.ConstantEnd, scrutinee: Idx) -> ast.LiteralValue | None:
    if not isinstance(end, ast.ConstantEnd):
        return end
    entity = c.environment.lookup_value(end.name)
    if isinstance(entity, ConstantEntity):
        c.references[end.span] = ConstantReference(entity.item)
        value = c.environment.constant_literal(entity.item)
        if value is not None:
            return value
        if c.environment.constant_type(entity.item) != ERROR:
            message = f"`${end.name}` cannot be the end of a range"
            c.report(TypeProblem("E2001", message, c.at(end.span), "", (), "it is `int`, `char` or `byte`"))
        return None
    if not isinstance(entity, BrokenEntity):
        c.report(UnknownName("constant", f"${end.name}", c.at(end.span)))
    return None


def _bind(
    c: Checker, name: str, span: Span, type_: Idx, kind: BindingKind, names: dict[str, Span], *, is_immutable: bool
) -> None:
    first = names.get(name)
    if first is not None and type_ == ERROR:
        # Perhaps it is a variant of the type that is not known.
        return
    if first is not None:
        label = (Label(c.at(first), "first bound here"),)
        c.report(TypeProblem("E2070", f"this pattern binds `{name}` twice", c.at(span), "again here", label))
        return
    names[name] = span
    c.bind(name, span, type_, kind, is_immutable=is_immutable)


def _check_name(
    c: Checker, pattern: ast.NamePattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]
) -> None:
    definition = c.environment.definition(scrutinee) if scrutinee >= 0 else None
    if isinstance(definition, SumDefinition) and not pattern.is_immutable:
        for index, variant in enumerate(definition.variants):
            if variant.name == pattern.name:
                c.references[pattern.span] = VariantReference(scrutinee, index)
                if variant.fields:
                    shape = ", ".join("_" for _ in variant.fields)
                    help_ = f"take its payload apart, or ignore it: `{variant.name}({shape})`"
                    message = f"the variant `{variant.name}` has a payload"
                    behind = Edit(c.at(Span(pattern.span.end, pattern.span.end)), f"({shape})")
                    ignore = Suggestion("ignore the payload", (behind,))
                    c.report(TypeProblem("E2062", message, c.at(pattern.span), "without payload", (), help_, ignore))
                return
    is_immutable = pattern.is_immutable or kind in (BindingKind.LOOP, BindingKind.PARAMETER)
    _bind(c, pattern.name, pattern.span, scrutinee, kind, names, is_immutable=is_immutable)


def literal_type(value: ast.LiteralValue) -> Idx:
    """The type of a literal."""
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case float():
            return FLOAT
        case str():
            return STR
        case ast.CharValue():
            return CHAR
        case ast.ByteValue():
            return BYTE
        case _:
            assert_never(value)


def _check_literal(c: Checker, value: ast.LiteralValue, scrutinee: Idx, span: Span) -> bool:
    found = literal_type(value)
    if scrutinee == BYTE and found == INT and isinstance(value, int) and 0 <= value <= 255:
        return True
    if c.unifier.unify(found, scrutinee):
        return True
    c.report(
        TypeMismatch(c.at(span), c.name(scrutinee), c.name(found), help="the pattern has the type of the matched value")
    )
    return False


def _check_range(c: Checker, pattern: ast.RangePattern, scrutinee: Idx) -> None:
    for value in (pattern.low, pattern.high):
        if literal_type(value) not in (INT, CHAR, BYTE):
            message = "a range pattern has `int`, `char` or `byte` ends"
            c.report(TypeProblem("E2001", message, c.at(pattern.span)))
            return
        if not _check_literal(c, value, scrutinee, pattern.span):
            return


def _check_variant(
    c: Checker, pattern: ast.VariantPattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]
) -> None:
    definition = c.environment.definition(scrutinee) if scrutinee >= 0 else None
    if not isinstance(definition, SumDefinition):
        if scrutinee != ERROR:
            help_ = "only a sum type has variants"
            message = f"`{c.name(scrutinee)}` has no variant `{pattern.name.text}`"
            c.report(TypeProblem("E2062", message, c.at(pattern.name.span), "", (), help_))
        _check_fields_as_errors(c, pattern.fields, kind, names)
        return
    for index, variant in enumerate(definition.variants):
        if variant.name == pattern.name.text:
            c.references[pattern.name.span] = VariantReference(scrutinee, index)
            c.references[pattern.span] = VariantReference(scrutinee, index)
            _check_payload(c, pattern, variant.fields, kind, names)
            return
    similar = closest(pattern.name.text, (variant.name for variant in definition.variants))
    known = "the variants are " + ", ".join(f"`{variant.name}`" for variant in definition.variants)
    at, owner = c.at(pattern.name.span), c.name(scrutinee)
    c.report(UnknownName("variant", pattern.name.text, at, "E2062", similar, known, owner))
    _check_fields_as_errors(c, pattern.fields, kind, names)


def _check_fields_as_errors(
    c: Checker, fields: tuple[ast.PatternField, ...], kind: BindingKind, names: dict[str, Span]
) -> None:
    """Binds the names below a pattern that makes no sense, so that their uses are not reported too."""
    for field in fields:
        _check(c, field.pattern, ERROR, kind, names)


def _check_payload(
    c: Checker, pattern: ast.VariantPattern, fields: tuple[Field, ...], kind: BindingKind, names: dict[str, Span]
) -> None:
    """Fields that are named may be some of them, in any order; others have to be all."""
    name = pattern.name.text
    are_named = bool(pattern.fields) and all(field.name is not None for field in pattern.fields)
    if len(pattern.fields) > len(fields) or (len(pattern.fields) < len(fields) and not are_named):
        wanted = f"{len(fields)} field{'s' if len(fields) != 1 else ''}"
        shape = f"{name}({', '.join(f.name or '_' for f in fields)})" if fields else name
        message = f"the variant `{name}` has {wanted}, the pattern {len(pattern.fields)}"
        c.report(TypeProblem("E2062", message, c.at(pattern.span), "", (), f"write `{shape}`"))
        _check_fields_as_errors(c, pattern.fields, kind, names)
        return
    indices = _field_indices(c, pattern.fields, fields, name, "E2062")
    if None not in indices:
        c.arguments[pattern.span] = tuple(index for index in indices if index is not None)
    for field, index in zip(pattern.fields, indices, strict=True):
        _check(c, field.pattern, fields[index].type if index is not None else ERROR, kind, names)


def _field_indices(
    c: Checker, written: tuple[ast.PatternField, ...], fields: tuple[Field, ...], owner: str, code: str
) -> list[int | None]:
    """Which field each part of a pattern is for; none for a name that no field has."""
    indices: list[int | None] = []
    for position, part in enumerate(written):
        index = _field_index(c, part, position, fields, owner, code)
        if index is not None and index in indices:
            first = (Label(c.at(written[indices.index(index)].span), "first here"),)
            message = f"the field `{fields[index].name or index}` of `{owner}` is taken twice"
            c.report(TypeProblem(code, message, c.at(part.span), "again here", first))
        indices.append(index)
    return indices


def _field_index(
    c: Checker, field: ast.PatternField, position: int, fields: tuple[Field, ...], owner: str, code: str
) -> int | None:
    if field.name is None:
        return position
    for index, candidate in enumerate(fields):
        if candidate.name == field.name.text:
            return index
    similar = closest(field.name.text, (candidate.name for candidate in fields))
    names = ", ".join(f"`{candidate.name}`" for candidate in fields if candidate.name)
    known = f"its fields are {names}" if names else "its fields have no names"
    c.report(UnknownName("field", field.name.text, c.at(field.name.span), code, similar, known, owner))
    return None


def _names_type(c: Checker, written: str, declaration: ItemId) -> bool:
    """Whether the name of a pattern is that of the type: its own, which needs no import, or one given to it here."""
    if written in ("", "Self", declaration.name):
        return True
    entity = c.environment.lookup_type(written)
    return isinstance(entity, TypeEntity) and entity.item == declaration


def _check_struct(
    c: Checker, pattern: ast.StructPattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]
) -> None:
    definition = c.environment.definition(scrutinee) if scrutinee >= 0 else None
    named = pattern.name.text if pattern.name is not None else ""
    if not isinstance(definition, StructDefinition) or not _names_type(c, named, definition.declaration):
        if scrutinee != ERROR:
            found = pattern.name.text if pattern.name is not None else "a struct"
            c.report(TypeMismatch(c.at(pattern.span), c.name(scrutinee), found))
        _check_fields_as_errors(c, pattern.fields, kind, names)
        return
    if pattern.name is not None:
        c.references[pattern.name.span] = TypeReference(scrutinee)
    taken = _field_indices(c, pattern.fields, definition.fields, definition.declaration.name, "E2061")
    indices = tuple(index for index in taken if index is not None)
    for field, index in zip(pattern.fields, taken, strict=True):
        if field.name is not None and index is not None:
            c.references.setdefault(field.name.span, FieldReference(scrutinee, index))
        _check(c, field.pattern, definition.fields[index].type if index is not None else ERROR, kind, names)
    if len(indices) == len(pattern.fields):
        c.arguments[pattern.span] = indices
    missing = [
        f.name
        for index, f in enumerate(definition.fields)
        if index not in indices and not begins_empty(c.environment, definition, f)
    ]
    if missing and not pattern.ignores_rest and len(indices) == len(pattern.fields):
        listed = ", ".join(f"`{name}`" for name in missing)
        end = pattern.fields[-1].span.end if pattern.fields else pattern.span.end - 1
        edit = Edit(c.at(Span(end, end)), ", .." if pattern.fields else " .. ")
        suggestion = Suggestion("ignore the other fields with `..`", (edit,))
        message = f"this pattern does not mention {listed}"
        help_ = f"add {'it' if len(missing) == 1 else 'them'}, or `..` for the rest"
        c.report(TypeProblem("E2061", message, c.at(pattern.span), f"without {listed}", (), help_, suggestion))


def _check_or(c: Checker, pattern: ast.OrPattern, scrutinee: Idx, kind: BindingKind, names: dict[str, Span]) -> None:
    first_names: dict[str, Span] = {}
    _check(c, pattern.alternatives[0], scrutinee, kind, first_names)
    for alternative in pattern.alternatives[1:]:
        own: dict[str, Span] = {}
        mark = c.mark()
        _check(c, alternative, scrutinee, kind, own)
        c.restore(mark)
        # Of a type that is not known, a name may be a variant.
        for name in sorted(own.keys() ^ first_names.keys()) if scrutinee != ERROR else ():
            bound = own.get(name) or first_names[name]
            lacking = pattern.alternatives[0].span if name in own else alternative.span
            message = f"`{name}` is not bound by every alternative"
            label = (Label(c.at(bound), "bound here"),)
            help_ = "the alternatives of `|` bind the same names"
            c.report(TypeProblem("E2052", message, c.at(lacking), f"does not bind `{name}`", label, help_))
        for name in sorted(own.keys() & first_names.keys()):
            first, second = c.bindings[first_names[name]], c.bindings[own[name]]
            if not c.unifier.unify(first.type, second.type):
                found, expected = c.name(second.type), c.name(first.type)
                because = (Label(c.at(first_names[name]), f"`{expected}` here"),)
                message = f"`{name}` has different types in the alternatives: `{expected}` and `{found}`"
                help_ = "the code behind the pattern has to work for all alternatives"
                c.report(TypeProblem("E2053", message, c.at(own[name]), f"`{found}` here", because, help_))
            c.references[own[name]] = LocalReference(first_names[name])
    for name, span in first_names.items():
        if name in names:
            c.report(TypeProblem("E2070", f"this pattern binds `{name}` twice", c.at(span), "again here"))
        names[name] = span
