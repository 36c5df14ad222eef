"""Go to implementation and to declaration: from a trait or type to its `impl`s, from a method to its family."""

from collections.abc import Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.declaration import DeclarationSite, declaration_of
from ori_compiler.ide.implementations import implemented
from ori_compiler.ide.occurrences import Files, name_of, target_at
from ori_compiler.ide.target import Declared, Member, Target
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.functions import MemberId


def goto_implementation(
    database: CompilerDatabase, path: str, offset: int, files: Files | None = None
) -> tuple[DeclarationSite, ...]:
    """The `impl`s of a trait or type, the methods that implement a method; else the definition."""
    found = target_at(database, path, offset)
    if found is None:
        return ()
    if files is not None:
        # Reads the files that may implement it.
        files(name_of(database, found[0]))
    sites = (declaration_of(database, target) for target in _implementing(database, found[0]))
    return tuple(site for site in sites if site is not None)


def goto_declaration(database: CompilerDatabase, path: str, offset: int) -> DeclarationSite | None:
    """Of a method that implements a trait's, that of the trait; else the definition."""
    found = target_at(database, path, offset)
    if found is None:
        return None
    target = found[0]
    head = implemented(database, target.member) if isinstance(target, Member) else None
    return declaration_of(database, Member(head) if head is not None else target)


def impls_for(database: CompilerDatabase, type_: ItemId) -> tuple[ItemId, ...]:
    """All `impl`s and extensions that are written for a declared type."""
    found = database.impl_index("").impls
    return tuple(impl for key, impls in found.items() if key.head == type_ for impl in impls)


def _implementing(database: CompilerDatabase, target: Target) -> Iterator[Target]:
    match target:
        case Declared(item) if item.kind is ItemKind.TRAIT:
            yield from map(Declared, database.impls_of_trait(item))
        case Declared(item) if item.kind is ItemKind.TYPE:
            yield from map(Declared, impls_for(database, item))
        case Member(member):
            yield from _methods(database, implemented(database, member) or member)
        case _:
            yield target


def _methods(database: CompilerDatabase, head: MemberId) -> Iterator[Target]:
    """The methods that implement one of a trait, its default included; a method of no trait is its own."""
    if head.item.kind is not ItemKind.TRAIT:
        yield Member(head)
        return
    method = database.method(head)
    if method is not None and method.body is not None:
        yield Member(head)
    for impl in database.impls_of_trait(head.item):
        definition = database.impl(impl)
        if definition is not None and head.name in definition.methods:
            yield Member(MemberId(impl, head.name))
