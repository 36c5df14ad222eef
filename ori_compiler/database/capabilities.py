"""Sets of capabilities, and the implementations that provide a capability where nobody else does."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ori_compiler.resolve.header import PROVIDER_HEAD, CapsetHeader, ImplHeader, ImportHeader
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.resolve.scope import CapsetEntity, TraitEntity
from ori_compiler.source.item_id import ItemId

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


class ProviderQuestion(msgspec.Struct, frozen=True, cache_hash=True):
    """A question: the default providers of `trait` that a module has or imports."""

    path: str
    trait: ItemId


class CapsetMembers(msgspec.Struct, frozen=True):
    """What is in a set of capabilities and in all sets below it, each once and in one order."""

    traits: tuple[ItemId, ...]
    sets: tuple[ItemId, ...]


def capset_members(database: "CompilerDatabase", capset: ItemId) -> CapsetMembers:
    """Walks a set and all sets below it; a set that contains itself is among its own sets."""
    traits: set[ItemId] = set()
    sets: set[ItemId] = set()
    work = [capset]
    while work:
        current = work.pop()
        header, environment = database.header(current), database.environment(current.path)
        for name in header.capabilities if isinstance(header, CapsetHeader) else ():
            match environment.lookup_type(name):
                case TraitEntity(item):
                    traits.add(item)
                case CapsetEntity(item) if item not in sets:
                    sets.add(item)
                    work.append(item)
                case _:
                    pass
    return CapsetMembers(tuple(sorted(traits)), tuple(sorted(sets)))


def own_providers(database: "CompilerDatabase", question: ProviderQuestion) -> tuple[ItemId, ...]:
    """The `def impl`s of a trait in a module; there should be one at most."""
    environment = database.environment(question.path)
    found: list[ItemId] = []
    for item, header in database.type_scope(question.path).impls:
        if header.head == PROVIDER_HEAD and header.trait is not None:
            entity = environment.lookup_type(header.trait)
            if isinstance(entity, TraitEntity) and entity.item == question.trait:
                found.append(item)
    return tuple(found)


def lost_providers(database: "CompilerDatabase", path: str) -> frozenset[str]:
    """The names behind `def impl` in a module that mean nothing."""
    environment = database.environment(path)
    headers = (header for _, header in database.type_scope(path).impls if header.head == PROVIDER_HEAD)
    named = (header.trait for header in headers if header.trait is not None)
    return frozenset(name for name in named if environment.lookup_type(name) is None)


def imported_providers(database: "CompilerDatabase", question: ProviderQuestion) -> tuple[ItemId, ...]:
    """The default providers that come with the imports of a trait, each once."""
    found: dict[ItemId, None] = {}
    for header in _imports_of(database, question):
        target = database.import_target(question.path, header)
        if target is not None and target != question.path:
            found.update(dict.fromkeys(exported_providers(database, ProviderQuestion(target, question.trait))))
    return tuple(found)


def exported_providers(
    database: "CompilerDatabase", question: ProviderQuestion, seen: frozenset[str] = frozenset()
) -> tuple[ItemId, ...]:
    """The default providers that an importer of a trait gets from a module: its own, or what it re-exports."""
    public = tuple(item for item in database.own_providers(question) if _is_public(database, item))
    if public:
        return public[:1]
    found: dict[ItemId, None] = {}
    seen |= {question.path}
    for header in _imports_of(database, question):
        target = database.import_target(question.path, header) if header.is_public else None
        if target is not None and target not in seen:
            found.update(dict.fromkeys(exported_providers(database, ProviderQuestion(target, question.trait), seen)))
    return tuple(found)


def _is_public(database: "CompilerDatabase", provider: ItemId) -> bool:
    header = database.header(provider)
    return isinstance(header, ImplHeader) and header.is_public


def _imports_of(database: "CompilerDatabase", question: ProviderQuestion) -> Iterator[ImportHeader]:
    """The imports of a module that name a trait together with its default provider."""
    environment = database.environment(question.path)
    for _, header in database.type_scope(question.path).imports:
        for imported in header.names:
            entity = environment.lookup_type(imported.alias)
            if isinstance(entity, TraitEntity) and entity.item == question.trait and not imported.without_default:
                yield header


def standard_provider(database: "CompilerDatabase", trait: ItemId) -> ItemId | None:
    """What provides a capability of the library to programs and tests."""
    own = database.own_providers(ProviderQuestion(PRELUDE, trait)) if trait.path.startswith(PRELUDE) else ()
    return own[0] if own else None
