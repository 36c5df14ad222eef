"""Where a declaration stands: the name to put the cursor on, and the whole of it."""

from typing import assert_never

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.position import item_range
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
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
        case Local(item, span) | LabelName(item, span) | TypeVariable(item, span):
            return _site(database, item, span, span)
        case Variant() | Field() | Parameter():
            node = declaring_syntax(database, target)
            if node is None or node.name is None:
                return _item_site(database, target.item)
            return _site(database, target.item, node.name.span, node.span)
        case _:
            assert_never(target)


def declaring_syntax(
    database: CompilerDatabase, target: Variant | Field | Parameter
) -> ast.VariantSyntax | ast.FieldSyntax | ast.Parameter | None:
    """The syntax that declares a part of an item; none if the item has changed its form."""
    syntax = database.item_syntax(target.item).item
    match target, syntax:
        case Variant(_, index), ast.SumItem(variants=variants) if index < len(variants):
            return variants[index]
        case Field(_, index, int(variant)), ast.SumItem(variants=variants) if variant < len(variants):
            fields = variants[variant].fields
            return fields[index] if index < len(fields) else None
        case Field(_, index, None), ast.StructItem(fields=fields) if index < len(fields):
            return fields[index]
        case Parameter(_, index), ast.FunctionItem(parameters=parameters) if index < len(parameters):
            return parameters[index]
        case _:
            return None


def _item_site(database: CompilerDatabase, item: ItemId) -> DeclarationSite | None:
    if item not in database.workspace.origins:
        return None
    at: ItemSpan = database.name_span(item)
    start = item_range(database, item)
    return DeclarationSite(item.path, Span(start.start + at.span.start, start.start + at.span.end), start)


def _site(database: CompilerDatabase, item: ItemId, name: Span, whole: Span) -> DeclarationSite | None:
    origin = database.workspace.origins.get(item)
    if origin is None:
        return None
    start = origin.offset
    return DeclarationSite(
        item.path, Span(start + name.start, start + name.end), Span(start + whole.start, start + whole.end)
    )
