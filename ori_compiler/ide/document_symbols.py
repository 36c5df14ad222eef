"""Document symbols: the outline of a file.

Functions, tests, constants, types with their fields and variants, traits and implementations with their members, in the
order of the file. Imports are left out.
"""

from collections.abc import Iterable, Iterator
from enum import Enum

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.position import item_range, items_of, source_of
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class SymbolKind(Enum):
    """What a symbol declares."""

    FUNCTION = "function"
    METHOD = "method"
    TEST = "test"
    CONSTANT = "constant"
    STRUCT = "struct"
    SUM = "sum"
    VARIANT = "variant"
    FIELD = "field"
    TRAIT = "trait"
    IMPLEMENTATION = "implementation"
    ASSOCIATED_TYPE = "associated type"
    FOREIGN_LIBRARY = "foreign library"
    CAPABILITIES = "capabilities"
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
    return tuple(symbol for item in items_of(database, path) for symbol in _Outline(database, item).symbols())


class _Outline:
    """Makes the symbols of one item, whose spans are relative to its origin."""

    def __init__(self, database: CompilerDatabase, item: ItemId) -> None:
        self._database = database
        self._item = item
        self._whole = item_range(database, item)
        self._origin = database.workspace.origins[item]

    def symbols(self) -> Iterator[DocumentSymbol]:
        """The symbol of the item; none for one that declares nothing."""
        syntax = self._database.item_syntax(self._item).item
        match syntax:
            case ast.FunctionItem():
                yield self._function(SymbolKind.FUNCTION, "$" if syntax.is_constant else "@", syntax)
            case ast.TestItem():
                detail = "tests " + (", ".join(f"@{target.text}" for target in syntax.targets) or "_")
                yield self._top(SymbolKind.TEST, f"@{syntax.name.text}", detail, syntax.name.span)
            case ast.ConstantItem():
                type_ = self._database.pool.name(self._database.constant_type(self._item))
                yield self._top(SymbolKind.CONSTANT, f"${syntax.name.text}", type_, syntax.name.span)
            case ast.StructItem():
                fields = self._fields(syntax.fields)
                yield self._top(SymbolKind.STRUCT, syntax.name.text, "", syntax.name.span, fields)
            case ast.SumItem():
                variants = map(self._variant, syntax.variants)
                yield self._top(SymbolKind.SUM, syntax.name.text, "", syntax.name.span, variants)
            case ast.NewtypeItem():
                detail = self._source(syntax.underlying.span)
                yield self._top(SymbolKind.STRUCT, syntax.name.text, detail, syntax.name.span)
            case ast.TraitItem():
                members = map(self._member, syntax.members)
                yield self._top(SymbolKind.TRAIT, syntax.name.text, "", syntax.name.span, members)
            case ast.ImplItem(type=ast.ProviderType(span=span)):
                yield self._implementation(f"def impl {self._source(span)}", span, syntax.members)
            case ast.ImplItem(trait=trait, type=type_):
                text = f"impl {self._source(type_.span)}" + (f": {self._source(trait.span)}" if trait else "")
                yield self._implementation(text, type_.span, syntax.members)
            case ast.ExtendItem(type=type_):
                yield self._implementation(f"extend {self._source(type_.span)}", type_.span, syntax.members)
            case ast.ExternItem():
                functions = map(self._foreign_function, syntax.functions)
                library = f' from "{syntax.library}"' if syntax.library else ""
                text = f'extern "{syntax.abi}"{library}'
                yield self._top(SymbolKind.FOREIGN_LIBRARY, text, "", Span(0, 0), functions)
            case ast.CapsetItem():
                detail = ", ".join(capability.text for capability in syntax.capabilities)
                yield self._top(SymbolKind.CAPABILITIES, syntax.name.text, detail, syntax.name.span)
            case ast.BrokenItem():
                text = syntax.name.text if syntax.name is not None else self._item.name
                at = syntax.name.span if syntax.name is not None else Span(0, 0)
                if text:
                    yield self._top(SymbolKind.BROKEN, text, "", at)
            case _:
                return

    def _top(
        self, kind: SymbolKind, text: str, detail: str, name: Span, children: Iterable[DocumentSymbol] = ()
    ) -> DocumentSymbol:
        """The symbol of the whole item."""
        return DocumentSymbol(kind, text, detail, self._whole, self._at(name), tuple(children))

    def _inner(self, kind: SymbolKind, text: str, detail: str, node: ast.Syntax, name: Span) -> DocumentSymbol:
        return DocumentSymbol(kind, text, detail, self._at(node.span), self._at(name))

    def _at(self, span: Span) -> Span:
        return self._origin.absolute(span)

    def _source(self, span: Span) -> str:
        return source_of(self._database, self._item, span)

    def _function(self, kind: SymbolKind, sigil: str, function: ast.FunctionItem) -> DocumentSymbol:
        detail = self._source(Span(function.name.span.end, function.result.span.end)).strip()
        return self._top(kind, f"{sigil}{function.name.text}", detail, function.name.span)

    def _fields(self, fields: Iterable[ast.FieldSyntax]) -> Iterator[DocumentSymbol]:
        for field in fields:
            if field.name is not None:
                type_ = self._source(field.type.span)
                yield self._inner(SymbolKind.FIELD, field.name.text, type_, field, field.name.span)

    def _variant(self, variant: ast.VariantSyntax) -> DocumentSymbol:
        symbol = self._inner(SymbolKind.VARIANT, variant.name.text, "", variant, variant.name.span)
        return msgspec.structs.replace(symbol, children=tuple(self._fields(variant.fields)))

    def _implementation(self, text: str, name: Span, members: Iterable[ast.Member]) -> DocumentSymbol:
        return self._top(SymbolKind.IMPLEMENTATION, text, "", name, map(self._member, members))

    def _member(self, member: ast.Member) -> DocumentSymbol:
        match member:
            case ast.Method(name=name):
                detail = self._source(Span(name.span.end, member.result.span.end)).strip()
                return self._inner(SymbolKind.METHOD, f"@{name.text}", detail, member, name.span)
            case ast.AssociatedType(name=name):
                return self._inner(SymbolKind.ASSOCIATED_TYPE, name.text, "", member, name.span)
            case ast.AssociatedConst(name=name):
                return self._inner(SymbolKind.CONSTANT, f"${name.text}", "", member, name.span)

    def _foreign_function(self, function: ast.ExternFunction) -> DocumentSymbol:
        name = function.name
        return self._inner(SymbolKind.FUNCTION, f"@{name.text}", "", function, name.span)
