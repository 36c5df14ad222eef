"""Signatures and type definitions out of declarations."""

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.scope import BrokenEntity, TypeEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import (
    Definition,
    Field,
    Parameter,
    Signature,
    StructDefinition,
    SumDefinition,
    Variant,
)
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.pool import ERROR, NEVER, PRIMITIVE_NAMES, VOID, Idx


class Declared(msgspec.Struct, frozen=True):
    """A declaration's meaning and what is wrong with it."""

    value: Signature | Definition
    diagnostics: tuple[Diagnostic, ...]


def resolve_type(syntax: ast.TypeSyntax, item: ItemId, environment: Environment, errors: PhaseErrors) -> Idx:
    """The type that is written; the error type after a report."""
    if not isinstance(syntax, ast.NamedType):
        return ERROR
    primitive = PRIMITIVE_NAMES.get(syntax.name)
    if primitive is not None:
        return primitive
    entity = environment.lookup_type(syntax.name)
    match entity:
        case TypeEntity(declaration, _):
            return environment.declared_type(declaration)
        case BrokenEntity():
            return ERROR
        case _:
            at = ItemSpan(item, syntax.span)
            similar = closest(syntax.name, [*PRIMITIVE_NAMES, *environment.visible_names()])
            foreign = _FOREIGN_TYPES.get(syntax.name, "")
            errors.emit(UnknownName("type", syntax.name, at, "E2002", foreign or similar))
            return ERROR


_FOREIGN_TYPES = {
    "string": "str",
    "String": "str",
    "i64": "int",
    "i32": "int",
    "integer": "int",
    "Int": "int",
    "Integer": "int",
    "Float": "float",
    "Bool": "bool",
    "Boolean": "bool",
    "f64": "float",
    "double": "float",
    "boolean": "bool",
    "u8": "byte",
    "unit": "void",
}


def function_signature(item: ItemId, syntax: ast.FunctionItem, environment: Environment) -> Declared:
    """What callers of a function may rely on."""
    errors = PhaseErrors()
    pool = environment.pool
    own = {parameter.name: pool.parameter(item, parameter.name) for parameter in syntax.type_parameters}

    def written(type_: ast.TypeSyntax) -> Idx:
        if isinstance(type_, ast.NamedType) and type_.name in own:
            return own[type_.name]
        return resolve_type(type_, item, environment, errors)

    seen: dict[str, Span] = {}
    parameters: list[Parameter] = []
    for parameter in syntax.parameters:
        name = parameter.name
        if name.text in seen and name.text != "_":
            first = Label(ItemSpan(item, seen[name.text]), "first declared here")
            at = ItemSpan(item, name.span)
            errors.emit(TypeProblem("E2006", f"two parameters are called `{name.text}`", at, "again here", (first,)))
        seen[name.text] = name.span
        parameters.append(Parameter(name.text, written(parameter.type)))
    signature = Signature(item, tuple(own.values()), tuple(parameters), written(syntax.result))
    return Declared(signature, errors.diagnostics)


def struct_definition(item: ItemId, syntax: ast.StructItem, environment: Environment) -> Declared:
    """The fields of a struct."""
    errors = PhaseErrors()
    fields = _fields(item, syntax.fields, environment, errors, syntax.head, is_struct=True)
    return Declared(StructDefinition(item, environment.declared_type(item), fields), errors.diagnostics)


def sum_definition(item: ItemId, syntax: ast.SumItem, environment: Environment) -> Declared:
    """The variants of a sum."""
    errors = PhaseErrors()
    variants = tuple(
        Variant(variant.name.text, _fields(item, variant.fields, environment, errors, syntax.head, is_struct=False))
        for variant in syntax.variants
    )
    return Declared(SumDefinition(item, environment.declared_type(item), variants), errors.diagnostics)


def _fields(
    item: ItemId,
    fields: tuple[ast.FieldSyntax, ...],
    environment: Environment,
    errors: PhaseErrors,
    head: ast.TypeHead,
    *,
    is_struct: bool,
) -> tuple[Field, ...]:
    own = {parameter.name for parameter in head.type_parameters}
    seen: dict[str, Span] = {}
    result: list[Field] = []
    for field in fields:
        # Generic types are reported as not supported; their parameters are no unknown types.
        is_own = isinstance(field.type, ast.NamedType) and field.type.name in own
        type_ = ERROR if is_own else resolve_type(field.type, item, environment, errors)
        at = ItemSpan(item, field.type.span)
        if type_ == NEVER and is_struct:
            help_ = "a value of `Never` cannot exist, so the struct could never be built"
            errors.emit(TypeProblem("E2019", "a struct field cannot be `Never`", at, help=help_))
        if type_ == VOID:
            errors.emit(
                TypeProblem("E2040", "fields of type `void` are not supported yet", at, help="leave the field out")
            )
            type_ = ERROR
        name = field.name
        if name is not None:
            if name.text in seen:
                first = Label(ItemSpan(item, seen[name.text]), "first declared here")
                again = ItemSpan(item, name.span)
                errors.emit(TypeProblem("E2006", f"two fields are called `{name.text}`", again, "again here", (first,)))
                continue
            seen[name.text] = name.span
        result.append(Field(name.text if name is not None else "", type_))
    return tuple(result)
