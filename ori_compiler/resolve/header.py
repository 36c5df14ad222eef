"""The item tree: what an item declares, without bodies and without positions.

A header is equal before and after an edit inside a body, so nothing that depends on headers notices one.
"""

from typing import assert_never

import msgspec

from ori_compiler.syntax import ast


class FunctionHeader(msgspec.Struct, frozen=True):
    name: str
    is_public: bool


class TestHeader(msgspec.Struct, frozen=True):
    name: str
    targets: tuple[str, ...]


class ConstantHeader(msgspec.Struct, frozen=True):
    name: str
    is_public: bool
    has_dollar: bool


class TypeHeader(msgspec.Struct, frozen=True):
    """A struct, or a sum with the names of its variants."""

    name: str
    is_public: bool
    is_sum: bool
    variants: tuple[str, ...]


class ImportedHeader(msgspec.Struct, frozen=True):
    """`name as alias`; `is_private` if it is written `::name`."""

    name: str
    alias: str
    is_private: bool


class ImportHeader(msgspec.Struct, frozen=True):
    path: str
    is_public: bool
    is_relative: bool
    names: tuple[ImportedHeader, ...]


class BrokenHeader(msgspec.Struct, frozen=True):
    """`name` is what a broken item tried to declare, if that much is known."""

    name: str


Header = FunctionHeader | TestHeader | ConstantHeader | TypeHeader | ImportHeader | BrokenHeader


def header_of(item: ast.Item) -> Header:
    """What an item declares."""
    match item:
        case ast.FunctionItem():
            return FunctionHeader(item.name.text, item.is_public)
        case ast.TestItem():
            return TestHeader(item.name.text, tuple(target.text for target in item.targets))
        case ast.ConstantItem():
            return ConstantHeader(item.name.text, item.is_public, item.has_dollar)
        case ast.StructItem():
            return TypeHeader(item.name.text, item.is_public, False, ())
        case ast.SumItem():
            return TypeHeader(item.name.text, item.is_public, True, tuple(v.name.text for v in item.variants))
        case ast.ImportItem():
            names = tuple(ImportedHeader(n.name.text, n.alias.text, n.is_private) for n in item.names)
            return ImportHeader(item.path.text, item.is_public, item.is_relative, names)
        case ast.BrokenItem():
            return BrokenHeader(item.name.text if item.name is not None else "")
        case ast.NewtypeItem() | ast.TraitItem() | ast.CapsetItem() | ast.NamespaceImportItem():
            return BrokenHeader(item.name.text)
        case ast.ConstFunctionItem():
            return BrokenHeader(item.function.name.text)
        case ast.ExtensionImportItem() | ast.ImplItem() | ast.DefImplItem() | ast.ExtendItem() | ast.ExternItem():
            return BrokenHeader("")
        case ast.CompileErrorItem() | ast.FileAttributeItem():
            return BrokenHeader("")
        case _:
            assert_never(item)
