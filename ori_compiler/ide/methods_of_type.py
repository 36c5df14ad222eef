"""Which methods and associated functions a type has at a place, found by the rules that calls are checked with."""

from collections.abc import Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.declarations import body_scope
from ori_compiler.ide.implementations import called
from ori_compiler.ide.target import Member
from ori_compiler.resolve.module_path import PRELUDE, is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.method_lookup import (
    STRUCTURAL,
    InherentMethod,
    StructuralMethod,
    TraitMethodFound,
    find_method,
    inherent_method,
    method_names,
)
from ori_compiler.types.pool import ERROR, Idx, Tag
from ori_compiler.types.typed_body import StructuralReference, TraitMethodReference, TypedBody


def methods_of(database: CompilerDatabase, body: TypedBody, type_: Idx) -> Iterator[Member]:
    """The methods that can be called on a value of a type inside of a body."""
    checker = _checker(database, body)
    if database.pool.tag(type_) is Tag.TUPLE:
        yield length_of_tuple(database)
    for name in _candidates(database, checker, type_):
        match find_method(checker, type_, name):
            case InherentMethod(member=member):
                if database.signature(member).receiver is not None:
                    yield Member(member)
            case TraitMethodFound(trait=trait, arguments=arguments):
                if database.signature(MemberId(trait, name)).receiver is not None:
                    yield _of_trait(database, trait, name, (type_, *(arguments or ())))
            case StructuralMethod(operation=operation):
                target, _ = called(database, StructuralReference(operation, type_))
                if isinstance(target, Member):
                    yield target
            case _:
                pass


def length_of_tuple(database: CompilerDatabase) -> Member:
    """`len` of a tuple, which nothing declares but the trait that other types have it by."""
    return Member(MemberId(database.environment(PRELUDE).prelude_type("Len"), "len"))


def functions_of(database: CompilerDatabase, body: TypedBody, type_: Idx) -> Iterator[Member]:
    """The associated functions of a type: its own, and those of the traits it has."""
    checker = _checker(database, body)
    for name in _candidates(database, checker, type_):
        inherent = inherent_method(checker, type_, name)
        if inherent is not None:
            if database.signature(inherent.member).receiver is None:
                yield Member(inherent.member)
            continue
        found = find_method(checker, type_, name)
        if isinstance(found, TraitMethodFound) and database.signature(MemberId(found.trait, name)).receiver is None:
            yield _of_trait(database, found.trait, name, (type_, *(found.arguments or ())))


def _checker(database: CompilerDatabase, body: TypedBody) -> Checker:
    environment = database.environment(body.item.path)
    return Checker(body.function, environment, body_scope(database, body.function), body.predicates)


def _of_trait(database: CompilerDatabase, trait: ItemId, name: str, types: tuple[Idx, ...]) -> Member:
    """The method of the implementation, if the arguments of the trait are known, else that of the trait."""
    if len(types) == 1 + len(database.generics(trait).parameters):
        target, _ = called(database, TraitMethodReference(trait, name, types))
        if isinstance(target, Member):
            return target
    return Member(MemberId(trait, name))


def _candidates(database: CompilerDatabase, checker: Checker, type_: Idx) -> list[str]:
    """Every name that some method has which might be meant."""
    path = checker.environment.path
    if type_ == ERROR or database.pool.has_variables(type_):
        return []
    names = [*method_names(checker, type_), *STRUCTURAL]
    for trait in database.visible_traits(path):
        definition = database.trait(trait)
        names += [method.name for method in definition.methods] if definition is not None else []
    scope = database.scope(path)
    names += [name for _, header in scope.extends for name in header.methods]
    names += [method for _, header in scope.extension_imports for _, method in header.methods]
    is_hidden = not is_prelude(path)
    return [name for name in dict.fromkeys(names) if not (is_hidden and name.startswith("_"))]
