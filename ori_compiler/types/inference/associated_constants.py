"""`Type.$name`: constants that belong to types (language reference, part 2, 7.1)."""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.functions import MemberId, constant_member
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.method_lookup import constant_names, inherent_method
from ori_compiler.types.inference.obligation import DeclaredAt, Obligation
from ori_compiler.types.inference.obligations import demand, instantiate
from ori_compiler.types.inference.owners import named_trait, named_type, traits_of_type
from ori_compiler.types.inference.qualified import infer_member, member_of_module
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.typed_body import FunctionReference, TraitMethodReference


def associated_constant(c: Checker, e: ast.ConstantAccess, expected: Expectation | None = None) -> Idx:
    """The type of the constant, which the type has of its own, or by a trait; or of `module.$name`."""
    member = member_of_module(c, e.base, e.name, has_dollar=True)
    if member is not None:
        return infer_member(c, e, e.name, member, expected)
    owner = named_type(c, e.base)
    if owner is None:
        return _no_type(c, e)
    if owner == ERROR:
        return ERROR
    name = constant_member(e.name.text)
    inherent = inherent_method(c, owner, name)
    if inherent is not None:
        return _inherent(c, e, inherent.member, dict(inherent.known))
    traits = traits_of_type(c, owner, name)
    if len(traits) > 1:
        return _ambiguous(c, e, owner, traits)
    return _of_trait(c, e, owner, traits[0]) if traits else _unknown(c, e, owner)


def _inherent(c: Checker, e: ast.ConstantAccess, member: MemberId, known: dict[Idx, Idx]) -> Idx:
    signature = c.environment.signature(member)
    for parameter in signature.type_parameters:
        if parameter not in known:
            known[parameter] = c.fresh()
    c.references[e.name.span] = FunctionReference(member, tuple(known[p] for p in signature.type_parameters))
    demand(c, signature.predicates, known, e.span, DeclaredAt(member, "demanded where this is declared"))
    return instantiate(c, signature.result, known, e.span)


def _of_trait(c: Checker, e: ast.ConstantAccess, owner: Idx, trait: ItemId) -> Idx:
    definition = c.environment.trait(trait)
    if definition is None:
        return ERROR
    name = constant_member(e.name.text)
    bounds = (b for b in c.selector.bounds_of(owner) if c.pool.declaration(b) == trait)
    bound = next(bounds, None)
    if bound is not None:
        arguments = c.pool.arguments(bound)
    else:
        arguments = tuple(c.fresh() for _ in definition.generics.parameters)
        c.obligations.append(Obligation(Bound(owner, c.pool.bound(trait, arguments)), e.name.span))
    known = {definition.self_type: owner, **dict(zip(definition.generics.types, arguments, strict=True))}
    c.references[e.name.span] = TraitMethodReference(trait, name, (owner, *arguments))
    return instantiate(c, c.environment.signature(MemberId(trait, name)).result, known, e.span)


def _ambiguous(c: Checker, e: ast.ConstantAccess, owner: Idx, traits: list[ItemId]) -> Idx:
    name = constant_member(e.name.text)
    listed = " and ".join(f"`{trait.name}`" for trait in traits[:2])
    labels = tuple(Label(c.environment.member_span(MemberId(trait, name)), "one of them") for trait in traits)
    message = f"`{c.name(owner)}` has a constant `{name}` by several traits: {listed}"
    help_ = "rename one of them, or read it in a function that is generic over one of the traits"
    return c.report(TypeProblem("E2023", message, c.at(e.name.span), "", labels, help_))


def _unknown(c: Checker, e: ast.ConstantAccess, owner: Idx) -> Idx:
    shown = constant_member(e.name.text)
    if c.environment.is_lost_method(shown) or c.selector.has_broken_bound(owner):
        return ERROR
    similar = closest(shown, constant_names(c, owner))
    at = c.at(Span(e.name.span.start - 1, e.name.span.end))
    return c.report(UnknownName("constant", shown, at, "E2003", similar, "", c.name(owner)))


def _no_type(c: Checker, e: ast.ConstantAccess) -> Idx:
    """A value, or a trait, stands in front of the constant."""
    shown = constant_member(e.name.text)
    trait = named_trait(c, e.base)
    if trait is not None:
        message = f"`{trait.name}` is a trait: each type that implements it has its own `{shown}`"
        help_ = f"name the type: `Type.{shown}`, or `T.{shown}` for a parameter"
        return c.report(TypeProblem("E2003", message, c.at(e.base.span), "", (), help_))
    found = expressions.infer(c, e.base)
    if found == ERROR:
        return ERROR
    message = f"`{shown}` would belong to a type, but a value stands in front of it"
    help_ = f"write the type: `{c.name(found)}.{shown}`" if c.resolve(found) >= 0 else "write the name of the type"
    return c.report(TypeProblem("E2003", message, c.at(e.span), "", (), help_))
