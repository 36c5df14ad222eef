"""What the call around a cursor calls, in half-typed code too."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.names import Lookup
from ori_compiler.ide.implementations import called
from ori_compiler.ide.probe import Probe
from ori_compiler.ide.target import Declared, Member, Target, Variant
from ori_compiler.ide.type_names import entity_target
from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.pool import Idx
from ori_compiler.types.typed_body import (
    CapabilityReference,
    FunctionReference,
    StructuralReference,
    TraitMethodReference,
    VariantReference,
)

Calling = ast.Call | ast.MethodCall | ast.PipeMethod
"""The forms that have arguments."""


def call_target(database: CompilerDatabase, at: Probe, call: Calling) -> Target | None:
    """The function, method or variant that is called; by its name alone if the call was not understood."""
    name = _called_name(call)
    match at.body.references.get(name.span) if at.body is not None else None:
        case (
            FunctionReference() | TraitMethodReference() | StructuralReference() | CapabilityReference()
        ) as reference:
            return called(database, reference)[0]
        case VariantReference(type_, index) if database.pool.is_nominal(type_):
            return Variant(database.pool.declaration(type_), index)
        case None if isinstance(name, ast.NameRef):
            return entity_target(database.lookup(Lookup(at.place.item.path, name.name, False)))
        case _:
            return None


def _called_name(call: Calling) -> ast.Syntax:
    if not isinstance(call, ast.Call):
        return call.name
    return call.callee.callee if isinstance(call.callee, ast.TypeApplication) else call.callee


def arguments_begin(call: Calling) -> int:
    """Where the arguments may stand: behind the name and its type arguments."""
    if isinstance(call, ast.Call):
        return call.callee.span.end
    written = call.type_arguments if isinstance(call, ast.MethodCall) else ()
    return max(call.name.span.end, *(argument.span.end for argument in written), 0)


def parameters_of(database: CompilerDatabase, target: Target | None) -> list[tuple[str, Idx]]:
    """The names and types of the parameters, or of the fields of a payload."""
    match target:
        case Member(member):
            return [(p.name, p.type) for p in database.signature(member).parameters]
        case Declared(item) if item.kind is ItemKind.FUNCTION:
            return [(p.name, p.type) for p in database.signature(item).parameters]
        case Variant(item, index):
            definition = database.definition(database.declared_type(item, database.generics(item).types))
            variants = definition.variants if isinstance(definition, SumDefinition) else ()
            return [(field.name, field.type) for field in variants[index].fields] if index < len(variants) else []
        case _:
            return []


def innermost_call(at: Probe) -> tuple[Calling, ast.Argument | None] | None:
    """The call whose parentheses are around the cursor, and the argument that the cursor is in."""
    nodes = at.place.nodes
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        if isinstance(node, ast.Lambda | ast.Block):
            return None
        if isinstance(node, Calling) and at.place.offset > arguments_begin(node):
            inner = nodes[index + 1] if index + 1 < len(nodes) else None
            return node, inner if isinstance(inner, ast.Argument) else None
    return None
