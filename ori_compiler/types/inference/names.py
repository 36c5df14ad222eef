"""What names mean among expressions, and their types."""

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import (
    BrokenEntity,
    CapsetEntity,
    ConstantEntity,
    FunctionEntity,
    NamespaceEntity,
    TraitEntity,
    TypeEntity,
    VariantEntity,
)
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.constants import is_constant
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference.capabilities import charge_function
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import expect_result
from ori_compiler.types.inference.obligation import DeclaredAt
from ori_compiler.types.inference.obligations import demand, demand_again, instantiate
from ori_compiler.types.namespaces import missing_member
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.substitution import substitute
from ori_compiler.types.typed_body import (
    ConstantParameterReference,
    ConstantReference,
    FunctionReference,
    LocalReference,
    VariantReference,
)


def name(c: Checker, e: ast.NameRef, expected: Expectation | None) -> Idx:
    """A local, a constant, a variant without payload, or a function as a value."""
    binding = c.local(e.name)
    if binding is not None:
        return _local(c, e, binding)
    parameter = c.resolver.scope.parameters.get(e.name)
    if parameter is not None and is_constant(c.pool, parameter):
        c.references[e.span] = ConstantParameterReference(parameter)
        return _constant_parameter_type(c, parameter)
    entity = c.environment.lookup_value(e.name)
    match entity:
        case ConstantEntity(item, _, has_dollar):
            c.references[e.span] = ConstantReference(item)
            if has_dollar and not e.has_dollar:
                prefix, dot, last = e.name.rpartition(".")
                better = f"{prefix}{dot}${last}"
                suggestion = Suggestion(f"write `{better}`", (Edit(c.at(e.span), better),), is_certain=True)
                message = f"the constant `{better}` is written with `$`"
                c.report(TypeProblem("E2003", message, c.at(e.span), "", (), "", suggestion))
            return c.environment.constant_type(item)
        case VariantEntity(item, index, _):
            return variant(c, e.span, e.name, item, index, expected)
        case FunctionEntity(item, _):
            check_sign(c, e, is_constant=c.environment.signature(item).is_constant)
            return function_value(c, e.span, item, expected)
        case NamespaceEntity():
            return module_as_value(c, e)
        case BrokenEntity():
            return ERROR
        case TypeEntity() | TraitEntity() | CapsetEntity() | None:
            return _unknown(c, e)


def check_sign(c: Checker, e: ast.NameRef, *, is_constant: bool) -> None:
    """A constant function is written with `$`, any other without."""
    if e.has_dollar == is_constant:
        return
    prefix, dot, last = e.name.rpartition(".")
    better = f"{prefix}{dot}{'$' if is_constant else ''}{last}"
    what = "the constant function" if is_constant else "the function"
    suggestion = Suggestion(f"write `{better}`", (Edit(c.at(e.span), better),))
    message = f"{what} `{better}` is written {'with' if is_constant else 'without'} `$`"
    c.report(TypeProblem("E2003", message, c.at(e.span), "", (), "", suggestion))


def module_as_value(c: Checker, e: ast.NameRef) -> Idx:
    """A module stands where a value is expected."""
    help_ = f"name something of it: `{e.name}.name`"
    return c.report(TypeProblem("E2003", f"`{e.name}` is a module, not a value", c.at(e.span), "", (), help_))


def _local(c: Checker, e: ast.NameRef, binding: Span) -> Idx:
    local = c.bindings[binding]
    if e.has_dollar and not local.is_immutable:
        edit = Edit(c.at(e.span), e.name)
        declared = (Label(c.at(binding), "declared here without `$`"),)
        message = f"`{e.name}` is mutable, so it is written without `$`"
        c.report(
            TypeProblem("E2003", message, c.at(e.span), "", declared, "", Suggestion(f"write `{e.name}`", (edit,)))
        )
    if not local.parameters:
        c.references[e.span] = LocalReference(binding)
        return local.type
    substitution = {parameter: c.fresh() for parameter in local.parameters}
    c.references[e.span] = LocalReference(binding, tuple(substitution.values()))
    demand_again(c, c.demands.get(binding, ()), substitution, e.span)
    return substitute(c.pool, local.type, substitution)


def _constant_parameter_type(c: Checker, parameter: Idx) -> Idx:
    owner = c.environment.generics(c.pool.declaration(parameter))
    for generic in (*owner.parameters, *c.environment.member_generics(c.function)):
        if generic.type == parameter and generic.constant_type is not None:
            return generic.constant_type
    return ERROR


def variant(c: Checker, span: Span, text: str, item: ItemId, index: int, expected: Expectation | None) -> Idx:
    """A variant where it is not called."""
    type_ = open_type(c, item)
    expect_result(c, type_, expected)
    c.references[span] = VariantReference(type_, index)
    definition = c.environment.definition(type_)
    if isinstance(definition, SumDefinition) and definition.variants[index].fields:
        fields = definition.variants[index].fields
        shape = ", ".join(f"{field.name}: …" if field.name else "…" for field in fields)
        message = f"the variant `{text}` has a payload"
        c.report(TypeProblem("E2062", message, c.at(span), "", (), f"write `{text}({shape})`"))
    return type_


def open_type(c: Checker, item: ItemId) -> Idx:
    """A declared type whose arguments are still to be found out."""
    parameters = c.environment.generics(item).parameters
    return c.environment.declared_type(item, tuple(c.fresh() for _ in parameters))


def function_value(c: Checker, span: Span, function: ItemId | MemberId, expected: Expectation | None) -> Idx:
    """A function that is not called, but passed on."""
    signature = c.environment.signature(function)
    substitution = {parameter: c.fresh() for parameter in signature.type_parameters}
    c.references[span] = FunctionReference(function, tuple(substitution.values()))
    charge_function(c, signature, span)
    parameters = tuple(instantiate(c, p.type, substitution, span) for p in signature.parameters)
    if signature.receiver is not None:
        parameters = (instantiate(c, signature.receiver, substitution, span), *parameters)
    type_ = c.pool.function(parameters, instantiate(c, signature.result, substitution, span))
    expect_result(c, type_, expected)
    demand(c, signature.predicates, substitution, span, DeclaredAt(function, "demanded here"))
    return type_


def self_value(c: Checker, e: ast.SelfValue) -> Idx:
    """`self`, the receiver of the method around."""
    binding = c.local("self")
    if e.is_type and c.resolver.scope.self_type is None:
        return c.resolver.type(ast.NamedType(e.span, "Self"))
    if binding is None or e.is_type:
        what = "`Self` is a type, not a value" if e.is_type else "`self` is known only inside of methods"
        help_ = "" if e.is_type else "a method takes `self` as its first parameter"
        return c.report(TypeProblem("E2003", what, c.at(e.span), "not known here", (), help_))
    c.references[e.span] = LocalReference(binding)
    return c.bindings[binding].type


def in_its_own_lambda(c: Checker, e: ast.NameRef) -> Idx:
    """Reports a lambda that refers to the binding which it becomes the value of."""
    message = f"a lambda cannot refer to itself, and `{e.name}` is bound only behind it"
    help_ = f"what calls itself is a function of its own: `@{e.name} (…) -> type = …`"
    return c.report(TypeProblem("E2007", message, c.at(e.span), "not known yet", (), help_))


def _unknown(c: Checker, e: ast.NameRef) -> Idx:
    if e.name in c.defining:
        return in_its_own_lambda(c, e)
    if e.name in c.unknown_capabilities:
        return ERROR
    if c.environment.lookup_type(e.name) is not None or e.name in c.resolver.scope.parameters:
        return c.report(TypeProblem("E2003", f"`{e.name}` is a type, not a value", c.at(e.span)))
    if e.name in c.other_parameters:
        message = f"the default of a parameter cannot mention `{e.name}`, another parameter"
        help_ = "make the parameter an `Option`, and compute the value in the body if it is `None`"
        return c.report(TypeProblem("E2003", message, c.at(e.span), "not known here", (), help_))
    missing = missing_member(c.environment, e.name, c.at(e.span))
    if missing is not None:
        return c.report(missing)
    what = "constant" if e.has_dollar else "name"
    similar = closest(e.name, (*c.local_names(), *c.environment.visible_names()))
    if similar and (e.has_dollar or isinstance(c.environment.lookup_value(similar), ConstantEntity)):
        similar = f"${similar}" if c.local(similar) is None else similar
    shown = f"${e.name}" if e.has_dollar else e.name
    found = c.environment.missing_import(e.name, is_type=False)
    return c.report(UnknownName(what, shown, c.at(e.span), similar=similar, missing_import=found))
