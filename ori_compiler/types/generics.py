"""Type parameters, their bounds and `where` clauses (language reference, part 2, section 6)."""

from typing import assert_never

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound, Condition, Equality, GenericParameter, Generics, Predicate
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.resolution import CONSTANT_TYPES, Demand, TypeResolver, TypeScope
from ori_compiler.types.substitution import parameters_in, substitute, substituted_predicate


def declare_generics(
    resolver: TypeResolver,
    written: tuple[ast.TypeParameter, ...],
    where: tuple[ast.Constraint, ...],
    member: str = "",
) -> Generics:
    """The parameters of a declaration, or of its `member`, and what is demanded of them.

    From then on the resolver knows them, besides what it knew before.
    """
    _declare_names(resolver, written, member)
    parameters: list[GenericParameter] = []
    predicates: list[Predicate] = []
    has_default: ast.TypeParameter | None = None
    for syntax in written:
        type_ = resolver.scope.parameters[syntax.name]
        if syntax.is_constant:
            parameters.append(_constant_parameter(resolver, syntax, type_))
        else:
            _add(resolver, _bounds(resolver, type_, syntax.bounds), predicates)
            parameters.append(_type_parameter(resolver, syntax, type_))
        if syntax.default is not None:
            has_default = syntax
        elif has_default is not None:
            message = f"`{syntax.name}` has no default, but the parameter before it has one"
            label = (Label(resolver.at(has_default.span), "the default"),)
            resolver.problem("E2015", message, syntax.span, "", "parameters with defaults come last", label)
    for constraint in where:
        _add(resolver, _constraint(resolver, constraint), predicates)
    _check_defaults(resolver, written, parameters, predicates)
    return Generics(tuple(parameters), tuple(predicates))


def _check_defaults(
    resolver: TypeResolver,
    written: tuple[ast.TypeParameter, ...],
    parameters: list[GenericParameter],
    predicates: list[Predicate],
) -> None:
    """Defaults have to meet what is demanded of the parameters."""
    pool = resolver.pool
    defaults = {p.type: p.default for p in parameters if p.default is not None and p.default != ERROR}
    places = {p.type: syntax.default.span for p, syntax in zip(parameters, written, strict=True) if syntax.default}
    for predicate in predicates:
        match predicate:
            case Bound(type=type_) if type_ in defaults:
                known = substituted_predicate(pool, predicate, defaults)
                resolver.demands.append(Demand(known, places[type_], resolver.item))
            case Condition(condition=condition):
                used = [type_ for type_ in places if type_ in parameters_in(pool, condition)]
                if used and pool.value(substitute(pool, condition, defaults)) is False:
                    message = "this default does not meet the condition on its parameter"
                    resolver.problem("E1043", message, places[used[0]])
            case _:
                pass


def _declare_names(resolver: TypeResolver, written: tuple[ast.TypeParameter, ...], member: str) -> None:
    own: dict[str, Idx] = {}
    first: dict[str, Span] = {}
    for syntax in written:
        if syntax.name in own:
            label = (Label(resolver.at(first[syntax.name]), "first declared here"),)
            message = f"two type parameters are called `{syntax.name}`"
            resolver.problem("E2006", message, syntax.span, "again here", "", label)
        first.setdefault(syntax.name, syntax.span)
        own[syntax.name] = resolver.pool.parameter(
            resolver.item, syntax.name, is_constant=syntax.is_constant, scope=member
        )
    before = resolver.scope
    resolver.scope = TypeScope({**before.parameters, **own}, before.self_type, before.associated, before.predicates)


def _add(resolver: TypeResolver, found: list[Predicate], predicates: list[Predicate]) -> None:
    """Makes predicates known at once: what is written behind them may rely on them."""
    predicates += found
    before = resolver.scope
    resolver.scope = TypeScope(before.parameters, before.self_type, before.associated, (*before.predicates, *found))


def _type_parameter(resolver: TypeResolver, syntax: ast.TypeParameter, type_: Idx) -> GenericParameter:
    default: Idx | None = None
    match syntax.default:
        case None:
            pass
        case (
            ast.NamedType()
            | ast.AppliedType()
            | ast.ListType()
            | ast.MapType()
            | ast.TupleType()
            | ast.FunctionType()
            | ast.TraitObjectType()
            | ast.ImplType()
            | ast.InferredType()
            | ast.Missing()
        ):
            default = resolver.type(syntax.default)
        case _:
            message = f"the default of `{syntax.name}` is a constant, but it stands for a type"
            default = resolver.problem("E2001", message, syntax.default.span)
    return GenericParameter(syntax.name, type_, None, default)


def _constant_parameter(resolver: TypeResolver, syntax: ast.TypeParameter, type_: Idx) -> GenericParameter:
    constant_type = resolver.type(syntax.bounds[0]) if syntax.bounds else ERROR
    if constant_type not in (*CONSTANT_TYPES, ERROR):
        message = f"a constant parameter cannot be a `{resolver.pool.name(constant_type)}`"
        at = syntax.bounds[0].span
        constant_type = resolver.problem("E1040", message, at, "", "constant parameters are `int` or `bool`")
    parameter = GenericParameter(syntax.name, type_, constant_type)
    if syntax.default is None:
        return parameter
    default = resolver.argument(syntax.default, parameter)
    return GenericParameter(syntax.name, type_, constant_type, default)


def _bounds(resolver: TypeResolver, type_: Idx, written: tuple[ast.TypeSyntax, ...]) -> list[Predicate]:
    """A bound that is not known stays as an error: what it may have promised is not reported as missing."""
    bounds = [resolver.bound(syntax, type_) for syntax in written]
    return [Bound(type_, bound if bound is not None else ERROR) for bound in bounds]


def _constraint(resolver: TypeResolver, constraint: ast.Constraint) -> list[Predicate]:
    match constraint:
        case ast.BoundConstraint(path=path, bounds=bounds):
            subject = _subject(resolver, path, constraint.span)
            return _bounds(resolver, subject, bounds) if subject != ERROR else []
        case ast.EqualityConstraint(path=path, type=type_):
            subject = _subject(resolver, path, constraint.span)
            return [Equality(subject, resolver.type(type_))] if subject != ERROR else []
        case ast.ConditionConstraint(condition=condition):
            found = resolver.constant(condition)
            if found == ERROR:
                return []
            if resolver.pool.value(found) is False:
                resolver.problem("E2020", "this condition never holds", condition.span, "always false")
            return [Condition(found)]
        case _:
            assert_never(constraint)


def _subject(resolver: TypeResolver, path: tuple[str, ...], span: Span) -> Idx:
    if len(path) == 1:
        return resolver.type(ast.NamedType(span, path[0]))
    return resolver.type(ast.AppliedType(span, path, ()))
