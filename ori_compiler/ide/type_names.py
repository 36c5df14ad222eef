"""What a name in a type, a bound or the head of an item stands for."""

import re
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.names import Lookup
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.ide.bodies import type_parameters_at, type_scope_at
from ori_compiler.ide.implementations import called
from ori_compiler.ide.position import Place
from ori_compiler.ide.target import Declared, Member, Module, Primitive, Target, TypeVariable, Use, Variant
from ori_compiler.resolve.scope import (
    BrokenEntity,
    CapsetEntity,
    ConstantEntity,
    Entity,
    FunctionEntity,
    NamespaceEntity,
    TraitEntity,
    TypeEntity,
    VariantEntity,
)
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.associated_numbers import written_type as syntax_of_type
from ori_compiler.types.environment import head_of
from ori_compiler.types.functions import MemberId, constant_member
from ori_compiler.types.namespaces import qualified
from ori_compiler.types.pool import ERROR, PRIMITIVE_NAMES, STR, Idx, Tag
from ori_compiler.types.resolution import TypeResolver
from ori_compiler.types.typed_body import TraitMethodReference

_WORD: Final = re.compile(r"\w+")


def segment_at(database: CompilerDatabase, place: Place, start: int, count: int) -> tuple[int, Span] | None:
    """The part of a dotted name that the cursor is on: which one, and its range. The name begins at `start`."""
    text, members = database.workspace.item_text.get(place.item), database.member_places(place.item)
    offset = members.offset(place.offset)
    for index, word in zip(range(count), _WORD.finditer(text, members.offset(start)), strict=False):
        if word.start() <= offset <= word.end():
            return index, members.span(Span(word.start(), word.end()))
    return None


def type_name(database: CompilerDatabase, place: Place, name: str) -> Target | None:
    """A type, trait or type parameter by its name."""
    for parameter in type_parameters_at(place):
        if parameter.name == name:
            return variable(place.item, parameter)
    of_first_clause = _parameter_of_first_clause(database, place, name)
    if of_first_clause is not None:
        return of_first_clause
    if name in PRIMITIVE_NAMES:
        return Primitive(PRIMITIVE_NAMES[name], is_conversion=False)
    if name == "Self":
        return _self(database, place)
    return entity_target(database.lookup(Lookup(place.item.path, name, True)))


def _parameter_of_first_clause(database: CompilerDatabase, place: Place, name: str) -> TypeVariable | None:
    """Later clauses of a function use the type parameters of the first one."""
    for clause in database.clauses(place.item)[:1] if isinstance(place.nodes[0], ast.FunctionItem) else ():
        syntax = database.item_syntax(clause).item
        for parameter in syntax.type_parameters if isinstance(syntax, ast.FunctionItem) else ():
            if parameter.name == name:
                return variable(clause, parameter)
    return None


def constant_of_type(database: CompilerDatabase, place: Place, access: ast.ConstantAccess) -> Target | None:
    """What `Type.$name` means among types, where no body is."""
    syntax = syntax_of_type(access.base)
    owner = written_type(database, place, syntax) if syntax is not None else ERROR
    if owner == ERROR:
        return None
    environment, name = database.environment(place.item.path), constant_member(access.name.text)
    head = head_of(database.pool, owner)
    for impl in environment.inherent_impls_with(head, name) if head is not None else ():
        return Member(MemberId(impl, name))
    resolver = TypeResolver(place.item, environment, PhaseErrors(), type_scope_at(database, place))
    bounds = (database.pool.declaration(bound) for bound in resolver.known_bounds(owner))
    for trait in (*bounds, *environment.traits_in_scope(name)):
        definition = database.trait(trait)
        if definition is not None and definition.method(name) is not None:
            return called(database, TraitMethodReference(trait, name, (owner,)))[0]
    return None


def variable(item: ItemId, parameter: ast.TypeParameter) -> TypeVariable:
    """A type parameter where it is declared."""
    start = parameter.span.start + (1 if parameter.is_constant else 0)
    return TypeVariable(item, Span(start, start + len(parameter.name)), parameter.span, parameter.name)


def _self(database: CompilerDatabase, place: Place) -> Target | None:
    if isinstance(place.nodes[0], ast.TraitItem):
        return Declared(place.item)
    definition = database.impl(place.item)
    return type_target(database, definition.type) if definition is not None else None


def type_target(database: CompilerDatabase, type_: Idx) -> Target | None:
    """The declaration behind a type; none for one that is put together."""
    pool = database.pool
    if pool.is_nominal(type_):
        return Declared(pool.declaration(type_))
    return Primitive(type_, is_conversion=False) if 0 < type_ <= STR else None


def written_type(database: CompilerDatabase, place: Place, syntax: ast.TypeSyntax) -> Idx:
    """The type that is written at a place; the error type for a trait and for what means nothing."""
    environment = database.environment(place.item.path)
    return TypeResolver(place.item, environment, PhaseErrors(), type_scope_at(database, place)).type(syntax)


def use_of_written(database: CompilerDatabase, place: Place, syntax: ast.NamedType | ast.AppliedType) -> Use:
    """The whole type at a mention of its name, if that is a declared type."""
    type_ = written_type(database, place, syntax)
    return Use(type=type_) if database.pool.is_nominal(type_) else Use()


def path_target(database: CompilerDatabase, place: Place, path: tuple[str, ...], index: int) -> Target | None:
    """What a part of `T.Item` stands for: the first part a type, the others associated types."""
    if index == 0:
        return type_name(database, place, path[0])
    simpler = qualified(database.environment(place.item.path), path)
    if simpler != path:
        if index == 1:
            return entity_target(database.lookup(Lookup(place.item.path, simpler[0], True)))
        path, index = simpler, index - 1
    name, root = path[index], place.nodes[0]
    if path[0] == "Self" and isinstance(root, (ast.ImplItem, ast.TraitItem)):
        if any(isinstance(member, ast.AssociatedType) and member.name.text == name for member in root.members):
            return Member(MemberId(place.item, name))
    type_ = written_type(database, place, ast.AppliedType(place.node.span, path[: index + 1], ()))
    if database.pool.tag(type_) is Tag.PROJECTION:
        return Member(MemberId(database.pool.declaration(type_), name))
    return type_target(database, type_)


def entity_target(entity: Entity | None) -> Target | None:
    """The declaration that a name of a module means."""
    match entity:
        case FunctionEntity(item) | ConstantEntity(item) | TypeEntity(item) | TraitEntity(item):
            return Declared(item)
        case CapsetEntity(item) | BrokenEntity(item):
            return Declared(item)
        case VariantEntity(item, index):
            return Variant(item, index)
        case NamespaceEntity(path=path):
            return Module(path)
        case None:
            return None
