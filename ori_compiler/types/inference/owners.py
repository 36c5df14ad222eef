"""What stands before a dot: a type, a trait, or a value."""

from ori_compiler.resolve.scope import BrokenEntity, TraitEntity, TypeEntity
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.inference import names
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.qualified import member_of_module
from ori_compiler.types.pool import ERROR, PRIMITIVE_NAMES, Idx
from ori_compiler.types.typed_body import TypeReference


def named_type(c: Checker, receiver: ast.Expr) -> Idx | None:
    """The type that stands before the dot, if one does: `Type`, `Type<int>`, `Self`, `T`, `int`."""
    written: tuple[ast.TypeSyntax | ast.Expr, ...] = ()
    syntax: ast.Expr = receiver
    if isinstance(syntax, ast.TypeApplication):
        written, syntax = syntax.arguments, syntax.callee
    if isinstance(syntax, ast.SelfValue) and syntax.is_type:
        return c.resolver.type(ast.NamedType(syntax.span, "Self"))
    if isinstance(syntax, ast.FieldAccess):
        member = member_of_module(c, syntax.base, syntax.field)
        if member is None:
            return _named_associated(c, syntax)
        syntax = member
    if not isinstance(syntax, ast.NameRef) or syntax.has_dollar or c.local(syntax.name) is not None:
        return None
    name = syntax.name
    if name in PRIMITIVE_NAMES:
        return PRIMITIVE_NAMES[name]
    parameter = c.resolver.scope.parameters.get(name)
    if parameter is not None:
        return None if c.pool.is_constant_parameter(parameter) else parameter
    entity = c.environment.lookup_type(name)
    if isinstance(entity, BrokenEntity) and c.environment.lookup_value(name) in (None, entity):
        return ERROR
    if not isinstance(entity, TypeEntity):
        return None
    if written:
        type_ = c.resolver.type(ast.AppliedType(receiver.span, (name,), written))
    else:
        type_ = names.open_type(c, entity.item)
    c.references[syntax.span] = TypeReference(type_)
    return type_


def _named_associated(c: Checker, syntax: ast.FieldAccess) -> Idx | None:
    """`Self.Item`, `T.Item`: an associated type."""
    base = syntax.base
    if isinstance(base, ast.SelfValue) and base.is_type:
        name = "Self"
    elif isinstance(base, ast.NameRef) and c.local(base.name) is None and base.name in c.resolver.scope.parameters:
        name = base.name
    else:
        return None
    return c.resolver.type(ast.AppliedType(syntax.span, (name, syntax.field.text), ()))


def named_trait(c: Checker, receiver: ast.Expr) -> ItemId | None:
    """The trait that stands before the dot, if one does."""
    if isinstance(receiver, ast.FieldAccess):
        receiver = member_of_module(c, receiver.base, receiver.field) or receiver
    if not isinstance(receiver, ast.NameRef) or receiver.has_dollar or c.local(receiver.name) is not None:
        return None
    entity = c.environment.lookup_type(receiver.name)
    return entity.item if isinstance(entity, TraitEntity) else None


def traits_of_type(c: Checker, owner: Idx, name: str) -> list[ItemId]:
    """The traits that give a type a function or constant of this name: those of its bounds, else those in scope."""
    definitions = (c.environment.trait(c.pool.declaration(bound)) for bound in c.selector.bounds_of(owner))
    bounded = [found.trait for found in definitions if found is not None and found.method(name) is not None]
    if bounded:
        return bounded
    found: list[ItemId] = []
    for trait in c.environment.traits_in_scope(name):
        parameters = c.environment.generics(trait).parameters
        if c.selector.implements(owner, c.pool.bound(trait, tuple(c.fresh() for _ in parameters))):
            found.append(trait)
    return found
