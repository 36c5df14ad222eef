"""What callers may rely on, for everything that can be called or has a body."""

from typing import TYPE_CHECKING

import msgspec

from ori_compiler.database.associated_constants import declared_constant
from ori_compiler.database.members import owner_of_default
from ori_compiler.resolve.header import PROVIDER_HEAD, ImplHeader
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.types.clauses import clause_signature
from ori_compiler.types.declarations import Declared, function_signature, method_signature
from ori_compiler.types.definitions import Signature
from ori_compiler.types.functions import MemberId, item_of
from ori_compiler.types.pool import ERROR, Idx

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def signature_of(database: "CompilerDatabase", function: ItemId | MemberId) -> Signature:
    """The signature of a function, method, constant, test or default."""
    declared = database.declared_signature(function)
    if declared is not None and isinstance(declared.value, Signature):
        return declared.value
    if isinstance(function, MemberId):
        return _signature_of_default(database, function)
    return Signature(function, (), (), _result_without_signature(database, function))


def declared_signature(database: "CompilerDatabase", function: ItemId | MemberId) -> Declared | None:
    """The written signature of a function or method, and what is wrong with it."""
    environment = database.environment(item_of(function).path)
    if isinstance(function, ItemId):
        return _signature_of_clause(database, function)
    method = database.method(function)
    if method is None:
        return declared_constant(database, function)
    scope, outer = database.member_scope(function.item)
    return method_signature(function, _with_receiver(database, function, method), environment, scope, outer)


def _with_receiver(database: "CompilerDatabase", member: MemberId, method: ast.Method) -> ast.Method:
    """A method of a `def impl` is called as its trait says, though it is written without `self`."""
    impl = database.header(member.item)
    if method.has_self or not isinstance(impl, ImplHeader) or impl.head != PROVIDER_HEAD:
        return method
    definition = database.impl(member.item)
    trait = database.trait(database.pool.declaration(definition.trait)) if definition and definition.trait else None
    asked = trait.method(member.name) if trait is not None else None
    return msgspec.structs.replace(method, has_self=True) if asked is not None and asked.has_self else method


def _signature_of_clause(database: "CompilerDatabase", function: ItemId) -> Declared | None:
    syntax = database.item_syntax(function).item
    if not isinstance(syntax, ast.FunctionItem):
        return None
    environment = database.environment(function.path)
    together = database.clauses(function)
    written = (database.item_syntax(clause).item for clause in together)
    clauses = [item for item in written if isinstance(item, ast.FunctionItem)]
    if function != together[0]:
        return clause_signature(function, syntax, environment, database.signature(together[0]), clauses[0])
    return function_signature(function, syntax, environment, clauses[1:])


def _result_without_signature(database: "CompilerDatabase", item: ItemId) -> Idx:
    match item.kind:
        case ItemKind.CONSTANT:
            return database.constant_type(item)
        case ItemKind.TEST | ItemKind.EXAMPLE:
            return database.typed_body(item).result
        case _:
            return ERROR


def _signature_of_default(database: "CompilerDatabase", member: MemberId) -> Signature:
    """The default of a parameter is a function without parameters, generic as the whole function is."""
    found = owner_of_default(member)
    if found is None:
        return Signature(member, (), (), ERROR)
    owner, name = found
    signature = database.signature(owner)
    type_ = next((parameter.type for parameter in signature.parameters if parameter.name == name), ERROR)
    return Signature(member, signature.type_parameters, (), type_, signature.predicates)
