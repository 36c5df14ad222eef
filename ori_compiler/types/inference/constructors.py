"""Values of declared types: struct literals, variants, newtypes."""

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import BrokenEntity, TypeEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Field, Parameter, StructDefinition, SumDefinition
from ori_compiler.types.errors import ArgumentProblem, TypeProblem, UnknownName
from ori_compiler.types.hidden import is_hidden, may_be_left_out
from ori_compiler.types.inference import expressions, names
from ori_compiler.types.inference.arguments import (
    Callee,
    check_arguments,
    infer_arguments,
    match_arguments,
    reject_spread,
)
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import expect_result
from ori_compiler.types.inference.obligations import demand
from ori_compiler.types.namespaces import missing_member
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.typed_body import FieldReference, TypeReference, VariantReference

Written = tuple[ast.TypeSyntax | ast.Expr, ...]


def _open(c: Checker, item: ItemId, written: Written, span: Span) -> Idx:
    """A declared type whose arguments are written or still to be found out, and demands what it demands."""
    if written:
        return c.resolver.constructed(item, written, span)
    return names.open_type(c, item)


def _demand(c: Checker, type_: Idx, span: Span) -> None:
    item = c.pool.declaration(type_)
    generics = c.environment.generics(item)
    if generics.predicates:
        substitution = dict(zip(generics.types, c.pool.arguments(type_), strict=True))
        demand(c, generics.predicates, substitution, span, None)


def variant_call(
    c: Checker,
    e: ast.Call,
    callee: ast.NameRef,
    item: ItemId,
    index: int,
    written: Written,
    expected: Expectation | None,
) -> Idx:
    """`Variant(payload)`."""
    type_ = _open(c, item, written, callee.span)
    definition = c.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, SumDefinition):
        infer_arguments(c, e.arguments)
        return ERROR
    c.references[callee.span] = VariantReference(type_, index)
    expect_result(c, type_, expected)
    fields = definition.variants[index].fields
    name = callee.name
    if not fields:
        infer_arguments(c, e.arguments)
        at = Span(callee.span.end, e.span.end)
        suggestion = Suggestion("remove the parentheses", (Edit(c.at(at), ""),), is_certain=True)
        message = f"the variant `{name}` has no payload"
        return c.report(TypeProblem("E2062", message, c.at(at), "", (), f"write just `{name}`", suggestion))
    parameters = Callee(name, tuple(Parameter(f.name, f.type) for f in fields), None, item)
    indices = _match_payload(c, e, name, fields, parameters)
    if indices is None:
        c.unifier.lose(type_)
        infer_arguments(c, e.arguments)
        return type_
    c.arguments[e.span] = indices
    check_arguments(c, parameters, e.arguments, indices, tuple(field.type for field in fields))
    _demand(c, type_, callee.span)
    return type_


def _match_payload(
    c: Checker, e: ast.Call, name: str, fields: tuple[Field, ...], callee: Callee
) -> tuple[int, ...] | None:
    """Payload fields are given all by position, or all by name."""
    if len(e.arguments) == len(fields) and all(argument.name is None for argument in e.arguments):
        return tuple(range(len(fields)))
    if any(not field.name for field in fields):
        span = c.environment.declaration_span(callee.declaration) if callee.declaration is not None else None
        message = f"the variant `{name}` takes {len(fields)} value{'s' if len(fields) != 1 else ''} by position"
        c.report(ArgumentProblem(message, c.at(e.close), "", span))
        return None
    return match_arguments(c, callee, e.arguments, e.close)


def newtype_call(
    c: Checker, e: ast.Call, callee: ast.NameRef, item: ItemId, written: Written, expected: Expectation | None
) -> Idx:
    """`Name(value)`."""
    type_ = _open(c, item, written, callee.span)
    definition = c.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, StructDefinition):
        infer_arguments(c, e.arguments)
        return ERROR
    c.references[callee.span] = TypeReference(type_)
    expect_result(c, type_, expected)
    if len(e.arguments) != 1 or e.arguments[0].name is not None:
        infer_arguments(c, e.arguments)
        declared = c.environment.declaration_span(item)
        message = f"`{callee.name}(…)` takes one value by position"
        c.report(ArgumentProblem(message, c.at(e.close), f"{len(e.arguments)} given", declared))
        return type_
    if isinstance(spread := e.arguments[0].value, ast.Spread):
        reject_spread(c, spread, c.environment.declaration_span(item))
        return type_
    because = Label(
        c.environment.declaration_span(item), f"`{callee.name}` wraps a `{c.name(definition.fields[0].type)}`"
    )
    expressions.check(c, e.arguments[0].value, Expectation(definition.fields[0].type, because))
    c.arguments[e.span] = (0,)
    _demand(c, type_, callee.span)
    return type_


def self_call(c: Checker, e: ast.Call, callee: ast.SelfValue, expected: Expectation | None) -> Idx:
    """`Self(value)` in an implementation of a newtype."""
    type_ = c.resolver.type(ast.NamedType(callee.span, "Self"))
    definition = c.environment.definition(type_) if type_ >= 0 else None
    if not isinstance(definition, StructDefinition) or not definition.is_newtype or len(e.arguments) != 1:
        infer_arguments(c, e.arguments)
        if type_ == ERROR:
            return ERROR
        return c.report(TypeProblem("E2020", f"`{c.name(type_)}` cannot be called", c.at(callee.span)))
    c.references[callee.span] = TypeReference(type_)
    expressions.check(c, e.arguments[0].value, Expectation(definition.fields[0].type))
    c.arguments[e.span] = (0,)
    return type_


def struct_literal(c: Checker, e: ast.StructLiteral, expected: Expectation | None) -> Idx:
    """`Name { field: value, ...base }`."""
    type_, is_known = _literal_type(c, e)
    definition = c.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, StructDefinition) or definition.is_newtype:
        for field in e.fields:
            expressions.infer(c, field.value)
        if not is_known or type_ == ERROR:
            return ERROR
        help_ = f"write `{e.name.text}(value)`" if isinstance(definition, StructDefinition) else ""
        return c.report(TypeProblem("E2061", f"`{e.name.text}` is not a struct", c.at(e.name.span), "", (), help_))
    c.references[e.name.span] = TypeReference(type_)
    needed = [field for field in definition.fields if not may_be_left_out(c.environment, definition, field)]
    if any(is_hidden(c.environment, definition.declaration, field.name) for field in needed):
        message = f"a `{e.name.text}` is not made by naming its fields"
        help_ = f"they are for `{e.name.text}` itself; its functions make one, or the literals of the language"
        return c.report(TypeProblem("E2061", message, c.at(e.name.span), "", (), help_))
    expect_result(c, type_, expected)
    given: dict[str, Span] = {}
    unknown: list[ast.Name] = []
    has_base = False
    for is_lambda in (False, True):
        for field in e.fields:
            if isinstance(field.value, ast.Lambda) is not is_lambda:
                continue
            if isinstance(field, ast.SpreadInit):
                has_base = True
                expressions.check(c, field.value, Expectation(type_))
            elif not _field_init(c, field, definition, given):
                unknown.append(field.name)
    # A field without a name was reported where it is declared.
    missing = [field.name for field in needed if field.name and field.name not in given]
    for name in unknown:
        _unknown_field(c, name, definition, missing)
    if unknown or (missing and not has_base) or any(c.pool.has_errors(field.type) for field in definition.fields):
        c.unifier.lose(type_)
    if missing and not has_base and not unknown:
        listed = ", ".join(f"`{name}`" for name in missing)
        noun = "field" if len(missing) == 1 else "fields"
        declared = (Label(c.environment.declaration_span(definition.declaration), "declared here"),)
        message = f"this `{e.name.text}` lacks the {noun} {listed}"
        added = ", ".join(f"{name}: todo()" for name in missing)
        last = Span(e.fields[-1].span.end, e.fields[-1].span.end) if e.fields else None
        edit = Edit(c.at(last), f", {added}") if last is not None else None
        fill = Suggestion(f"add the missing {noun}", (edit,)) if edit is not None else None
        help_ = "every field is given, or the rest taken from another value: `...other`"
        c.report(TypeProblem("E2061", message, c.at(e.name.span), f"{listed} missing", declared, help_, fill))
    _demand(c, type_, e.name.span)
    return type_


def _literal_type(c: Checker, e: ast.StructLiteral) -> tuple[Idx, bool]:
    """The type that a literal names, and whether anything of this name is known."""
    if e.name.text == "Self":
        return c.resolver.type(ast.NamedType(e.name.span, "Self")), True
    entity = c.environment.lookup_type(e.name.text)
    if isinstance(entity, TypeEntity):
        return names.open_type(c, entity.item), True
    if entity is None:
        missing = missing_member(c.environment, e.name.text, c.at(e.name.span))
        if missing is not None:
            c.report(missing)
            return ERROR, False
        similar = closest(e.name.text, c.environment.visible_names())
        found = c.environment.missing_import(e.name.text, is_type=True)
        c.report(UnknownName("type", e.name.text, c.at(e.name.span), "E2002", similar, missing_import=found))
        return ERROR, False
    if not isinstance(entity, BrokenEntity):
        c.report(TypeProblem("E2061", f"`{e.name.text}` is not a struct", c.at(e.name.span)))
    return ERROR, False


def _field_init(c: Checker, field: ast.FieldInit, definition: StructDefinition, given: dict[str, Span]) -> bool:
    """Checks what a field gets; False if there is no such field."""
    name = field.name.text
    if name in given:
        first = (Label(c.at(given[name]), "first given here"),)
        c.report(TypeProblem("E2061", f"the field `{name}` is given twice", c.at(field.name.span), "again here", first))
    given[name] = field.name.span
    for index, candidate in enumerate(definition.fields):
        if candidate.name == name and not is_hidden(c.environment, definition.declaration, name):
            if field.value.span != field.name.span:
                c.references[field.name.span] = FieldReference(definition.type, index)
            because = Label(c.environment.declaration_span(definition.declaration), f"`{name}` is a field of this type")
            expressions.check(c, field.value, Expectation(candidate.type, because))
            return True
    if field.value.span != field.name.span or c.local(name) is not None:
        expressions.infer(c, field.value)
    return False


def _unknown_field(c: Checker, name: ast.Name, definition: StructDefinition, missing: list[str]) -> None:
    """Probably one of the fields that are missing was meant."""
    similar = closest(name.text, missing)
    names = [f.name for f in definition.fields if not is_hidden(c.environment, definition.declaration, f.name)]
    known = "its fields are " + ", ".join(f"`{candidate}`" for candidate in names)
    owner = definition.declaration.name
    c.report(UnknownName("field", name.text, c.at(name.span), "E2061", similar, known, owner))
