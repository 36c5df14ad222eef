"""Constants of types that stand among types: capacities, arguments and conditions (language reference, part 1, 4.6)."""

from typing import TYPE_CHECKING

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.environment import head_of
from ori_compiler.types.functions import MemberId, constant_member
from ori_compiler.types.matching import Fit, match
from ori_compiler.types.pool import BOOL, ERROR, INT, Idx

if TYPE_CHECKING:
    from ori_compiler.types.resolution import TypeResolver


def associated_number(resolver: "TypeResolver", e: ast.ConstantAccess) -> Idx:
    """`Type.$name` as a number; a projection as long as it depends on a parameter, the error type after a report."""
    written = written_type(e.base)
    if written is None:
        return resolver.problem("E2059", "a type is expected in front of `.$`", e.base.span)
    owner = resolver.type(written)
    if owner == ERROR:
        return ERROR
    name, span = constant_member(e.name.text), e.name.span
    inherent = _inherent(resolver, owner, name, span)
    return inherent if inherent is not None else _of_trait(resolver, owner, name, span)


def written_type(e: ast.Expr) -> ast.TypeSyntax | None:
    """An expression as the type it is, if it is one by its form."""
    match e:
        case ast.NameRef(name=name, has_dollar=False):
            return ast.NamedType(e.span, name)
        case ast.SelfValue(is_type=True):
            return ast.NamedType(e.span, "Self")
        case ast.TypeApplication(callee=callee, arguments=arguments):
            path = _path(callee)
            return ast.AppliedType(e.span, path, arguments) if path else None
        case ast.FieldAccess():
            path = _path(e)
            return ast.AppliedType(e.span, path, ()) if path else None
        case _:
            return None


def _path(e: ast.Expr) -> tuple[str, ...]:
    match e:
        case ast.NameRef(name=name):
            return (name,)
        case ast.SelfValue(is_type=True):
            return ("Self",)
        case ast.FieldAccess(base=base, field=field):
            before = _path(base)
            return (*before, field.text) if before else ()
        case _:
            return ()


def _inherent(resolver: "TypeResolver", owner: Idx, name: str, span: Span) -> Idx | None:
    pool, environment = resolver.pool, resolver.environment
    head = head_of(pool, owner)
    for impl in environment.inherent_impls_with(head, name) if head is not None else ():
        definition = environment.impl(impl)
        if definition is None:
            continue
        known: dict[Idx, Idx] = {}
        parameters = definition.generics.types
        if match(pool, definition.type, owner, frozenset(parameters), known) is Fit.NO:
            continue
        arguments = tuple(known.get(parameter, ERROR) for parameter in parameters)
        if any(pool.has_parameters(argument) for argument in arguments):
            message = f"`{pool.name(owner)}.{name}` is not known before its type arguments are"
            return resolver.problem("E2059", message, span, "", "move the constant to a trait that the type implements")
        return _number(resolver, MemberId(impl, name), arguments, span)
    return None


def _of_trait(resolver: "TypeResolver", owner: Idx, name: str, span: Span) -> Idx:
    from ori_compiler.types.selection import Selector

    pool, environment = resolver.pool, resolver.environment
    for bound in resolver.known_bounds(owner):
        trait = environment.trait(pool.declaration(bound))
        if trait is not None and trait.method(name) is not None:
            return _projected(resolver, MemberId(trait.trait, name), owner, pool.arguments(bound), span)
    selector = Selector(environment, resolver.scope.predicates)
    for item in environment.traits_in_scope(name):
        # Arguments of the trait cannot be told here: only their defaults are tried.
        if not environment.generics(item).parameters and selector.implements(owner, pool.bound(item)):
            found = _projected(resolver, MemberId(item, name), owner, (), span)
            return selector.normalize(found)
    if resolver.environment.is_lost_method(name):
        return ERROR
    return resolver.problem("E2056", f"`{pool.name(owner)}` has no constant `{name}`", span, "not known here")


def _projected(resolver: "TypeResolver", member: MemberId, owner: Idx, arguments: tuple[Idx, ...], span: Span) -> Idx:
    type_ = resolver.environment.signature(member).result
    if type_ not in (INT, BOOL, ERROR):
        return resolver.problem("E2059", f"the constant `{member.name}` is no number", span)
    return resolver.pool.projection(member.item, member.name, owner, arguments)


def _number(resolver: "TypeResolver", member: MemberId, arguments: tuple[Idx, ...], span: Span) -> Idx:
    value = resolver.environment.member_number(member, arguments)
    if value is not None:
        return resolver.pool.constant(value)
    if resolver.environment.signature(member).result in (INT, BOOL, ERROR):
        # Its declaration is broken, which is reported there.
        return ERROR
    return resolver.problem("E2059", f"the constant `{member.name}` is no number", span)
