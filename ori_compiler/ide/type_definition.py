"""Go to type definition: from a value to the declarations of the types it is made of."""

from collections.abc import Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.bodies import body_at
from ori_compiler.ide.declaration import DeclarationSite, declaration_of
from ori_compiler.ide.occurrences import target_at
from ori_compiler.ide.position import Place
from ori_compiler.ide.target import Declared, Local, Parameter, Target, Variant
from ori_compiler.source.item_id import ItemKind
from ori_compiler.types.pool import Idx, Tag


def type_definition(database: CompilerDatabase, path: str, offset: int) -> tuple[DeclarationSite, ...]:
    """The types of the name at an offset, the outermost first: of `[Point]` it is `Point`."""
    found = target_at(database, path, offset)
    if found is None:
        return ()
    target, here = found
    types = dict.fromkeys(_types(database, here.place, target))
    sites = (declaration_of(database, type_) for type_ in types)
    return tuple(site for site in sites if site is not None)


def _types(database: CompilerDatabase, place: Place, target: Target) -> Iterator[Target]:
    match target:
        case Declared(item) if item.kind in (ItemKind.TYPE, ItemKind.TRAIT):
            yield target
        case Variant(item):
            yield Declared(item)
        case _:
            type_ = _type_of(database, place, target)
            if type_ is not None:
                yield from _declared(database, type_)


def _type_of(database: CompilerDatabase, place: Place, target: Target) -> Idx | None:
    """The type of what stands at a place: as declared, or as inferred for the syntax around the name."""
    if isinstance(target, Local):
        binding = database.typed_body(target.function).bindings.get(target.binding)
        return binding.type if binding is not None else None
    if isinstance(target, Parameter):
        parameters = database.signature(target.function).parameters
        return parameters[target.index].type if target.index < len(parameters) else None
    body = body_at(database, place)
    spans = [node.span for node in reversed(place.nodes[-2:])]
    return next((body.types[span] for span in spans if span in body.types), None) if body is not None else None


def _declared(database: CompilerDatabase, type_: Idx) -> Iterator[Declared]:
    """The declarations that a type mentions."""
    pool = database.pool
    if pool.is_nominal(type_) or pool.is_bound(type_):
        yield Declared(pool.declaration(type_))
    if pool.tag(type_) is not Tag.FUNCTION:
        for part in pool.arguments(type_):
            yield from _declared(database, part)
