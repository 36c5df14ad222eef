"""Which implementation of a trait a type has (language reference, part 2, 8.3).

In: a type, a trait with its arguments, and what the surrounding declaration may assume. Out: the implementation that
applies and the types for its parameters. Candidates are found by the head of the type; the most specific one counts:
one for this constructor before one for any type, and of those one that demands more. A question that comes up while
it is being answered is answered with yes, so that recursive types can have what their parts have.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.constants import fold
from ori_compiler.types.definitions import (
    Bound,
    Condition,
    Equality,
    ImplDefinition,
    Predicate,
    StructDefinition,
    SumDefinition,
)
from ori_compiler.types.environment import Environment, head_of
from ori_compiler.types.functions import MemberId, is_constant_member
from ori_compiler.types.matching import Fit, both, match
from ori_compiler.types.pool import ERROR, NEVER, Idx, Pool, Tag
from ori_compiler.types.substitution import Substitution, substitute, substituted_predicate
from ori_compiler.types.supertraits import bound_closure


class ImplSelection(msgspec.Struct, frozen=True):
    """An `impl` with the types of its parameters."""

    impl: ItemId
    arguments: tuple[Idx, ...]


class DerivedSelection(msgspec.Struct, frozen=True):
    """What the compiler writes itself: for a type that derives the trait, and for tuples."""


class AssumedSelection(msgspec.Struct, frozen=True):
    """What a bound of the surrounding declaration promises, or the type itself: a trait object, a hidden type."""

    bound: Idx


class LostSelection(msgspec.Struct, frozen=True):
    """What something that was reported may have been meant to be."""


Selection = ImplSelection | DerivedSelection | AssumedSelection | LostSelection


class Candidate(msgspec.Struct, frozen=True):
    """A selection that fits, or may fit once more is inferred."""

    selection: Selection
    fit: Fit


DERIVABLE_FOR_TUPLES = frozenset(("Eq", "Comparable", "Hashable", "Clone", "Debug", "Printable", "Value"))
"""The traits that a tuple has when all its elements have them."""

_DEPTH = 64
"""How deep implementations may depend on each other."""


def specificity(pool: Pool, definition: ImplDefinition) -> int:
    """The rank of an implementation: for one type, for types that meet bounds, for all types. The least counts."""
    return 1 + (not definition.generics.predicates) if pool.has_parameters(definition.type) else 0


class Selector:
    """Answers questions about traits inside of one declaration. `resolve` looks through inference variables."""

    __slots__ = ("_assumed", "_environment", "_in_progress", "_known", "_pool", "_resolve")

    def __init__(
        self,
        environment: Environment,
        predicates: Sequence[Predicate] = (),
        resolve: Callable[[Idx], Idx] = lambda idx: idx,
    ) -> None:
        self._environment = environment
        self._pool = environment.pool
        self._assumed = tuple(predicates)
        self._resolve = resolve
        self._in_progress: list[tuple[Idx, Idx]] = []
        self._known: dict[tuple[Idx, Idx], Selection | None] = {}

    def implements(self, type_: Idx, bound: Idx) -> bool:
        """Whether a type has a trait; types that are not inferred yet, and broken ones, are taken to have it."""
        return self.fit(type_, bound) is not Fit.NO

    def fit(self, type_: Idx, bound: Idx) -> Fit:
        """Whether a type has a trait."""
        found = [candidate.fit for candidate in self.candidates(type_, bound)]
        if Fit.YES in found:
            return Fit.YES
        return Fit.MAYBE if found else Fit.NO

    def select(self, type_: Idx, bound: Idx) -> Selection | None:
        """The implementation that applies; none if there is none, or if it is not decided yet."""
        type_ = self._resolve(type_)
        key = (type_, bound)
        is_closed = not self._pool.has_variables(type_) and not self._pool.has_variables(bound)
        if is_closed and key in self._known:
            return self._known[key]
        found = next((c.selection for c in self.candidates(type_, bound) if c.fit is Fit.YES), None)
        if is_closed and not self._in_progress:
            self._known[key] = found
        return found

    def candidates(self, type_: Idx, bound: Idx) -> list[Candidate]:
        """Every selection that fits or may fit, the most specific first."""
        type_ = self._resolve(type_)
        key = (type_, bound)
        if type_ in (ERROR, NEVER) or bound == ERROR or key in self._in_progress or len(self._in_progress) >= _DEPTH:
            return [Candidate(AssumedSelection(bound), Fit.YES)]
        self._in_progress.append(key)
        try:
            found = list(self._candidates(type_, bound))
        finally:
            self._in_progress.pop()
        if not found and self._may_be_lost(type_, self._pool.declaration(bound)):
            return [Candidate(LostSelection(), Fit.YES)]
        return found

    def _may_be_lost(self, type_: Idx, trait: ItemId) -> bool:
        """Whether something that was reported may have been meant to give the trait to the type."""
        if self.has_broken_bound(type_) or self._environment.has_broken_impl(trait):
            return True
        head = head_of(self._pool, type_)
        return head is not None and self._environment.has_broken_impl(head)

    def has_broken_bound(self, type_: Idx) -> bool:
        """Whether a bound of a parameter or associated type names no trait that exists, or builds on such a one."""
        bounds = (predicate for predicate in self._assumed if isinstance(predicate, Bound))
        if any(predicate.type == type_ and predicate.bound == ERROR for predicate in bounds):
            return True
        if self._pool.tag(type_) is Tag.PROJECTION:
            trait = self._environment.trait(self._pool.declaration(type_))
            associated = trait.associated_type(self._pool.operator(type_)) if trait is not None else None
            if associated is not None and ERROR in associated.bounds:
                return True
        traits = (self._environment.trait(self._pool.declaration(bound)) for bound in self.bounds_of(type_))
        return any(trait is not None and trait.has_unknown_supertrait for trait in traits)

    def _candidates(self, type_: Idx, bound: Idx) -> Iterator[Candidate]:
        pool, environment = self._pool, self._environment
        trait = pool.declaration(bound)
        yield from self._assumptions(type_, bound)
        if type_ < 0:
            yield Candidate(AssumedSelection(bound), Fit.MAYBE)
            return
        if trait.name == "Sendable" and trait == environment.prelude_type("Sendable"):
            sendable = self._sendable(type_, bound)
            if sendable is not Fit.NO:
                yield Candidate(DerivedSelection(), sendable)
            return
        head = head_of(pool, type_)
        if head is not None:
            for definition in self._most_specific_first(environment.trait_impls(trait, head)):
                yield from self._impl_candidate(definition, type_, bound)
            derived = self._derived(type_, bound, trait)
            if derived is not Fit.NO:
                yield Candidate(DerivedSelection(), derived)
        for definition in self._most_specific_first(environment.trait_impls(trait, None)):
            yield from self._impl_candidate(definition, type_, bound)

    def _most_specific_first(self, impls: tuple[ItemId, ...]) -> list[ImplDefinition]:
        found = [self._environment.impl(impl) for impl in impls]
        known = [definition for definition in found if definition is not None]
        if len(known) < 2:
            return known
        return sorted(known, key=lambda definition: specificity(self._pool, definition))

    def _assumptions(self, type_: Idx, bound: Idx) -> Iterator[Candidate]:
        for assumed in self.bounds_of(type_):
            fit = match(self._pool, assumed, bound, frozenset(), {})
            if fit is not Fit.NO:
                yield Candidate(AssumedSelection(assumed), fit)

    def bounds_of(self, type_: Idx) -> Iterator[Idx]:
        """The traits that a parameter, associated type, hidden type or object has without an implementation."""
        pool = self._pool
        for predicate in self._assumed:
            if isinstance(predicate, Bound) and predicate.type == type_:
                yield from bound_closure(self._environment, predicate.bound, type_)
        match pool.tag(type_):
            case Tag.OBJECT:
                for bound in pool.arguments(type_):
                    yield from bound_closure(self._environment, bound, type_)
            case Tag.CAPABILITY:
                yield from bound_closure(self._environment, pool.bound(pool.declaration(type_)), type_)
            case Tag.OPAQUE:
                for predicate in self._opaque_predicates(type_):
                    if isinstance(predicate, Bound) and predicate.type == type_:
                        yield from bound_closure(self._environment, predicate.bound, type_)
            case Tag.PROJECTION:
                yield from self._associated_bounds(type_)
            case _:
                return

    def _opaque_predicates(self, type_: Idx) -> Iterator[Predicate]:
        """What callers know of a hidden type, with the arguments of the call put in."""
        item, name = self._pool.declaration(type_), self._pool.operator(type_)
        signature = self._environment.signature(MemberId(item, name) if name else item)
        substitution = dict(zip(signature.type_parameters, self._pool.arguments(type_), strict=False))
        for predicate in signature.predicates:
            yield self.substituted(predicate, substitution)
        if name and self._environment.trait(item) is not None:
            yield from self._refined(type_, item, name)

    def _refined(self, type_: Idx, trait: ItemId, name: str) -> Iterator[Predicate]:
        """What the implementation that is called promises of its result beyond what the trait does."""
        pool = self._pool
        self_type, *arguments = pool.arguments(type_)
        count = len(self._environment.generics(trait).parameters)
        selection = self.select(self_type, pool.bound(trait, tuple(arguments[:count])))
        if not isinstance(selection, ImplSelection):
            return
        definition = self._environment.impl(selection.impl)
        if definition is None or name not in definition.methods:
            return
        signature = self._environment.signature(MemberId(selection.impl, name))
        substitution = dict(zip(signature.type_parameters, (*selection.arguments, *arguments[count:]), strict=False))
        for predicate in signature.predicates:
            if isinstance(predicate, Bound) and predicate.type == signature.result:
                yield Bound(type_, substitute(pool, predicate.bound, substitution))

    def _associated_bounds(self, type_: Idx) -> Iterator[Idx]:
        pool = self._pool
        trait = self._environment.trait(pool.declaration(type_))
        associated = trait.associated_type(pool.operator(type_)) if trait is not None else None
        if trait is None or associated is None:
            return
        base, *arguments = pool.arguments(type_)
        substitution = dict(zip(trait.generics.types, arguments, strict=False))
        substitution[trait.self_type] = base
        for bound in associated.bounds:
            yield from bound_closure(self._environment, substitute(pool, bound, substitution), type_)

    def _impl_candidate(self, definition: ImplDefinition, type_: Idx, bound: Idx) -> Iterator[Candidate]:
        if definition.trait is None:
            return
        found: dict[Idx, Idx] = {}
        fit = self._match_impl(definition, type_, bound, found)
        if fit is Fit.NO:
            return
        arguments = tuple(found.get(parameter, ERROR) for parameter in definition.generics.types)
        yield Candidate(ImplSelection(definition.impl, arguments), fit)

    def _match_impl(self, definition: ImplDefinition, type_: Idx, bound: Idx, found: dict[Idx, Idx]) -> Fit:
        parameters = frozenset(definition.generics.types)
        fit = match(self._pool, definition.type, self._deep(type_), parameters, found)
        if fit is not Fit.NO and definition.trait is not None:
            fit = both(fit, match(self._pool, definition.trait, self._deep(bound), parameters, found))
        for predicate in definition.generics.predicates:
            if fit is Fit.NO or self._pool.has_errors(definition.type):
                # Of a type that was reported, not all parameters are known.
                break
            fit = both(fit, self._predicate_fit(predicate, parameters, found))
        return fit

    def _predicate_fit(self, predicate: Predicate, parameters: frozenset[Idx], found: dict[Idx, Idx]) -> Fit:
        pool = self._pool
        match predicate:
            case Bound(type=type_, bound=bound):
                return self.fit(
                    self.normalize(substitute(pool, type_, found)), self.normalize(substitute(pool, bound, found))
                )
            case Equality(projection=projection, type=type_):
                actual = self.normalize(substitute(pool, projection, found))
                pattern = self.normalize(substitute(pool, type_, found))
                return match(pool, pattern, self._deep(actual), parameters - found.keys(), found)
            case Condition(condition=condition):
                value = pool.value(substitute(pool, condition, found))
                return Fit.MAYBE if value is None else Fit.YES if value else Fit.NO

    def _sendable(self, type_: Idx, bound: Idx) -> Fit:
        """Whether all parts of a value may go to another task; of what is not known here, only a bound can tell."""
        pool = self._pool
        if pool.tag(type_) in (Tag.PARAMETER, Tag.PROJECTION, Tag.OPAQUE, Tag.OBJECT, Tag.CAPABILITY):
            return Fit.NO
        if pool.is_nominal(type_) and self._is_nursery(pool.declaration(type_)):
            return Fit.NO
        fit = Fit.YES
        for part in self.sent_parts(type_):
            fit = both(fit, self.fit(self.normalize(part), bound))
        return fit

    def _is_nursery(self, declaration: ItemId) -> bool:
        return declaration.name == "Nursery" and declaration == self._environment.prelude_type("Nursery")

    def unsendable_part(self, type_: Idx, bound: Idx) -> Idx | None:
        """The innermost part of a type that lacks `Sendable`; none if another trait is asked for."""
        if self._pool.declaration(bound) != self._environment.prelude_type("Sendable"):
            return None
        seen: set[Idx] = set()
        while type_ not in seen:
            seen.add(type_)
            parts = map(self.normalize, self.sent_parts(type_))
            type_ = next((part for part in parts if not self.implements(part, bound)), type_)
        return type_

    def sent_parts(self, type_: Idx) -> list[Idx]:
        """What goes along with a value to another task; of a function only the captures do, which are checked there."""
        pool = self._pool
        match pool.tag(type_):
            case Tag.FUNCTION:
                return []
            case Tag.LIST | Tag.MAP | Tag.TUPLE:
                return list(pool.arguments(type_))
            case Tag.FIXED_LIST:
                return [pool.arguments(type_)[0]]
            case _:
                return self.parts(type_)

    def _derived(self, type_: Idx, bound: Idx, trait: ItemId) -> Fit:
        """Whether the compiler writes the implementation, and all parts have the trait."""
        pool, environment = self._pool, self._environment
        if pool.tag(type_) is Tag.TUPLE:
            if trait.name not in DERIVABLE_FOR_TUPLES or environment.prelude_type(trait.name) != trait:
                return Fit.NO
            parts: Sequence[Idx] = pool.arguments(type_)
        elif pool.is_nominal(type_) and self._is_derived(pool.declaration(type_), trait):
            parts = self._derived_parts(type_)
        else:
            return Fit.NO
        fit = Fit.YES
        for part in parts:
            fit = both(fit, self.fit(self.normalize(part), bound))
        return fit

    def _is_derived(self, declaration: ItemId, trait: ItemId) -> bool:
        """Whether a type derives a trait; one that is a `Value` is copied bit by bit, which gives it `Clone`."""
        derives = self._environment.derives(declaration)
        if trait in derives:
            return True
        is_clone = bool(derives) and trait.name == "Clone" and trait == self._environment.prelude_type("Clone")
        return is_clone and self._environment.prelude_type("Value") in derives

    def _derived_parts(self, type_: Idx) -> list[Idx]:
        """The parts whose types depend on a parameter; what the others have is checked at the declaration."""
        generic = self._environment.generics(self._pool.declaration(type_)).parameters
        return [
            argument for argument, p in zip(self._pool.arguments(type_), generic, strict=False) if not p.constant_type
        ]

    def _deep(self, idx: Idx) -> Idx:
        """A type with everything that is inferred put in."""
        idx = self._resolve(idx)
        if idx < 0 or not self._pool.has_variables(idx):
            return idx
        return self._pool.with_arguments(idx, tuple(self._deep(argument) for argument in self._pool.arguments(idx)))

    def substituted(self, predicate: Predicate, substitution: Substitution) -> Predicate:
        """A predicate with type parameters replaced."""
        return substituted_predicate(self._pool, predicate, substitution)

    def normalize(self, idx: Idx) -> Idx:
        """The type with every associated type replaced that is known."""
        pool = self._pool
        if idx < 0 or not (pool.has_parameters(idx) or pool.has_variables(idx)):
            return idx
        arguments = tuple(self.normalize(self._resolve(argument)) for argument in pool.arguments(idx))
        if pool.tag(idx) is Tag.OPERATION:
            return fold(pool, pool.operator(idx), arguments)
        rebuilt = pool.with_arguments(idx, arguments)
        if pool.tag(rebuilt) is not Tag.PROJECTION:
            return rebuilt
        chosen = self._associated(rebuilt)
        return rebuilt if chosen is None or chosen == rebuilt else self.normalize(chosen)

    def _associated(self, projection: Idx) -> Idx | None:
        """What an associated type is; none if that is not known."""
        pool = self._pool
        base, *arguments = pool.arguments(projection)
        if base in (ERROR, NEVER):
            return ERROR
        assumed: Iterator[Predicate] = iter(self._assumed)
        if pool.tag(base) is Tag.OPAQUE:
            assumed = self._opaque_predicates(base)
        for predicate in assumed:
            if isinstance(predicate, Equality) and predicate.projection == projection:
                return predicate.type
        if base < 0:
            return None
        trait, name = pool.declaration(projection), pool.operator(projection)
        selection = self.select(base, pool.bound(trait, tuple(arguments)))
        match selection:
            case ImplSelection(impl=impl, arguments=chosen):
                definition = self._environment.impl(impl)
                if definition is None:
                    return ERROR
                if is_constant_member(name):
                    return self._number(projection, definition, chosen)
                type_ = definition.associated_types.get(name, ERROR)
                return substitute(pool, type_, dict(zip(definition.generics.types, chosen, strict=True)))
            case LostSelection():
                return ERROR
            case AssumedSelection() if not self._in_progress:
                return self._assumed_default(projection)
            case _:
                return None

    def _number(self, projection: Idx, definition: ImplDefinition, chosen: tuple[Idx, ...]) -> Idx | None:
        """What a constant of an implementation is; none as long as that depends on a parameter."""
        pool = self._pool
        member, arguments = MemberId(definition.impl, pool.operator(projection)), chosen
        if member.name not in definition.methods:
            member, arguments = MemberId(pool.declaration(projection), member.name), pool.arguments(projection)
        if any(pool.has_parameters(argument) or pool.has_variables(argument) for argument in arguments):
            return None
        value = self._environment.member_number(member, arguments)
        return ERROR if value is None else pool.constant(value)

    def _assumed_default(self, projection: Idx) -> Idx | None:
        """A bound by an operator's trait that says nothing of its result means the default, see `defaults_of`."""
        pool = self._pool
        base, *arguments = pool.arguments(projection)
        trait = self._environment.trait(pool.declaration(projection))
        associated = trait.associated_type(pool.operator(projection)) if trait is not None else None
        if trait is None or associated is None or associated.default is None or pool.tag(base) is Tag.OBJECT:
            return None
        substitution: Mapping[Idx, Idx] = {
            **dict(zip(trait.generics.types, arguments, strict=False)),
            trait.self_type: base,
        }
        if base == trait.self_type or not is_prelude(trait.trait.path):
            # Inside of the trait itself, an implementation may still choose something else.
            return None
        return substitute(pool, associated.default, substitution)

    def defaults_of(self, type_: Idx, bound: Idx) -> Iterator[Equality]:
        """What code with this bound takes for granted of associated types, so that callers have to meet it."""
        pool = self._pool
        for above in bound_closure(self._environment, bound, type_):
            trait = self._environment.trait(pool.declaration(above))
            if trait is None:
                continue
            for associated in trait.associated_types:
                projection = pool.projection(trait.trait, associated.name, type_, pool.arguments(above))
                default = self._assumed_default(projection)
                if default is not None:
                    yield Equality(projection, default)

    def parts(self, type_: Idx) -> list[Idx]:
        """The types of all fields and payloads."""
        match self._environment.definition(type_):
            case StructDefinition(fields=fields):
                return [field.type for field in fields]
            case SumDefinition(variants=variants):
                return [field.type for variant in variants for field in variant.fields]
            case None:
                return list(self._pool.arguments(type_)) if self._pool.tag(type_) is Tag.TUPLE else []
