"""What the names of a module mean: its own declarations, then its imports, then the prelude."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ori_compiler.resolve.entry_points import is_panic_handler
from ori_compiler.resolve.header import (
    BrokenHeader,
    CapsetHeader,
    ConstantHeader,
    ExtendHeader,
    ExtensionImportHeader,
    FunctionHeader,
    Header,
    ImplHeader,
    ImportHeader,
    TestHeader,
    TraitHeader,
    TypeHeader,
)
from ori_compiler.source.item_id import ItemId


class FunctionEntity(msgspec.Struct, frozen=True):
    item: ItemId
    is_public: bool


class ConstantEntity(msgspec.Struct, frozen=True):
    """`has_dollar` is False if the declaration lacks its `$`, which is reported there and not at each use."""

    item: ItemId
    is_public: bool
    has_dollar: bool


class TypeEntity(msgspec.Struct, frozen=True):
    item: ItemId
    is_public: bool


class TraitEntity(msgspec.Struct, frozen=True):
    item: ItemId
    is_public: bool


class CapsetEntity(msgspec.Struct, frozen=True):
    item: ItemId
    is_public: bool


class VariantEntity(msgspec.Struct, frozen=True):
    """A variant of a sum type: `index` counts in declaration order."""

    item: ItemId
    index: int
    is_public: bool


class BrokenEntity(msgspec.Struct, frozen=True):
    """A name whose declaration is broken and was reported: it means anything."""

    item: ItemId
    is_public: bool = True


class NamespaceEntity(msgspec.Struct, frozen=True):
    """`name` of `use path as name`: a whole module. What it exports is looked up as `name.member`."""

    item: ItemId
    path: str
    is_public: bool = False


Entity = (
    FunctionEntity
    | ConstantEntity
    | TypeEntity
    | TraitEntity
    | CapsetEntity
    | VariantEntity
    | NamespaceEntity
    | BrokenEntity
)


class Clash(msgspec.Struct, frozen=True):
    """Two declarations of one name; `variant` is set if the second one is a variant of `second`."""

    name: str
    first: ItemId
    second: ItemId


class ModuleScope(msgspec.Struct, frozen=True):
    """The names a module declares. Types and values are apart, as a variant may be named like its type."""

    types: Mapping[str, Entity]
    values: Mapping[str, Entity]
    clashes: tuple[Clash, ...]
    imports: tuple[tuple[ItemId, ImportHeader], ...]
    impls: tuple[tuple[ItemId, ImplHeader], ...] = ()
    extends: tuple[tuple[ItemId, ExtendHeader], ...] = ()
    extension_imports: tuple[tuple[ItemId, ExtensionImportHeader], ...] = ()
    clauses: Mapping[str, tuple[ItemId, ...]] = {}
    """The clauses of each function that has several, in the order in which they are tried."""

    @property
    def imported_modules(self) -> tuple[ImportHeader | ExtensionImportHeader, ...]:
        """Every import, also those of extension methods only."""
        return (*(header for _, header in self.imports), *(header for _, header in self.extension_imports))


def module_scope(headers: Iterable[tuple[ItemId, Header]]) -> ModuleScope:
    """Collects the declarations of a module; the first of several with one name counts."""
    types: dict[str, Entity] = {}
    values: dict[str, Entity] = {}
    tests: dict[str, ItemId] = {}
    functions: dict[str, list[tuple[ItemId, FunctionHeader]]] = {}
    clashes: list[Clash] = []
    imports: list[tuple[ItemId, ImportHeader]] = []
    impls: list[tuple[ItemId, ImplHeader]] = []
    extends: list[tuple[ItemId, ExtendHeader]] = []
    extension_imports: list[tuple[ItemId, ExtensionImportHeader]] = []

    def declare(table: dict[str, Entity], others: Iterable[Mapping[str, Entity]], name: str, entity: Entity) -> None:
        first = next((other[name] for other in (table, *others) if name in other), None)
        if first is None:
            table[name] = entity
        elif not isinstance(first, BrokenEntity) and not isinstance(entity, BrokenEntity):
            clashes.append(Clash(name, first.item, entity.item))

    for item, header in headers:
        match header:
            case FunctionHeader() if is_panic_handler(item):
                pass  # the name stays the prelude's function
            case FunctionHeader(name=name, is_public=is_public):
                if name in tests:
                    clashes.append(Clash(name, tests[name], item))
                functions.setdefault(name, []).append((item, header))
                if not isinstance(values.get(name), FunctionEntity):
                    declare(values, (types,), name, FunctionEntity(item, is_public))
            case ConstantHeader(name, is_public, has_dollar):
                declare(values, (), name, ConstantEntity(item, is_public, has_dollar))
            case TraitHeader(name, is_public, _):
                declare(types, (), name, TraitEntity(item, is_public))
            case CapsetHeader(name, is_public, _):
                declare(types, (), name, CapsetEntity(item, is_public))
            case ImplHeader():
                impls.append((item, header))
            case ExtendHeader():
                extends.append((item, header))
            case ExtensionImportHeader():
                extension_imports.append((item, header))
            case TypeHeader(name, is_public, _, variants):
                is_function = isinstance(values.get(name), FunctionEntity)
                declare(types, (values,) if is_function else (), name, TypeEntity(item, is_public))
                for index, variant in enumerate(variants):
                    declare(values, (), variant, VariantEntity(item, index, is_public))
            case TestHeader(name, _):
                first = tests.setdefault(name, item)
                function = values.get(name)
                if first is not item:
                    clashes.append(Clash(name, first, item))
                elif isinstance(function, FunctionEntity):
                    clashes.append(Clash(name, function.item, item))
            case ImportHeader():
                imports.append((item, header))
            case BrokenHeader(name):
                if name:
                    declare(types, (), name, BrokenEntity(item))
                    declare(values, (), name, BrokenEntity(item))
    clauses = {name: tuple(item for item, _ in found) for name, found in functions.items() if _are_clauses(found)}
    for name, found in functions.items():
        entity = values.get(name)
        if name not in clauses and isinstance(entity, FunctionEntity):
            clashes += [Clash(name, entity.item, item) for item, _ in found if item != entity.item]
    return ModuleScope(
        types,
        values,
        tuple(clashes),
        tuple(imports),
        tuple(impls),
        tuple(extends),
        tuple(extension_imports),
        clauses,
    )


def _are_clauses(functions: Sequence[tuple[ItemId, FunctionHeader]]) -> bool:
    """Whether functions of one name are meant together: without any pattern or guard they are an oversight."""
    return len(functions) > 1 and any(header.is_selective for _, header in functions)
