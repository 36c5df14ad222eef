"""Document symbols: the outline of a file.

Functions, tests, constants and types with their fields and variants, in the order of the file. Imports are left out.
"""

from collections.abc import Iterator
from enum import Enum

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.position import item_range, items_of
from ori_compiler.ide.signature import item_signature
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class SymbolKind(Enum):
    """What a symbol declares."""

    FUNCTION = "function"
    TEST = "test"
    CONSTANT = "constant"
    STRUCT = "struct"
    SUM = "sum"
    VARIANT = "variant"
    FIELD = "field"
    BROKEN = "broken"


class DocumentSymbol(msgspec.Struct, frozen=True):
    """One declaration: `whole` and `name` are absolute ranges, `name` inside `whole`."""

    kind: SymbolKind
    text: str
    detail: str
    whole: Span
    name: Span
    children: tuple["DocumentSymbol", ...] = ()


def document_symbols(database: CompilerDatabase, path: str) -> tuple[DocumentSymbol, ...]:
    """The outline of a file; empty for an unknown one."""
    return tuple(symbol for item in items_of(database, path) for symbol in _symbol(database, item))


def _symbol(database: CompilerDatabase, item: ItemId) -> Iterator[DocumentSymbol]:
    syntax = database.item_syntax(item).item
    whole = item_range(database, item)
    start = whole.start

    def at(span: Span) -> Span:
        return Span(start + span.start, start + span.end)

    def field(syntax: ast.FieldSyntax) -> Iterator[DocumentSymbol]:
        if syntax.name is not None:
            type_ = syntax.type.name if isinstance(syntax.type, ast.NamedType) else ""
            yield DocumentSymbol(SymbolKind.FIELD, syntax.name.text, type_, at(syntax.span), at(syntax.name.span))

    match syntax:
        case ast.FunctionItem():
            text = item_signature(database, item)
            detail = text.partition(syntax.name.text)[2].strip()
            yield DocumentSymbol(SymbolKind.FUNCTION, f"@{syntax.name.text}", detail, whole, at(syntax.name.span))
        case ast.TestItem():
            detail = "tests " + (", ".join(f"@{target.text}" for target in syntax.targets) or "_")
            yield DocumentSymbol(SymbolKind.TEST, f"@{syntax.name.text}", detail, whole, at(syntax.name.span))
        case ast.ConstantItem():
            type_ = database.pool.name(database.constant_type(item))
            yield DocumentSymbol(SymbolKind.CONSTANT, f"${syntax.name.text}", type_, whole, at(syntax.name.span))
        case ast.StructItem():
            fields = tuple(symbol for each in syntax.fields for symbol in field(each))
            yield DocumentSymbol(SymbolKind.STRUCT, syntax.name.text, "", whole, at(syntax.name.span), fields)
        case ast.SumItem():
            variants = tuple(
                DocumentSymbol(
                    SymbolKind.VARIANT,
                    variant.name.text,
                    "",
                    at(variant.span),
                    at(variant.name.span),
                    tuple(symbol for each in variant.fields for symbol in field(each)),
                )
                for variant in syntax.variants
            )
            yield DocumentSymbol(SymbolKind.SUM, syntax.name.text, "", whole, at(syntax.name.span), variants)
        case ast.BrokenItem():
            name = syntax.name.text if syntax.name is not None else item.name
            if name and item.kind is not ItemKind.IMPORT:
                span = at(syntax.name.span) if syntax.name is not None else Span(start, start)
                yield DocumentSymbol(SymbolKind.BROKEN, name, "", whole, span)
        case ast.ImportItem():
            return
