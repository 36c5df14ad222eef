"""The item tree: what an item declares, without bodies and without positions.

A header is equal before and after an edit inside a body, so nothing that depends on headers notices one.
"""

from typing import Final, assert_never

import msgspec

from ori_compiler.syntax import ast


class FunctionHeader(msgspec.Struct, frozen=True, tag=True):
    """A function, or one of its clauses; `is_selective` if a pattern or a guard may keep it from being chosen."""

    name: str
    is_public: bool
    is_selective: bool = False


class TestHeader(msgspec.Struct, frozen=True, tag=True):
    name: str
    targets: tuple[str, ...]


class ConstantHeader(msgspec.Struct, frozen=True, tag=True):
    name: str
    is_public: bool
    has_dollar: bool


class TypeHeader(msgspec.Struct, frozen=True, tag=True):
    """A struct, a newtype, or a sum with the names of its variants. `derives` names the traits that are derived."""

    name: str
    is_public: bool
    is_sum: bool
    variants: tuple[str, ...]
    is_newtype: bool = False
    derives: tuple[str, ...] = ()


class TraitHeader(msgspec.Struct, frozen=True, tag=True):
    """A trait and the names of its methods; those of its constants begin with `$`."""

    name: str
    is_public: bool
    methods: tuple[str, ...]


class ImplHeader(msgspec.Struct, frozen=True, tag=True):
    """An `impl`: the head of its type as `type_head` tells it, the name of its trait, the names of its methods.

    A `def impl` has a type of its own, whose head is `PROVIDER_HEAD`.
    """

    head: str
    trait: str | None
    methods: tuple[str, ...]
    is_public: bool = False


class ExtendHeader(msgspec.Struct, frozen=True, tag=True):
    """An `extend`: like an `impl` without a trait; the head may name a trait."""

    head: str
    is_public: bool
    methods: tuple[str, ...]


class CapsetHeader(msgspec.Struct, frozen=True, tag=True):
    """A set of capabilities, by the names of its members."""

    name: str
    is_public: bool
    capabilities: tuple[str, ...]


class ExtensionImportHeader(msgspec.Struct, frozen=True, tag=True):
    """`extension path { Type.method }`."""

    path: str
    is_public: bool
    is_relative: bool
    methods: tuple[tuple[str, str], ...]


class ImportedHeader(msgspec.Struct, frozen=True):
    """`name as alias`; `is_private` if it is written `::name`, `without_default` behind `name without def`."""

    name: str
    alias: str
    is_private: bool
    without_default: bool = False


class ImportHeader(msgspec.Struct, frozen=True, tag=True):
    """`use path { names }`, or `use path as namespace`."""

    path: str
    is_public: bool
    is_relative: bool
    names: tuple[ImportedHeader, ...]
    namespace: str = ""


class BrokenHeader(msgspec.Struct, frozen=True, tag=True):
    """`name` is what a broken item tried to declare, if that much is known."""

    name: str


Header = (
    FunctionHeader
    | TestHeader
    | ConstantHeader
    | TypeHeader
    | TraitHeader
    | ImplHeader
    | ExtendHeader
    | CapsetHeader
    | ExtensionImportHeader
    | ImportHeader
    | BrokenHeader
)

BLANKET: Final = ""
"""The head of an implementation for a type parameter: it may be any type."""

LIST_HEAD: Final = "[]"
FIXED_LIST_HEAD: Final = "[max]"
MAP_HEAD: Final = "{}"
TUPLE_HEAD: Final = "()"
FUNCTION_HEAD: Final = "->"
OBJECT_HEAD: Final = "+"
PROVIDER_HEAD: Final = "def"


def type_head(type_: ast.TypeSyntax, parameters: tuple[ast.TypeParameter, ...]) -> str:
    """The outermost constructor of a written type: a name, or one of the heads above."""
    match type_:
        case ast.NamedType(name=name):
            return BLANKET if any(parameter.name == name for parameter in parameters) else name
        case ast.AppliedType(path=path):
            return ".".join(path)
        case ast.ListType(capacity=capacity):
            return LIST_HEAD if capacity is None else FIXED_LIST_HEAD
        case ast.MapType():
            return MAP_HEAD
        case ast.TupleType():
            return TUPLE_HEAD
        case ast.FunctionType():
            return FUNCTION_HEAD
        case ast.TraitObjectType() | ast.ImplType() | ast.InferredType() | ast.OmittedType() | ast.Missing():
            return OBJECT_HEAD
        case ast.ProviderType():
            return PROVIDER_HEAD
        case _:
            assert_never(type_)


def _methods(members: tuple[ast.Member, ...]) -> tuple[str, ...]:
    return tuple(ast.member_name(m) for m in members if isinstance(m, (ast.Method, ast.AssociatedConst)))


def derived_names(head: ast.TypeHead) -> tuple[str, ...]:
    """The traits that a type derives, by attribute or behind its name."""
    written = [type_.name for type_ in head.derives if isinstance(type_, ast.NamedType)]
    for attribute in head.attributes:
        if attribute.name == "derive":
            written += attribute.arguments
    return tuple(dict.fromkeys(written))


def header_of(item: ast.Item) -> Header:
    """What an item declares."""
    match item:
        case ast.FunctionItem():
            is_selective = item.clauses.guard is not None or any(p.pattern is not None for p in item.parameters)
            return FunctionHeader(item.name.text, item.is_public, is_selective)
        case ast.TestItem():
            return TestHeader(item.name.text, tuple(target.text for target in item.targets))
        case ast.ConstantItem():
            return ConstantHeader(item.name.text, item.is_public, item.has_dollar)
        case ast.StructItem():
            return TypeHeader(item.name.text, item.is_public, False, (), derives=derived_names(item.head))
        case ast.SumItem():
            variants = tuple(v.name.text for v in item.variants)
            return TypeHeader(item.name.text, item.is_public, True, variants, derives=derived_names(item.head))
        case ast.NewtypeItem():
            return TypeHeader(item.name.text, item.is_public, False, (), True, derived_names(item.head))
        case ast.TraitItem():
            return TraitHeader(item.name.text, item.is_public, _methods(item.members))
        case ast.ImplItem():
            trait = type_head(item.trait, ()) if item.trait is not None else None
            return ImplHeader(type_head(item.type, item.type_parameters), trait, _methods(item.members), item.is_public)
        case ast.ExtendItem():
            return ExtendHeader(type_head(item.type, item.type_parameters), item.is_public, _methods(item.members))
        case ast.ExtensionImportItem():
            methods = tuple((owner.text, method.text) for owner, method in item.methods)
            return ExtensionImportHeader(item.path.text, item.is_public, item.is_relative, methods)
        case ast.ImportItem():
            names = tuple(
                ImportedHeader(n.name.text, n.alias.text, n.is_private, n.without_default) for n in item.names
            )
            return ImportHeader(item.path.text, item.is_public, item.is_relative, names)
        case ast.BrokenItem():
            return BrokenHeader(item.name.text if item.name is not None else "")
        case ast.NamespaceImportItem():
            return ImportHeader(item.path.text, False, item.is_relative, (), item.name.text)
        case ast.CapsetItem():
            return CapsetHeader(item.name.text, item.is_public, tuple(name.text for name in item.capabilities))
        case ast.ExternItem():
            return BrokenHeader("")
        case ast.CompileErrorItem() | ast.FileAttributeItem():
            return BrokenHeader("")
        case _:
            assert_never(item)
