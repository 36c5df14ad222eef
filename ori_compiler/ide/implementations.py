"""Which written method a call or operator leads to: the one of the implementation, if that is known."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.dispatch import Question
from ori_compiler.ide.target import Declared, Member, Target, Use
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.types.functions import TRAIT_OF, MemberId
from ori_compiler.types.pool import Idx
from ori_compiler.types.selection import ImplSelection
from ori_compiler.types.typed_body import (
    CapabilityReference,
    FunctionReference,
    StructuralReference,
    TraitMethodReference,
)

CallReference = FunctionReference | TraitMethodReference | StructuralReference | CapabilityReference


def called(database: CompilerDatabase, reference: CallReference) -> tuple[Declared | Member, Use]:
    """The declaration that a call runs, as far as the types at the call say, and its type arguments."""
    match reference:
        case FunctionReference(MemberId() as member, arguments):
            return Member(member), Use(arguments)
        case FunctionReference(arguments=arguments):
            return Declared(reference.item), Use(arguments)
        case StructuralReference(operation, type_):
            trait, method = TRAIT_OF[operation]
            item = database.environment(PRELUDE).prelude_type(trait)
            return Member(MemberId(item, method)), Use((type_,))
        case CapabilityReference(_, trait, name):
            # Who provides it, only the run tells.
            return Member(MemberId(trait, name)), Use()
        case TraitMethodReference(trait, name, arguments):
            count = 1 + len(database.generics(trait).parameters)
            found = _implementation(database, MemberId(trait, name), arguments[:count])
            if found is None:
                return Member(MemberId(trait, name)), Use(arguments)
            member, chosen = found
            return Member(member), Use((*chosen, *arguments[count:]))


def _implementation(
    database: CompilerDatabase, method: MemberId, types: tuple[Idx, ...]
) -> tuple[MemberId, tuple[Idx, ...]] | None:
    pool = database.pool
    if not types or any(pool.has_variables(type_) or pool.has_errors(type_) for type_ in types):
        return None
    selection = database.selected(Question(types[0], pool.bound(method.item, types[1:])))
    if not isinstance(selection, ImplSelection):
        return None
    definition = database.impl(selection.impl)
    if definition is None or method.name not in definition.methods:
        return None
    return MemberId(selection.impl, method.name), selection.arguments


def implemented(database: CompilerDatabase, member: MemberId) -> MemberId | None:
    """The member of the trait that a member of an `impl` implements."""
    definition = database.impl(member.item)
    if definition is None or definition.trait is None or not database.pool.is_bound(definition.trait):
        return None
    return MemberId(database.pool.declaration(definition.trait), member.name)


def parameter_index(database: CompilerDatabase, target: Target, name: str) -> int | None:
    """Which parameter of a function or method an argument of this name is for; traits' and second names count too."""
    if not isinstance(target, (Declared, Member)):
        return None
    function = target.member if isinstance(target, Member) else target.item
    candidates = [function]
    trait = implemented(database, function) if isinstance(function, MemberId) else None
    if trait is not None:
        candidates.append(trait)
    for candidate in candidates:
        parameters = database.signature(candidate).parameters
        found = (i for i, parameter in enumerate(parameters) if name in (parameter.name, parameter.alias))
        index = next(found, None)
        if index is not None:
            return index
    return None
