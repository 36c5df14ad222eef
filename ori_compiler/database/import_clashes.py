"""What several imports of one module bring twice: a trait, and default providers of a capability."""

from typing import TYPE_CHECKING

import msgspec

from ori_compiler.database.capabilities import ProviderQuestion, exported_providers
from ori_compiler.database.names import Lookup
from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.scope import Entity, TraitEntity
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


class _Brought(msgspec.Struct, frozen=True):
    """A trait and its default provider, which the name at a place brings."""

    provider: ItemId
    at: ItemSpan


def imported_entities(database: "CompilerDatabase", item: ItemId, name: str) -> tuple[Entity | None, Entity | None]:
    """What an import binds to a name, as a type and as a value."""
    for importing, header in database.type_scope(item.path).imports:
        target = database.import_target(item.path, header) if importing == item else None
        for imported in header.names if target is not None else ():
            if imported.alias == name and target is not None:
                lookups = (Lookup(target, imported.name, is_type) for is_type in (True, False))
                type_, value = (database.exported(lookup) for lookup in lookups)
                return type_, value
    return None, None


def imported_trait(database: "CompilerDatabase", item: ItemId, name: str) -> ItemId | None:
    """The trait that an import binds to a name; none if it is something else."""
    entity, _ = imported_entities(database, item, name)
    return entity.item if isinstance(entity, TraitEntity) else None


def check_default_imports(database: "CompilerDatabase", path: str, errors: PhaseErrors) -> None:
    """Reports imports that bring different default providers of one capability, each at the later one."""
    first: dict[ItemId, _Brought] = {}
    for item, header in database.type_scope(path).imports:
        syntax = database.item_syntax(item).item
        target = database.import_target(path, header)
        if not isinstance(syntax, ast.ImportItem) or target is None or target == path:
            continue
        for imported, name in zip(header.names, syntax.names, strict=True):
            trait = imported_trait(database, item, imported.alias) if not imported.without_default else None
            if trait is None:
                continue
            for provider in exported_providers(database, ProviderQuestion(target, trait)):
                brought = _Brought(provider, ItemSpan(item, name.name.span))
                before = first.setdefault(trait, brought)
                if before.provider != provider and before.at != brought.at:
                    errors.emit(_two_defaults(database, trait, before, brought))


def _two_defaults(database: "CompilerDatabase", trait: ItemId, first: _Brought, second: _Brought) -> TypeProblem:
    end = second.at.span.end
    leave_out = Edit(ItemSpan(second.at.item, Span(end, end)), " without def")
    labels = (
        Label(first.at, "brings the first one"),
        Label(database.name_span(first.provider), "the first one"),
        Label(database.name_span(second.provider), "the second one"),
    )
    return TypeProblem(
        "E1000",
        f"two imports bring different default providers of `{trait.name}`",
        second.at,
        "brings the second one",
        labels,
        f"keep one: `{trait.name} without def` imports the trait alone",
        Suggestion("leave this default out", (leave_out,)),
    )
