"""Where a declaration stands: the name to put the cursor on, and the whole of it."""

from typing import assert_never

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import callable_syntax
from ori_compiler.ide.position import item_range
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Member,
    Module,
    Parameter,
    Primitive,
    Target,
    TypeVariable,
    Variant,
)
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId, item_of


class DeclarationSite(msgspec.Struct, frozen=True):
    """A declaration in a file: absolute offsets of its name and of all of it."""

    path: str
    name: Span
    whole: Span


def declaration_of(database: CompilerDatabase, target: Target) -> DeclarationSite | None:
    """Where something is declared; none for what the language itself provides."""
    match target:
        case Primitive():
            return None
        case Module(path):
            return DeclarationSite(path, Span(0, 0), Span(0, 0))
        case Declared(item):
            return _item_site(database, item)
        case Local(function, span):
            return _local_site(database, function, span)
        case LabelName(item, span):
            return _site(database, item, span, span)
        case TypeVariable(item, span, whole):
            return _site(database, item, span, whole)
        case Variant() | Field() | Parameter() | Member():
            node = declaring_syntax(database, target)
            if node is None or node.name is None:
                return _item_site(database, target.item)
            return _site(database, target.item, node.name.span, node.span)
        case _:
            assert_never(target)


def declaring_syntax(
    database: CompilerDatabase, target: Variant | Field | Parameter | Member
) -> ast.VariantSyntax | ast.FieldSyntax | ast.Parameter | ast.Member | None:
    """The syntax that declares a part of an item; none if the item has changed its form."""
    if isinstance(target, Parameter):
        function = callable_syntax(database, target.function)
        return function.parameters[target.index] if function and target.index < len(function.parameters) else None
    syntax = database.item_syntax(target.item).item
    match target, syntax:
        case Member(member), ast.TraitItem(members=members) | ast.ImplItem(members=members):
            return _named(members, member.name)
        case Member(member), ast.ExtendItem(members=members):
            return _named(members, member.name)
        case Variant(_, index), ast.SumItem(variants=variants) if index < len(variants):
            return variants[index]
        case Field(_, index, int(variant)), ast.SumItem(variants=variants) if variant < len(variants):
            fields = variants[variant].fields
            return fields[index] if index < len(fields) else None
        case Field(_, index, None), ast.StructItem(fields=fields) if index < len(fields):
            return fields[index]
        case _:
            return None


def _named(members: tuple[ast.Member, ...], name: str) -> ast.Member | None:
    return next((member for member in members if ast.member_name(member) == name), None)


def _local_site(database: CompilerDatabase, function: ItemId | MemberId, binding: Span) -> DeclarationSite | None:
    """Where a local is bound; `self`, which has no name of its own, at the word in the method's head."""
    item = item_of(function)
    if binding.start == binding.end and database.workspace.item_text.contains(item):
        members = database.member_places(item)
        start = database.workspace.item_text.get(item).find("self", members.offset(binding.end))
        binding = members.span(Span(start, start + len("self"))) if start >= 0 else binding
    return _site(database, item, binding, binding)


def _item_site(database: CompilerDatabase, item: ItemId) -> DeclarationSite | None:
    if item not in database.workspace.origins:
        return None
    at: ItemSpan = database.name_span(item)
    start = item_range(database, item)
    return DeclarationSite(item.path, database.workspace.origins[item].absolute(at.span), start)


def _site(database: CompilerDatabase, item: ItemId, name: Span, whole: Span) -> DeclarationSite | None:
    origin = database.workspace.origins.get(item)
    if origin is None:
        return None
    return DeclarationSite(item.path, origin.absolute(name), origin.absolute(whole))
