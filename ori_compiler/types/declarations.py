"""Functions, methods, structs, sums and newtypes: what their declarations say."""

from collections.abc import Sequence

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.capabilities import used_capabilities
from ori_compiler.types.definitions import (
    Bound,
    Definition,
    Equality,
    Field,
    Generics,
    ImplDefinition,
    Parameter,
    Predicate,
    Signature,
    StructDefinition,
    SumDefinition,
    TraitDefinition,
    Variant,
)
from ori_compiler.types.environment import Environment
from ori_compiler.types.functions import MemberId
from ori_compiler.types.generics import declare_generics
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx
from ori_compiler.types.resolution import Demand, TypeResolver, TypeScope


class Declared(msgspec.Struct, frozen=True):
    """A declaration's meaning and what is wrong with it."""

    value: Signature | Definition | Generics | TraitDefinition | ImplDefinition
    diagnostics: tuple[Diagnostic, ...]
    demands: tuple[Demand, ...] = ()
    """What the written types need, to be judged under `predicates`."""
    predicates: tuple[Predicate, ...] = ()


def declared(
    resolver: TypeResolver, value: Signature | Definition | Generics | TraitDefinition | ImplDefinition
) -> Declared:
    """A meaning with all that the resolver found on the way to it."""
    return Declared(value, resolver.errors.diagnostics, tuple(resolver.demands), resolver.scope.predicates)


def type_generics(item: ItemId, syntax: ast.TypeItem, environment: Environment) -> Declared:
    """The parameters of a struct, sum or newtype."""
    resolver = TypeResolver(item, environment, PhaseErrors())
    generics = declare_generics(resolver, syntax.head.type_parameters, syntax.head.where)
    return declared(resolver, generics)


def function_signature(
    item: ItemId, syntax: ast.FunctionItem, environment: Environment, later: Sequence[ast.FunctionItem] = ()
) -> Declared:
    """What callers of a function may rely on; `later` are its clauses behind the first."""
    resolver = TypeResolver(item, environment, PhaseErrors())
    generics = declare_generics(resolver, syntax.type_parameters, syntax.clauses.where)
    parameters = _named_by_clauses(resolver, _parameters(resolver, syntax.parameters), later)
    result, bounds = _result(resolver, syntax.result, item, "", generics.types)
    predicates = (*generics.predicates, *bounds)
    capabilities = used_capabilities(resolver, syntax.clauses.uses)
    generic = generics.parameters
    signature = Signature(
        item, generics.types, parameters, result, predicates, None, generic, capabilities, syntax.is_constant
    )
    return declared(resolver, signature)


def _named_by_clauses(
    resolver: TypeResolver, parameters: tuple[Parameter, ...], later: Sequence[ast.FunctionItem]
) -> tuple[Parameter, ...]:
    """A parameter is called what the first clause calls it that does not take it apart."""
    named: list[Parameter] = []
    for index, parameter in enumerate(parameters):
        others = [clause.parameters[index] for clause in later if index < len(clause.parameters)]
        names = (_name_of(resolver, other, parameter.type) for other in others)
        name = parameter.name or next((name for name in names if name not in ("", "_")), "")
        named.append(msgspec.structs.replace(parameter, name=name))
    return tuple(named) if later else parameters


def method_signature(
    member: MemberId, syntax: ast.Method, environment: Environment, scope: TypeScope, outer: tuple[Idx, ...]
) -> Declared:
    """What callers of a method may rely on. `scope` and `outer` are those of the surrounding declaration."""
    resolver = TypeResolver(member.item, environment, PhaseErrors(), scope)
    generics = declare_generics(resolver, syntax.type_parameters, syntax.clauses.where, member.name)
    parameters = _parameters(resolver, syntax.parameters)
    types = (*outer, *generics.types)
    result, bounds = _result(resolver, syntax.result, member.item, member.name, types)
    predicates = (*scope.predicates, *generics.predicates, *bounds)
    receiver = scope.self_type if syntax.has_self else None
    capabilities = used_capabilities(resolver, syntax.clauses.uses)
    generic = generics.parameters
    return declared(resolver, Signature(member, types, parameters, result, predicates, receiver, generic, capabilities))


def constant_signature(
    member: MemberId,
    syntax: ast.AssociatedConst,
    environment: Environment,
    scope: TypeScope,
    outer: tuple[Idx, ...],
    known: Idx | None,
) -> Declared:
    """An associated constant is a function without parameters; `known` is its type where it is not written."""
    resolver = TypeResolver(member.item, environment, PhaseErrors(), scope)
    type_ = resolver.type(syntax.type) if syntax.type is not None else known
    if type_ is not None and syntax.type is not None and type_ == VOID:
        help_ = "a constant holds a value; `void` has none to hold"
        type_ = resolver.problem("E2058", "a constant cannot be `void`", syntax.type.span, "", help_)
    result = type_ if type_ is not None else ERROR
    return declared(resolver, Signature(member, outer, (), result, scope.predicates))


def signature_scope(signature: Signature, scope: TypeScope, parameters: tuple[ast.TypeParameter, ...]) -> TypeScope:
    """What names mean in the types inside a function's body."""
    own = signature.type_parameters[len(signature.type_parameters) - len(parameters) :]
    named = {syntax.name: type_ for syntax, type_ in zip(parameters, own, strict=True)}
    return TypeScope({**scope.parameters, **named}, scope.self_type, scope.associated, signature.predicates)


def _parameters(resolver: TypeResolver, written: tuple[ast.Parameter, ...]) -> tuple[Parameter, ...]:
    seen: dict[str, Span] = {}
    parameters: list[Parameter] = []
    for index, syntax in enumerate(written):
        type_ = resolver.type(syntax.type)
        name, at = _name_of(resolver, syntax, type_), syntax.name.span
        if name in seen and name not in ("", "_"):
            first = Label(resolver.at(seen[name]), "first declared here")
            resolver.problem("E2006", f"two parameters are called `{name}`", at, "again here", "", (first,))
        seen[name] = at
        if syntax.is_variadic:
            type_ = resolver.pool.list_(type_)
            if index < len(written) - 1:
                message = f"the variadic parameter `{name}` is not the last one"
                resolver.problem("E2004", message, syntax.span, "", "it takes all arguments that are left")
            if syntax.default is not None:
                message = f"the variadic parameter `{name}` has a default"
                resolver.problem("E2004", message, syntax.default.span, "", "without arguments it is the empty list")
        alias = _alias(resolver, syntax)
        parameters.append(Parameter(name, type_, syntax.default is not None, syntax.is_variadic, alias))
    return tuple(parameters)


def _alias(resolver: TypeResolver, syntax: ast.Parameter) -> str:
    """The second name of a parameter (language reference, part 4, 31: where sources disagree, both are taken).

    It may be a word of the language, such as `where`, which can name an argument, but no parameter.
    """
    alias = ""
    for attribute in syntax.attributes:
        if is_library(resolver.item.path) and attribute.name == "alias" and len(attribute.arguments) == 1:
            alias = attribute.arguments[0]
        else:
            message = "a parameter has no attributes"
            resolver.problem("E1001", message, attribute.span, "not expected here", "attributes stand before an item")
    return alias


def _name_of(resolver: TypeResolver, syntax: ast.Parameter, type_: Idx) -> str:
    """What arguments are called that are for a parameter; empty for a pattern, such as a variant of its type."""
    return "" if is_variant(resolver.environment, syntax, type_) else syntax.name.text


def is_variant(environment: Environment, syntax: ast.Parameter, type_: Idx) -> bool:
    """Whether the name of a parameter is a variant of its type, and so a pattern."""
    if not isinstance(syntax.pattern, ast.NamePattern):
        return False
    definition = environment.definition(type_) if type_ != ERROR else None
    variants = definition.variants if isinstance(definition, SumDefinition) else ()
    return any(variant.name == syntax.pattern.name for variant in variants)


def _result(
    resolver: TypeResolver, syntax: ast.TypeSyntax, item: ItemId, member: str, types: tuple[Idx, ...]
) -> tuple[Idx, list[Predicate]]:
    """The result type. An `impl` type is hidden: callers know only what its bounds say."""
    if not isinstance(syntax, ast.ImplType):
        return resolver.type(syntax), []
    hidden = resolver.pool.opaque(item, member, types)
    predicates: list[Predicate] = []
    for written in syntax.bounds:
        bound = resolver.bound(written, hidden)
        if bound is None:
            return ERROR, []
        predicates.append(Bound(hidden, bound))
    inner = TypeResolver(
        resolver.item,
        resolver.environment,
        resolver.errors,
        TypeScope({**resolver.scope.parameters, "": hidden}, None, {}, tuple(predicates)),
    )
    for name, written in syntax.equalities:
        projection = inner.type(ast.AppliedType(name.span, ("", name.text), ()))
        if projection != ERROR:
            predicates.append(Equality(projection, resolver.type(written)))
    return hidden, predicates


def type_scope(item: ItemId, generics: Generics, environment: Environment) -> TypeScope:
    """What names mean inside of a type's declaration."""
    parameters = {parameter.name: parameter.type for parameter in generics.parameters}
    return TypeScope(parameters, environment.declared_type(item, generics.types), {}, generics.predicates)


def struct_definition(item: ItemId, syntax: ast.StructItem, environment: Environment) -> Declared:
    """The fields of a struct."""
    resolver = _inside(item, environment)
    fields = _fields(resolver, syntax.fields, is_struct=True)
    return declared(resolver, StructDefinition(item, _own_type(item, environment), fields))


def newtype_definition(item: ItemId, syntax: ast.NewtypeItem, environment: Environment) -> Declared:
    """The one part of a newtype, whose name is `inner`."""
    resolver = _inside(item, environment)
    inner = Field("inner", resolver.type(syntax.underlying))
    definition = StructDefinition(item, _own_type(item, environment), (inner,), is_newtype=True)
    return declared(resolver, definition)


def sum_definition(item: ItemId, syntax: ast.SumItem, environment: Environment) -> Declared:
    """The variants of a sum."""
    resolver = _inside(item, environment)
    variants = tuple(
        Variant(variant.name.text, _fields(resolver, variant.fields, is_struct=False)) for variant in syntax.variants
    )
    return declared(resolver, SumDefinition(item, _own_type(item, environment), variants))


def _inside(item: ItemId, environment: Environment) -> TypeResolver:
    scope = type_scope(item, environment.generics(item), environment)
    return TypeResolver(item, environment, PhaseErrors(), scope)


def _own_type(item: ItemId, environment: Environment) -> Idx:
    return environment.declared_type(item, environment.generics(item).types)


def _fields(resolver: TypeResolver, fields: tuple[ast.FieldSyntax, ...], *, is_struct: bool) -> tuple[Field, ...]:
    seen: dict[str, Span] = {}
    result: list[Field] = []
    for field in fields:
        type_ = resolver.type(field.type)
        if type_ == NEVER and is_struct:
            help_ = "a value of `Never` cannot exist, so the struct could never be built"
            resolver.problem("E2019", "a struct field cannot be `Never`", field.type.span, "", help_)
        name = field.name
        if name is not None:
            if name.text in seen:
                first = Label(resolver.at(seen[name.text]), "first declared here")
                message = f"two fields are called `{name.text}`"
                resolver.problem("E2006", message, name.span, "again here", "", (first,))
                continue
            seen[name.text] = name.span
        result.append(Field(name.text if name is not None else "", type_))
    return tuple(result)
