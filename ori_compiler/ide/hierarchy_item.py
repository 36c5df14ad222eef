"""What call and type hierarchies are made of: a declaration, with its place."""

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.declaration import DeclarationSite, declaration_of
from ori_compiler.ide.document_symbols import SymbolKind
from ori_compiler.ide.occurrences import name_of
from ori_compiler.ide.target import Declared, Member, Target
from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax import ast


class HierarchyItem(msgspec.Struct, frozen=True):
    """A function, method, test, constant, type or trait; `detail` says what it belongs to."""

    name: str
    detail: str
    kind: SymbolKind
    site: DeclarationSite


def hierarchy_item(database: CompilerDatabase, target: Target) -> HierarchyItem | None:
    """The item of a target; none for what is declared nowhere."""
    site = declaration_of(database, target)
    if site is None:
        return None
    detail = target.member.item.name if isinstance(target, Member) else ""
    return HierarchyItem(name_of(database, target), detail, _kind(database, target), site)


def _kind(database: CompilerDatabase, target: Target) -> SymbolKind:
    match target:
        case Member():
            return SymbolKind.METHOD
        case Declared(item) if item.kind is ItemKind.TEST:
            return SymbolKind.TEST
        case Declared(item) if item.kind is ItemKind.CONSTANT:
            return SymbolKind.CONSTANT
        case Declared(item) if item.kind is ItemKind.TRAIT:
            return SymbolKind.TRAIT
        case Declared(item) if item.kind is ItemKind.TYPE:
            is_sum = isinstance(database.item_syntax(item).item, ast.SumItem)
            return SymbolKind.SUM if is_sum else SymbolKind.STRUCT
        case _:
            return SymbolKind.FUNCTION
