"""Traits and implementations: what their declarations say (language reference, part 2, sections 7 and 8)."""

import msgspec

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.declarations import Declared, declared
from ori_compiler.types.definitions import (
    AssociatedType,
    Bound,
    Generics,
    ImplDefinition,
    TraitDefinition,
    TraitMethod,
)
from ori_compiler.types.environment import Environment
from ori_compiler.types.generics import declare_generics
from ori_compiler.types.pool import ERROR, PRIMITIVE_NAMES, Idx
from ori_compiler.types.resolution import TypeResolver, TypeScope
from ori_compiler.types.substitution import substitute


def trait_generics(item: ItemId, syntax: ast.TraitItem, environment: Environment) -> Declared:
    """The parameters of a trait, without `Self`."""
    resolver = TypeResolver(item, environment, PhaseErrors(), _with_self(item, environment))
    return declared(resolver, declare_generics(resolver, syntax.type_parameters, ()))


def _with_self(item: ItemId, environment: Environment) -> TypeScope:
    return TypeScope({}, environment.pool.parameter(item, "Self"))


def trait_scope(item: ItemId, syntax: ast.TraitItem, generics: Generics, environment: Environment) -> TypeScope:
    """What names mean inside of a trait: `Self` implements the trait itself."""
    pool = environment.pool
    self_type = pool.parameter(item, "Self")
    parameters = {parameter.name: parameter.type for parameter in generics.parameters}
    associated = {
        member.name.text: pool.projection(item, member.name.text, self_type, generics.types)
        for member in syntax.members
        if isinstance(member, ast.AssociatedType)
    }
    itself = Bound(self_type, pool.bound(item, generics.types))
    return TypeScope(parameters, self_type, associated, (itself, *generics.predicates))


def trait_definition(item: ItemId, syntax: ast.TraitItem, environment: Environment) -> Declared:
    """What a trait demands of its implementations."""
    generics = environment.generics(item)
    scope = trait_scope(item, syntax, generics, environment)
    self_type = environment.pool.parameter(item, "Self")
    resolver = TypeResolver(item, environment, PhaseErrors(), scope)
    found = [resolver.bound(written, self_type) for written in syntax.supertraits]
    supertraits = tuple(bound for bound in found if bound is not None)
    associated: list[AssociatedType] = []
    methods: list[TraitMethod] = []
    _report_repeated(resolver, syntax.members)
    for member in syntax.members:
        match member:
            case ast.AssociatedType(name=name, bounds=written, type=default):
                own = scope.associated[name.text]
                bounds = (resolver.bound(bound, own) for bound in written)
                type_ = resolver.type(default) if default is not None else None
                associated.append(AssociatedType(name.text, tuple(ERROR if b is None else b for b in bounds), type_))
            case ast.Method():
                methods.append(_method(member))
            case ast.AssociatedConst(value=value):
                methods.append(TraitMethod(ast.member_name(member), False, value is not None))
    bound = environment.pool.bound(item, generics.types)
    definition = TraitDefinition(
        item, self_type, bound, generics, supertraits, tuple(associated), tuple(methods), None in found
    )
    return declared(resolver, definition)


def _method(syntax: ast.Method) -> TraitMethod:
    """What is seen of a method without its types, which may be objects of the trait itself."""
    return TraitMethod(
        syntax.name.text,
        syntax.has_self,
        syntax.body is not None,
        _depends_on_self(syntax.result),
        any(_depends_on_self(parameter.type) for parameter in syntax.parameters),
        bool(syntax.type_parameters),
    )


def _depends_on_self(written: object) -> bool:
    match written:
        case ast.NamedType(name="Self") | ast.AppliedType(path=("Self", *_)) | ast.ImplType():
            return True
        case msgspec.Struct():
            return any(_depends_on_self(getattr(written, field)) for field in written.__struct_fields__)
        case tuple():
            return any(map(_depends_on_self, written))
        case _:
            return False


def _report_repeated(resolver: TypeResolver, members: tuple[ast.Member, ...]) -> None:
    seen: dict[str, ast.Name] = {}
    # Methods with patterns were meant as clauses, which was reported.
    meant = {m.name.text for m in members if isinstance(m, ast.Method) and any(p.pattern for p in m.parameters)}
    for member in members:
        if ast.member_name(member) in meant:
            continue
        first = seen.setdefault(ast.member_name(member), member.name)
        if first is not member.name:
            label = (Label(resolver.at(first.span), "first declared here"),)
            message = f"`{ast.member_name(member)}` is declared twice"
            resolver.problem("E2006", message, member.name.span, "declared again here", "", label)


def impl_generics(item: ItemId, syntax: ast.ImplItem | ast.ExtendItem, environment: Environment) -> Declared:
    """The parameters of an `impl` or `extend`."""
    resolver = TypeResolver(item, environment, PhaseErrors(), _extended_trait(item, syntax, environment))
    return declared(resolver, declare_generics(resolver, syntax.type_parameters, syntax.where))


def _extended_trait(item: ItemId, syntax: ast.ImplItem | ast.ExtendItem, environment: Environment) -> TypeScope:
    """In the extension of a trait, `Self` is any type that implements it."""
    if isinstance(syntax, ast.ExtendItem):
        self_type = environment.pool.parameter(item, "Self")
        resolver = TypeResolver(item, environment, PhaseErrors(), TypeScope({}, self_type))
        bound = extended_bound(resolver, syntax, self_type)
        if bound is not None:
            return TypeScope({}, self_type, {}, (Bound(self_type, bound),))
        name = syntax.type.name if isinstance(syntax.type, ast.NamedType) else ""
        is_parameter = any(parameter.name == name for parameter in syntax.type_parameters)
        if name and not is_parameter and name not in PRIMITIVE_NAMES and environment.lookup_type(name) is None:
            # Perhaps a trait was meant; that it is unknown is reported.
            return TypeScope({}, ERROR)
    return TypeScope()


def extended_bound(resolver: TypeResolver, syntax: ast.ExtendItem, self_type: Idx) -> Idx | None:
    """The trait that an `extend` extends; none if it extends a type."""
    from ori_compiler.resolve.scope import TraitEntity

    name = syntax.type.name if isinstance(syntax.type, ast.NamedType) else ""
    if isinstance(syntax.type, ast.AppliedType):
        name = ".".join(syntax.type.path)
    if not isinstance(resolver.environment.lookup_type(name), TraitEntity):
        return None
    return resolver.bound(syntax.type, self_type)


def impl_definition(item: ItemId, syntax: ast.ImplItem | ast.ExtendItem, environment: Environment) -> Declared:
    """For which types an `impl` or `extend` is, and what it chooses for the associated types of its trait."""
    generics = environment.generics(item)
    scope = TypeScope(
        {parameter.name: parameter.type for parameter in generics.parameters}, None, {}, generics.predicates
    )
    resolver = TypeResolver(item, environment, PhaseErrors(), scope)
    _report_repeated(resolver, syntax.members)
    methods = tuple(
        ast.member_name(member) for member in syntax.members if isinstance(member, (ast.Method, ast.AssociatedConst))
    )
    if isinstance(syntax, ast.ExtendItem):
        self_type = environment.pool.parameter(item, "Self")
        bound = extended_bound(resolver, syntax, self_type)
        if bound is not None:
            definition = ImplDefinition(item, generics, self_type, bound, {}, methods)
            return declared(resolver, definition)
        definition = ImplDefinition(item, generics, resolver.type(syntax.type), None, {}, methods)
        return declared(resolver, definition)
    type_ = resolver.type(syntax.type)
    trait = resolver.bound(syntax.trait, type_) if syntax.trait is not None else None
    associated = _associated_types(resolver, syntax, type_, trait)
    definition = ImplDefinition(item, generics, type_, trait, associated, methods)
    return declared(resolver, definition)


def _associated_types(resolver: TypeResolver, syntax: ast.ImplItem, type_: Idx, bound: Idx | None) -> dict[str, Idx]:
    """What is written, then the defaults of the trait."""
    found: dict[str, Idx] = {}
    before = resolver.scope
    for member in syntax.members:
        if isinstance(member, ast.AssociatedType):
            resolver.scope = TypeScope(before.parameters, type_, found, before.predicates)
            found[member.name.text] = resolver.type(member.type) if member.type is not None else ERROR
    trait = resolver.environment.trait(resolver.pool.declaration(bound)) if bound is not None else None
    if trait is None or bound is None:
        return found
    substitution = dict(zip(trait.generics.types, resolver.pool.arguments(bound), strict=False))
    substitution[trait.self_type] = type_
    for associated in trait.associated_types:
        if associated.name not in found and associated.default is not None:
            own = {
                resolver.pool.projection(trait.trait, name, trait.self_type, trait.generics.types): chosen
                for name, chosen in found.items()
            }
            found[associated.name] = substitute(resolver.pool, associated.default, {**substitution, **own})
    return found


def impl_scope(item: ItemId, definition: ImplDefinition, environment: Environment) -> TypeScope:
    """What names mean inside of an `impl` or `extend`."""
    generics = definition.generics
    parameters = {parameter.name: parameter.type for parameter in generics.parameters}
    predicates = generics.predicates
    if definition.trait is not None and definition.type == environment.pool.parameter(item, "Self"):
        predicates = (Bound(definition.type, definition.trait), *predicates)
    return TypeScope(parameters, definition.type, definition.associated_types, predicates)
