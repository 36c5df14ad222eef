"""What still has to be proved about types: traits they must have, associated types that are not known yet.

An obligation waits until enough is inferred. If one implementation alone can meet it, that decides open types.
"""

from typing import TYPE_CHECKING

from msgspec import structs

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax.ast import FormatSyntax
from ori_compiler.types.definitions import Bound, Condition, Equality, Predicate
from ori_compiler.types.environment import head_of
from ori_compiler.types.errors import TypeMismatch, TypeProblem
from ori_compiler.types.inference.obligation import DeclaredAt, Format, Obligation, Reason, Structure
from ori_compiler.types.matching import Fit
from ori_compiler.types.missing import broken_condition, missing_conversion, missing_trait, unusable_key
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Tag
from ori_compiler.types.selection import Candidate, ImplSelection, LostSelection
from ori_compiler.types.substitution import Substitution, parameters_in, substitute

_OF_CACHES = ("cache_found", "cache_get", "cache_set", "cache_invalidate")

if TYPE_CHECKING:
    from ori_compiler.types.inference.checker import Checker


def instantiate(c: "Checker", idx: Idx, substitution: Substitution, at: Span) -> Idx:
    """A type of a signature as it is in one use: parameters replaced, associated types looked up."""
    return normal(c, substitute(c.pool, idx, substitution), at)


def normal(c: "Checker", idx: Idx, at: Span) -> Idx:
    """A type without associated types that can be known; one that depends on an open type becomes a variable."""
    pool = c.pool
    if idx < 0 or not pool.has_parameters(idx):
        return idx
    normalized = c.selector.normalize(c.unifier.deep(idx))
    if not pool.has_variables(normalized) or not pool.has_parameters(normalized):
        return normalized
    if pool.tag(normalized) is Tag.PROJECTION:
        variable = c.fresh()
        c.obligations.append(Obligation(Equality(normalized, variable), at))
        return variable
    return pool.with_arguments(normalized, tuple(normal(c, argument, at) for argument in pool.arguments(normalized)))


def demand(
    c: "Checker", predicates: tuple[Predicate, ...], substitution: Substitution, at: Span, because: Reason | None
) -> None:
    """Adds what a generic declaration demands of its arguments."""
    for predicate in predicates:
        match predicate:
            case Bound(type=type_, bound=bound):
                if c.pool.tag(type_) is Tag.OPAQUE or bound == ERROR:
                    continue
                instance = Bound(instantiate(c, type_, substitution, at), instantiate(c, bound, substitution, at))
                c.obligations.append(Obligation(instance, at, because))
                _demand_defaults(c, predicate, predicates, substitution, at, because)
            case Equality(projection=projection, type=type_):
                if c.pool.tag(c.pool.arguments(projection)[0]) is Tag.OPAQUE:
                    continue
                found = instantiate(c, projection, substitution, at)
                expected = instantiate(c, type_, substitution, at)
                written = substitute(c.pool, projection, substitution)
                c.obligations.append(Obligation(Equality(found, expected), at, because, written=written))
            case Condition(condition=condition):
                known = substitute(c.pool, condition, substitution)
                if known == ERROR and ERROR not in (condition, *substitution.values()):
                    _report_overflow(c, at, because)
                else:
                    mentioned = parameters_in(c.pool, condition)
                    values = tuple((p, value) for p, value in substitution.items() if p in mentioned)
                    c.obligations.append(Obligation(Condition(known), at, because, written=condition, values=values))


def _demand_defaults(
    c: "Checker",
    bound: Bound,
    predicates: tuple[Predicate, ...],
    substitution: Substitution,
    at: Span,
    because: Reason | None,
) -> None:
    if c.pool.tag(bound.type) is not Tag.PARAMETER:
        return
    stated = {predicate.projection for predicate in predicates if isinstance(predicate, Equality)}
    for taken in c.selector.defaults_of(bound.type, bound.bound):
        if taken.projection not in stated:
            found = instantiate(c, taken.projection, substitution, at)
            expected = instantiate(c, taken.type, substitution, at)
            written = substitute(c.pool, taken.projection, substitution)
            c.obligations.append(Obligation(Equality(found, expected), at, because, written=written))


def demand_again(c: "Checker", obligations: tuple[Obligation, ...], substitution: Substitution, at: Span) -> None:
    """Adds what waited to be proved of a binding, for one use of it."""

    def chosen(idx: Idx) -> Idx:
        return instantiate(c, c.unifier.deep(idx), substitution, at)

    for obligation in obligations:
        predicate: Predicate | Structure | Format
        match obligation.predicate:
            case Bound(type=type_, bound=bound):
                predicate = Bound(chosen(type_), chosen(bound))
            case Equality(projection=projection, type=type_):
                predicate = Equality(chosen(projection), chosen(type_))
            case Condition(condition=condition):
                predicate = Condition(chosen(condition))
            case Structure(type=type_):
                predicate = Structure(chosen(type_))
            case Format(type=type_, format=format_):
                predicate = Format(chosen(type_), format_)
        because = obligation.because or Label(c.at(obligation.at), "demanded here")
        c.obligations.append(Obligation(predicate, at, because))


def variables_of(c: "Checker", obligation: Obligation) -> set[Idx]:
    """The open types that an obligation is about."""
    match obligation.predicate:
        case Bound(type=type_, bound=other) | Equality(projection=type_, type=other):
            return {*c.unifier.variables(type_), *c.unifier.variables(other)}
        case Condition(condition=type_) | Structure(type=type_) | Format(type=type_):
            return set(c.unifier.variables(type_))


def demand_structure(c: "Checker", type_: Idx, at: Span, because: Reason | None) -> None:
    """Demands that values of a type can be compared and shown: all but functions, and what is not promised."""
    c.obligations.append(Obligation(Structure(type_), at, because))


def solve(c: "Checker", *, is_final: bool = False) -> None:
    """Proves what can be proved now; with `is_final`, what cannot be proved is reported."""
    take_demands(c)
    progress = True
    while progress and c.obligations:
        progress = False
        pending, c.obligations = c.obligations, []
        for obligation in pending:
            if _solve_one(c, obligation, is_final=False):
                progress = True
            else:
                c.obligations.append(obligation)
    if is_final:
        if take_default_collection(c):
            solve(c)
        pending, c.obligations = c.obligations, []
        for obligation in pending:
            _solve_one(c, obligation, is_final=True)


def take_default_collection(c: "Checker", wanted: Idx | None = None) -> bool:
    """Makes a list of what is collected into a type that nothing decides: this type, or all of them."""
    if not c.obligations:
        return False
    trait = c.environment.prelude_type("Collect")
    is_taken = False
    for obligation in tuple(c.obligations):
        predicate = obligation.predicate
        if isinstance(predicate, Bound) and c.pool.declaration(predicate.bound) == trait:
            type_ = c.resolve(predicate.type)
            if type_ < 0 and (wanted is None or c.resolve(wanted) == type_):
                is_taken |= c.unifier.unify(type_, c.pool.list_(c.pool.arguments(predicate.bound)[0]))
    return is_taken


def _solve_one(c: "Checker", obligation: Obligation, *, is_final: bool) -> bool:
    """Whether an obligation is settled: proved, or reported."""
    predicate = obligation.predicate
    match predicate:
        case Bound():
            return _solve_bound(c, obligation, predicate, is_final=is_final)
        case Equality():
            return _solve_equality(c, obligation, predicate, is_final=is_final)
        case Condition(condition=condition):
            return _solve_condition(c, obligation, condition, is_final=is_final)
        case Structure(type=type_):
            return _solve_structure(c, obligation, type_, is_final=is_final)
        case Format(type=type_, format=format_):
            return _solve_format(c, obligation, type_, format_, is_final=is_final)


def _solve_bound(c: "Checker", obligation: Obligation, predicate: Bound, *, is_final: bool) -> bool:
    type_ = c.unifier.deep(predicate.type)
    if type_ in (ERROR, NEVER) or c.pool.has_errors(type_):
        return True
    bound = c.unifier.deep(predicate.bound)
    found = c.selector.candidates(type_, bound)
    if not found:
        if obligation.is_key:
            c.report(unusable_key(c.pool, type_, c.at(obligation.at)))
        else:
            code = "E0700" if obligation.is_capture else "E2009"
            report_missing(c, type_, bound, obligation.at, obligation.because, code)
        return True
    if isinstance(found[0].selection, LostSelection):
        c.unifier.lose(bound)
        return True
    if c.pool.has_variables(bound) and any(_is_broken(c, candidate) for candidate in found):
        c.unifier.lose(bound)
        return True
    if found[0].fit is Fit.YES:
        return True
    if len(found) == 1 and type_ >= 0:
        return _commit(c, found[0], type_, bound, obligation)
    if is_final and type_ >= 0 and c.pool.has_variables(bound):
        _report_ambiguous(c, type_, bound, obligation.at)
    return is_final


def _is_broken(c: "Checker", candidate: Candidate) -> bool:
    """Whether the trait that an implementation names was reported, so that it may have been meant for other types."""
    if not isinstance(candidate.selection, ImplSelection):
        return False
    definition = c.environment.impl(candidate.selection.impl)
    if definition is None or definition.trait is None:
        return False
    return c.pool.has_errors(definition.trait) or c.environment.has_broken_impl(c.pool.declaration(definition.trait))


def _commit(c: "Checker", candidate: Candidate, type_: Idx, bound: Idx, obligation: Obligation) -> bool:
    """Takes the only candidate for granted, which decides types that are still open."""
    selection = candidate.selection
    if not isinstance(selection, ImplSelection):
        return all(map(c.unifier.unify, c.pool.arguments(bound), c.pool.arguments(getattr(selection, "bound", bound))))
    definition = c.environment.impl(selection.impl)
    if definition is None or definition.trait is None:
        return True
    substitution = {parameter: c.fresh() for parameter in definition.generics.types}
    instance = instantiate(c, definition.type, substitution, obligation.at)
    if not c.unifier.unify(instance, type_):
        return False
    trait = instantiate(c, definition.trait, substitution, obligation.at)
    if not c.unifier.unify(trait, bound):
        report_missing(c, type_, bound, obligation.at, obligation.because)
        return True
    demand(c, definition.generics.predicates, substitution, obligation.at, obligation.because)
    return True


def _solve_equality(c: "Checker", obligation: Obligation, predicate: Equality, *, is_final: bool) -> bool:
    pool = c.pool
    projection = c.selector.normalize(c.unifier.deep(predicate.projection))
    is_open = projection >= 0 and pool.tag(projection) is Tag.PROJECTION and pool.has_variables(projection)
    if is_open and not is_final:
        return False
    expected = c.unifier.deep(predicate.type)
    if not c.unifier.unify(projection, expected) and not pool.has_errors(projection):
        report_equality(c, obligation, expected, projection)
    return True


def report_equality(c: "Checker", obligation: Obligation, expected: Idx, found: Idx) -> None:
    """Reports an associated type that is not what is demanded."""
    predicate = obligation.predicate
    projection = c.unifier.deep(predicate.projection) if isinstance(predicate, Equality) else found
    written = c.unifier.deep(obligation.written) if obligation.written is not None else projection
    if written < 0 or c.pool.tag(written) is not Tag.PROJECTION:
        c.report(TypeMismatch(c.at(obligation.at), c.name(expected), c.name(found), c.label(obligation.because)))
        return
    base = c.name(c.pool.arguments(written)[0])
    trait, name = c.pool.declaration(written).name, c.pool.operator(written)
    message = f"the `{name}` of `{base}` as `{trait}` is `{c.name(found)}`, but it has to be `{c.name(expected)}`"
    labels = c.labels(obligation.because)
    c.report(TypeProblem("E2001", message, c.at(obligation.at), f"this is `{base}`", labels))


def _solve_structure(c: "Checker", obligation: Obligation, type_: Idx, *, is_final: bool) -> bool:
    from ori_compiler.types.inference.operators import has_equality

    known = c.unifier.deep(type_)
    if c.pool.has_variables(known):
        return is_final
    if known in (ERROR, NEVER) or c.pool.has_errors(known) or known == VOID or has_equality(c, known):
        return True
    report_missing(c, known, c.pool.bound(c.environment.prelude_type("Eq")), obligation.at, obligation.because)
    return True


def _solve_format(c: "Checker", obligation: Obligation, type_: Idx, format_: FormatSyntax, *, is_final: bool) -> bool:
    from ori_compiler.types.inference.formats import check_format

    known = c.unifier.deep(type_)
    if c.pool.has_variables(known):
        return is_final
    check_format(c, known, format_, obligation.at)
    return True


def _solve_condition(c: "Checker", obligation: Obligation, condition: Idx, *, is_final: bool) -> bool:
    from ori_compiler.types.implication import is_implied

    known = c.selector.normalize(substitute(c.pool, c.unifier.deep(condition), {}))
    value = c.pool.value(known)
    if known == ERROR and not _mentions_error(c, condition) and not _mentions_constant(c, condition):
        _report_overflow(c, obligation.at, obligation.because)
        return True
    if value is True or known == ERROR or is_implied(c.pool, known, c.predicates):
        return True
    if value is None and c.pool.has_variables(known) and not is_final:
        return False
    because = c.labels(obligation.because)
    written = obligation.written if obligation.written is not None else condition
    values = [(parameter, c.unifier.deep(value)) for parameter, value in obligation.values]
    c.report(broken_condition(c.pool, written, values, known, c.at(obligation.at), because))
    return True


def _report_overflow(c: "Checker", at: Span, because: Reason | None) -> None:
    message = "a condition leaves the range of `int` with these constants"
    c.report(TypeProblem("E1033", message, c.at(at), "", c.labels(because)))


def _mentions_error(c: "Checker", idx: Idx) -> bool:
    resolved = c.unifier.deep(idx)
    return resolved == ERROR or (resolved >= 0 and any(_mentions_error(c, part) for part in c.pool.arguments(resolved)))


def _mentions_constant(c: "Checker", idx: Idx) -> bool:
    """Whether a constant of a type has a part in it: if that is broken, its declaration says so."""
    resolved = c.resolve(idx)
    if resolved < 0:
        return False
    is_projection = c.pool.tag(resolved) is Tag.PROJECTION
    return is_projection or any(_mentions_constant(c, part) for part in c.pool.arguments(resolved))


def report_missing(c: "Checker", type_: Idx, bound: Idx, at: Span, because: Reason | None, code: str = "E2009") -> None:
    """Reports a type that lacks a trait; once at each place, and not if the trait depends on what is missing too."""
    type_, bound = c.unifier.deep(type_), c.unifier.deep(bound)
    told = at, type_, bound
    is_consequence = c.pool.has_errors(bound) or any(_is_lost(c, part) for part in c.pool.arguments(bound))
    if is_consequence or told in c.missing_traits:
        return
    c.missing_traits.add(told)
    if c.pool.declaration(bound) == c.environment.prelude_type("Into"):
        target, possible = c.pool.arguments(bound)[0], conversions_of(c, type_)
        c.report(missing_conversion(c.pool, type_, target, c.at(at), c.labels(because), possible))
        c.unifier.lose(bound)
        return
    if _is_cache_key(because) and trait_name(c, bound) in ("Eq", "Hashable"):
        _report_cache_key(c, type_, at)
        return
    part = c.selector.unsendable_part(type_, bound)
    c.report(structs.replace(missing_trait(c.pool, type_, bound, c.at(at), c.labels(because), part), code=code))


def trait_name(c: "Checker", bound: Idx) -> str:
    """The name of a trait of the prelude; empty for any other."""
    item = c.pool.declaration(bound)
    return item.name if is_prelude(item.path) else ""


def _is_cache_key(because: Reason | None) -> bool:
    """Whether something is demanded of the key of a `cache(…)` or of an operation of `Cache`."""
    if not isinstance(because, DeclaredAt) or not isinstance(because.function, ItemId):
        return False
    return because.function.name in _OF_CACHES and is_prelude(because.function.path)


def _report_cache_key(c: "Checker", type_: Idx, at: Span) -> None:
    """Reports a key that cannot be looked up, once for all that it lacks."""
    told = at, type_, ERROR
    if told in c.missing_traits:
        return
    c.missing_traits.add(told)
    name = c.name(type_)
    message = f"`{name}` cannot be the key of a cache: it has to be `Eq` and `Hashable`"
    help_ = "derive both: `#derive(Eq, Hashable)`" if c.pool.is_nominal(type_) else ""
    if c.pool.tag(type_) is Tag.PARAMETER:
        help_ = f"demand both of the parameter: `{name}: Eq + Hashable`"
    c.report(TypeProblem("E0990", message, c.at(at), f"this is `{name}`", (), help_))


def _is_lost(c: "Checker", idx: Idx) -> bool:
    """Whether a type is an associated type of what has none: that was reported itself."""
    if idx < 0 or c.pool.tag(idx) is not Tag.PROJECTION:
        return False
    base = c.unifier.deep(c.pool.arguments(idx)[0])
    return base >= 0 and c.pool.tag(base) not in (Tag.PARAMETER, Tag.PROJECTION, Tag.OPAQUE, Tag.OBJECT)


def conversions_of(c: "Checker", type_: Idx) -> tuple[str, ...]:
    """The types that values of a type convert into with `into`, as messages name them."""
    head = head_of(c.pool, type_)
    impls = c.environment.trait_impls(c.environment.prelude_type("Into"), head) if head is not None else ()
    definitions = [c.environment.impl(impl) for impl in impls]
    traits = [definition.trait for definition in definitions if definition is not None]
    return tuple(c.pool.name(c.pool.arguments(trait)[0]) for trait in traits if trait is not None)


def _report_ambiguous(c: "Checker", type_: Idx, bound: Idx, at: Span) -> None:
    """Reports an `into` or an index whose target or key nothing decides."""
    trait = c.pool.declaration(bound)
    if trait == c.environment.prelude_type("Into"):
        listed = " and ".join(f"`{name}`" for name in conversions_of(c, type_))
        message = f"`{c.name(type_)}` converts into {listed}, and nothing says which is meant"
        help_ = "say it with a type: `let name: type = ….into()`"
        c.report(TypeProblem("E2037", message, c.at(at), "not decided", (), help_))
        c.unifier.lose(bound)
    elif trait == c.environment.prelude_type("Index"):
        message = f"`{c.name(type_)}` has several kinds of keys, and nothing says which this is"
        c.report(TypeProblem("E2027", message, c.at(at), "not decided", (), "give the key a type"))
        c.unifier.lose(bound)


def take_demands(c: "Checker") -> None:
    """Makes obligations of what the types that are written in the body need."""
    for demand_ in c.resolver.demands:
        because = DeclaredAt(demand_.declared, "demanded here") if demand_.declared is not None else None
        is_key = demand_.declared is None
        written, values = demand_.written, demand_.values
        c.obligations.append(
            Obligation(demand_.predicate, demand_.span, because, is_key, written=written, values=values)
        )
    c.resolver.demands.clear()
