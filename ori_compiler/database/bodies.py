"""Bodies: with their types, and in canonical form."""

from typing import TYPE_CHECKING

from ori_compiler.canon.derived import derived_function
from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.lower import Canonical, canonicalize
from ori_compiler.canon.references import References, references
from ori_compiler.database.associated_constants import typed_constant
from ori_compiler.database.declarations import body_scope
from ori_compiler.database.members import callable_syntax, is_intrinsic, owner_of_default, parameter_syntax
from ori_compiler.database.module_environment import ModuleEnvironment
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.module_path import PRELUDE, is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import NO_SPAN
from ori_compiler.syntax import ast
from ori_compiler.types.functions import (
    BodyFunction,
    DerivedFunction,
    FunctionId,
    Instance,
    LambdaFunction,
    MemberId,
    Thunk,
    item_of,
)
from ori_compiler.types.inference import infer_constant, infer_default, infer_function, infer_test
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.resolution import TypeResolver
from ori_compiler.types.typed_body import TypedBody

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def typed_body(database: "CompilerDatabase", function: ItemId | MemberId) -> TypedBody:
    """The body of a function, test, constant or default with the types of all its parts."""
    environment = database.environment(item_of(function).path)
    if isinstance(function, MemberId):
        return _typed_member(database, function, environment)
    syntax = database.item_syntax(function).item
    match syntax:
        case ast.FunctionItem() if not is_intrinsic(syntax):
            is_only = len(database.clauses(function)) == 1
            scope = body_scope(database, function)
            return infer_function(syntax, database.signature(function), environment, scope, is_only_clause=is_only)
        case ast.TestItem():
            return infer_test(function, syntax, environment)
        case ast.ConstantItem() if not (is_intrinsic(syntax) and is_prelude(function.path)):
            return infer_constant(function, syntax, environment)
        case _:
            return no_body(function)


def _typed_member(database: "CompilerDatabase", member: MemberId, environment: ModuleEnvironment) -> TypedBody:
    default = owner_of_default(member)
    if default is not None:
        parameter = parameter_syntax(database, *default)
        if parameter is None:
            return no_body(member)
        type_ = database.signature(member).result
        function = callable_syntax(database, default[0])
        names = frozenset(p.name.text for p in function.parameters) if function is not None else frozenset()
        return infer_default(member, parameter, type_, environment, body_scope(database, member), names)
    method = database.method(member)
    if method is None or method.body is None or is_intrinsic(method):
        return typed_constant(database, member) or no_body(member)
    return infer_function(method, database.signature(member), environment, body_scope(database, member))


def no_body(function: ItemId | MemberId) -> TypedBody:
    """The body of what has none."""
    return TypedBody(function, (), ast.Missing(NO_SPAN), ERROR, {}, {}, {}, {}, (), True)


def constant_type(database: "CompilerDatabase", item: ItemId) -> Idx:
    """The type of a constant: written, or that of its value."""
    syntax = database.item_syntax(item).item
    if isinstance(syntax, ast.ConstantItem) and syntax.annotation is not None:
        return TypeResolver(item, database.environment(item.path), PhaseErrors()).type(syntax.annotation)
    return database.typed_body(item).result


def canonical_function(database: "CompilerDatabase", function: BodyFunction) -> Canonical:
    """A body without sugar, for these type arguments."""
    base = function.base if isinstance(function, Instance) else function
    typed = database.typed_body(base)
    substitution: dict[Idx, Idx] = {}
    if isinstance(function, Instance):
        parameters = database.signature(base).type_parameters
        substitution = dict(zip(parameters, function.arguments, strict=True))
    return canonicalize(typed, database.environment(item_of(base).path), function, substitution)


def no_canonical(database: "CompilerDatabase", function: BodyFunction) -> Canonical:
    """The canonical form of a body that needs itself."""
    base = function.base if isinstance(function, Instance) else function
    return canonicalize(no_body(base), database.environment(item_of(base).path), function, {})


def function_of(database: "CompilerDatabase", function: FunctionId) -> CanonFunction:
    """What a function does, however it came to be."""
    match function:
        case DerivedFunction():
            definition = database.definition(function.type)
            if definition is None:
                raise TypeError(f"{function} has no definition")
            return derived_function(function, definition, database.environment(PRELUDE))
        case LambdaFunction(owner=owner):
            return next(found for found in database.canonical(owner).lambdas if found.id == function)
        case ItemId() | MemberId() | Instance():
            return database.canonical(function).function
        case Thunk():
            raise TypeError(f"{function} has no canonical form")


def references_of(database: "CompilerDatabase", function: FunctionId) -> References:
    """What a function needs to be there when it runs."""
    return references(database.function(function))
