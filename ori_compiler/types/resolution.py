"""Written types to types (language reference, part 2, section 2)."""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Final, assert_never

import msgspec

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.resolve.scope import (
    BrokenEntity,
    ConstantEntity,
    NamespaceEntity,
    TraitEntity,
    TypeEntity,
)
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.associated_numbers import associated_number
from ori_compiler.types.called_numbers import called_number
from ori_compiler.types.constants import OPERATORS, fold, is_constant
from ori_compiler.types.definitions import Bound, Condition, GenericParameter, Predicate
from ori_compiler.types.environment import Environment, head_of
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.namespaces import missing_member, qualified
from ori_compiler.types.object_safety import object_problem
from ori_compiler.types.pool import BOOL, ERROR, INT, PRIMITIVE_NAMES, Idx, Tag
from ori_compiler.types.substitution import parameters_in, substitute, substituted_predicate
from ori_compiler.types.supertraits import bound_closure


class TypeScope(msgspec.Struct, frozen=True):
    """What names mean in the types of one declaration, beyond what the module knows.

    `self_type` is what `Self` means, `associated` what `Self.Name` means if that is known here. `predicates` say which
    associated types a parameter has.
    """

    parameters: Mapping[str, Idx] = {}
    self_type: Idx | None = None
    associated: Mapping[str, Idx] = {}
    predicates: tuple[Predicate, ...] = ()

    def has_broken_bound(self, type_: Idx) -> bool:
        """Whether a bound of a parameter names no trait that exists."""
        bounds = (predicate for predicate in self.predicates if isinstance(predicate, Bound))
        return any(predicate.type == type_ and predicate.bound == ERROR for predicate in bounds)

    def bounds_of(self, type_: Idx) -> Iterator[Idx]:
        """The traits that a parameter is known to implement, as written."""
        for predicate in self.predicates:
            if isinstance(predicate, Bound) and predicate.type == type_ and predicate.bound != ERROR:
                yield predicate.bound


EMPTY_SCOPE: Final = TypeScope()


class Demand(msgspec.Struct, frozen=True):
    """What a written type needs: a bound of the generic `declared`, or the `Hashable` of a key."""

    predicate: Predicate
    span: Span
    declared: ItemId | None
    """None for the key of a map or the element of a set."""
    written: Idx | None = None
    """A condition as its declaration has it, and what stands for its parameters."""
    values: tuple[tuple[Idx, Idx], ...] = ()


class TypeResolver:
    """Resolves the types written in one item. `infer` makes the type for a `_`, where one is allowed.

    What the arguments of generic types have to meet is collected in `demands`: to judge it is possible only when all
    declarations are known.
    """

    __slots__ = ("demands", "environment", "errors", "infer", "item", "pool", "scope")

    def __init__(
        self,
        item: ItemId,
        environment: Environment,
        errors: PhaseErrors,
        scope: TypeScope = EMPTY_SCOPE,
        infer: Callable[[], Idx] | None = None,
    ) -> None:
        self.item = item
        self.environment = environment
        self.pool = environment.pool
        self.errors = errors
        self.scope = scope
        self.infer = infer
        self.demands: list[Demand] = []

    def at(self, span: Span) -> ItemSpan:
        """A place in this item."""
        return ItemSpan(self.item, span)

    def problem(
        self, code: str, message: str, span: Span, label: str = "", help_: str = "", secondary: tuple[Label, ...] = ()
    ) -> Idx:
        self.errors.emit(TypeProblem(code, message, self.at(span), label, secondary, help_))
        return ERROR

    def type(self, syntax: ast.TypeSyntax) -> Idx:
        """The type that is written; the error type after a report."""
        pool = self.pool
        match syntax:
            case ast.NamedType():
                return self._named(syntax)
            case ast.AppliedType():
                return self._applied(syntax)
            case ast.ListType(element=element, capacity=None):
                return pool.list_(self.type(element))
            case ast.ListType(element=element, capacity=capacity):
                return pool.fixed_list(self.type(element), self._capacity(capacity)) if capacity is not None else ERROR
            case ast.MapType(key=key, value=value):
                key_type = self.type(key)
                self._demand_key(key_type, key.span)
                return pool.map_(key_type, self.type(value))
            case ast.TupleType(elements=elements):
                return pool.tuple_(tuple(self.type(element) for element in elements))
            case ast.FunctionType(parameters=parameters, result=result):
                return pool.function(tuple(self.type(parameter) for parameter in parameters), self.type(result))
            case ast.TraitObjectType(traits=traits):
                return self._object(traits)
            case ast.ProviderType():
                return pool.struct(self.item)
            case ast.ImplType():
                help_ = "name the type, or use a type parameter with these bounds"
                return self.problem(
                    "E0810", "an `impl` type stands only as the result of a function", syntax.span, "", help_
                )
            case ast.InferredType():
                if self.infer is None:
                    return self.problem("E2005", "`_` stands only among the type arguments of a call", syntax.span)
                return self.infer()
            case ast.OmittedType(name=name):
                parameter = f"the parameter `{name}`" if name else "this parameter"
                return self.problem("E1005", f"{parameter} has no type", syntax.span, "expected `: type` after it")
            case ast.Missing():
                return ERROR
            case _:
                assert_never(syntax)

    def _named(self, syntax: ast.NamedType) -> Idx:
        name, span = syntax.name, syntax.span
        own = self.scope.parameters.get(name)
        if own is not None:
            return own
        if name == "Self":
            if self.scope.self_type is None:
                return self.problem(
                    "E2002", "`Self` is known only inside of `impl` and `trait`", span, "not known here"
                )
            return self.scope.self_type
        primitive = PRIMITIVE_NAMES.get(name)
        if primitive is not None:
            return primitive
        entity = self.environment.lookup_type(name)
        match entity:
            case TypeEntity(item, _):
                return self.constructed(item, (), span)
            case TraitEntity():
                return self._object((syntax,))
            case NamespaceEntity():
                help_ = f"name a type of it: `{name}.Type`"
                return self.problem("E2002", f"`{name}` is a module, not a type", span, "", help_)
            case BrokenEntity():
                return ERROR
            case _:
                return self._unknown(name, span)

    def _unknown(self, name: str, span: Span) -> Idx:
        missing = missing_member(self.environment, name, self.at(span))
        if missing is not None:
            self.errors.emit(missing)
            return ERROR
        known = [*PRIMITIVE_NAMES, *self.scope.parameters, *self.environment.visible_names()]
        similar = _FOREIGN_TYPES.get(name, "") or closest(name, known)
        found = self.environment.missing_import(name, is_type=True)
        self.errors.emit(UnknownName("type", name, self.at(span), "E2002", similar, missing_import=found))
        return ERROR

    def _applied(self, syntax: ast.AppliedType) -> Idx:
        path = qualified(self.environment, syntax.path)
        if path != syntax.path:
            simpler = ast.AppliedType(syntax.span, path, syntax.arguments)
            is_name = len(path) == 1 and not syntax.arguments
            return self._named(ast.NamedType(syntax.span, path[0])) if is_name else self._applied(simpler)
        if len(syntax.path) > 1 and not syntax.arguments:
            return self._projection(syntax)
        name = syntax.path[-1]
        entity = self.environment.lookup_type(name) if len(syntax.path) == 1 else None
        match entity:
            case TypeEntity(item, _):
                return self.constructed(item, syntax.arguments, syntax.span)
            case TraitEntity():
                return self._object((syntax,))
            case BrokenEntity():
                return ERROR
            case _:
                if name in self.scope.parameters or name in PRIMITIVE_NAMES:
                    return self.problem("E2017", f"`{name}` takes no type arguments", syntax.span)
                return self._unknown(".".join(syntax.path), syntax.span)

    def constructed(self, item: ItemId, written: tuple[ast.TypeSyntax | ast.Expr, ...], span: Span) -> Idx:
        """A declared type with the arguments that are written."""
        parameters = self.environment.generics(item).parameters
        arguments = self.arguments(item.name, parameters, written, span, item)
        if arguments is None:
            return ERROR
        if is_prelude(item.path) and item.name == "Set":
            self._demand_key(arguments[0], written[0].span if written else span)
        self._demand_bounds(item, arguments, written, span)
        return self.environment.declared_type(item, arguments)

    def _demand_key(self, key: Idx, span: Span) -> None:
        """Keys of maps and elements of sets are found by their hash, and compared."""
        self.demands.append(Demand(Bound(key, self.pool.bound(self.environment.prelude_type("Hashable"))), span, None))

    def _demand_bounds(
        self, item: ItemId, arguments: tuple[Idx, ...], written: tuple[ast.TypeSyntax | ast.Expr, ...], span: Span
    ) -> None:
        generics = self.environment.generics(item)
        if not generics.predicates:
            return
        places = {p.type: argument.span for p, argument in zip(generics.parameters, written, strict=False)}
        substitution = dict(zip(generics.types, arguments, strict=False))
        for predicate in generics.predicates:
            if isinstance(predicate, Condition) and self._overflows(predicate.condition, substitution):
                label = (Label(self.environment.declaration_span(item), "the condition stands here"),)
                message = f"the condition of `{item.name}` leaves the range of `int` with these constants"
                self.problem("E1033", message, span, "", "", label)
                continue
            at = places.get(predicate.type, span) if isinstance(predicate, Bound) else span
            known = substituted_predicate(self.pool, predicate, substitution)
            condition = predicate.condition if isinstance(predicate, Condition) else None
            mentioned = parameters_in(self.pool, condition) if condition is not None else set()
            values = tuple((parameter, value) for parameter, value in substitution.items() if parameter in mentioned)
            self.demands.append(Demand(known, at, item, condition, values))

    def arguments(
        self,
        name: str,
        parameters: tuple[GenericParameter, ...],
        written: tuple[ast.TypeSyntax | ast.Expr, ...],
        span: Span,
        declared: ItemId,
        known: Mapping[Idx, Idx] | None = None,
    ) -> tuple[Idx, ...] | None:
        """The arguments of a generic type or trait, defaults filled in; none after a report of their number.

        `known` says what the defaults may refer to, such as `Self`.
        """
        if len(written) > len(parameters):
            count = len(parameters)
            takes = "no type arguments" if count == 0 else f"{count} type argument{'s' if count != 1 else ''}"
            label = (Label(self.environment.declaration_span(declared), "declared here"),)
            self.problem("E2017", f"`{name}` takes {takes}, not {len(written)}", span, "", "", label)
            return None
        substitution: dict[Idx, Idx] = dict(known or {})
        found: list[Idx] = []
        for index, parameter in enumerate(parameters):
            if index < len(written):
                argument = self.argument(written[index], parameter)
            elif parameter.default is not None:
                argument = substitute(self.pool, parameter.default, substitution)
            elif self.infer is not None:
                argument = self.infer()
            else:
                missing = ", ".join(f"`{p.name}`" for p in parameters[index:] if p.default is None)
                label = (Label(self.environment.declaration_span(declared), "declared here"),)
                shape = ", ".join(p.name for p in parameters)
                help_ = f"write `{name}<{shape}>` with types in their places"
                self.problem("E2016", f"`{name}` lacks the type argument {missing}", span, "", help_, label)
                return None
            substitution[parameter.type] = argument
            found.append(argument)
        return tuple(found)

    def argument(self, written: ast.TypeSyntax | ast.Expr, parameter: GenericParameter) -> Idx:
        """One argument of a generic: a type, or a constant where the parameter asks for one."""
        if parameter.constant_type is None:
            if isinstance(written, _TYPES):
                return self.type(written)
            return self.problem("E2001", f"`{parameter.name}` stands for a type, not for a constant", written.span)
        if isinstance(written, ast.NamedType):
            found = self._constant_name(written.name, written.span)
        elif isinstance(written, ast.InferredType):
            return self.type(written)
        elif isinstance(written, ast.TraitObjectType) and all(isinstance(t, ast.NamedType) for t in written.traits):
            # `A + B` looks like the type of an object until it is known what is asked for.
            found = self._sum(written.traits)
        elif isinstance(written, _TYPES):
            return self.problem("E2001", f"`{parameter.name}` stands for a constant, not for a type", written.span)
        else:
            found = self.constant(written)
        value = self.pool.value(found)
        is_bool = parameter.constant_type == BOOL
        if value is not None and isinstance(value, bool) != is_bool and parameter.constant_type != ERROR:
            expected = self.pool.name(parameter.constant_type)
            return self.problem("E2001", f"`{parameter.name}` takes a constant of type `{expected}`", written.span)
        return found

    def _capacity(self, written: ast.Expr) -> Idx:
        found = self.constant(written)
        value = self.pool.value(found)
        if isinstance(value, bool):
            return self.problem("E2059", "a capacity is an `int`", written.span)
        if value is not None and value < 1:
            return self.problem(
                "E2057", f"a list cannot have the capacity {value}", written.span, "", "it holds at least 1 element"
            )
        return found

    def constant(self, written: ast.Expr) -> Idx:
        """A constant expression; an operation if it depends on a parameter."""
        match written:
            case ast.Literal(value=bool() | int() as value):
                return self.pool.constant(value)
            case ast.NameRef(name=name):
                return self._constant_name(name, written.span)
            case ast.Unary(operator=operator, operand=operand):
                return self._folded(operator.value, (self.constant(operand),), written.span)
            case ast.Binary(operator=operator, left=left, right=right) if operator.value in OPERATORS:
                return self._folded(operator.value, (self.constant(left), self.constant(right)), written.span)
            case ast.Call(callee=ast.NameRef(has_dollar=True) as callee):
                return called_number(self, written, callee)
            case ast.ConstantAccess(base=ast.NameRef(name=module), name=name) if self._is_module(module):
                return self._constant_name(f"{module}.{name.text}", written.span)
            case ast.ConstantAccess():
                return associated_number(self, written)
            case ast.Missing():
                return ERROR
            case _:
                help_ = "literals, constants, parameters such as `$N`, and arithmetic on them are"
                return self.problem("E2059", "this is not a constant expression", written.span, "", help_)

    def _sum(self, names: tuple[ast.TypeSyntax, ...]) -> Idx:
        operands = (self._constant_name(t.name, t.span) for t in names if isinstance(t, ast.NamedType))
        return reduce(lambda left, right: self._folded("+", (left, right), names[-1].span), operands)

    def _folded(self, operator: str, operands: tuple[Idx, ...], span: Span) -> Idx:
        found = fold(self.pool, operator, operands)
        if found == ERROR and ERROR not in operands:
            return self.problem("E1044", "this constant is outside of the range of `int`", span)
        return found

    def _is_module(self, name: str) -> bool:
        return name not in self.scope.parameters and isinstance(self.environment.lookup_type(name), NamespaceEntity)

    def _constant_name(self, name: str, span: Span) -> Idx:
        own = self.scope.parameters.get(name)
        if own is not None:
            if is_constant(self.pool, own):
                return own
            return self.problem("E2059", f"`{name}` is a type, not a constant", span)
        entity = self.environment.lookup_value(name)
        if isinstance(entity, ConstantEntity):
            value = self.environment.constant_number(entity.item)
            if value is not None:
                return self.pool.constant(value)
            if self.environment.constant_type(entity.item) == ERROR:
                return ERROR
            return self.problem("E2059", f"the constant `${name}` is no number", span)
        if isinstance(entity, BrokenEntity):
            return ERROR
        missing = missing_member(self.environment, name, self.at(span))
        if missing is not None:
            self.errors.emit(missing)
            return ERROR
        similar = closest(name, [*self.scope.parameters, *self.environment.visible_names()])
        self.errors.emit(UnknownName("constant", name, self.at(span), "E2056", similar))
        return ERROR

    def _overflows(self, condition: Idx, substitution: Mapping[Idx, Idx]) -> bool:
        is_known = ERROR not in substitution.values()
        return is_known and condition != ERROR and substitute(self.pool, condition, substitution) == ERROR

    def _object(self, traits: tuple[ast.TypeSyntax, ...]) -> Idx:
        bounds: list[Idx] = []
        for syntax in traits:
            bound = self.bound(syntax, None)
            if bound is None:
                return ERROR
            problem = object_problem(self.environment, bound)
            if problem is not None:
                trait = self.pool.declaration(bound)
                label = (Label(self.environment.declaration_span(trait), problem.why),)
                help_ = f"use a type parameter: `<T: {self.pool.name(bound)}>`"
                message = f"the trait `{trait.name}` cannot be used as a type: {problem.what}"
                return self.problem("E2024", message, syntax.span, "", help_, label)
            bounds.append(bound)
        return self.pool.object(tuple(bounds))

    def bound(self, syntax: ast.TypeSyntax, self_type: Idx | None) -> Idx | None:
        """The trait that is written, with its arguments; none after a report."""
        written: tuple[ast.TypeSyntax | ast.Expr, ...] = ()
        if isinstance(syntax, ast.NamedType):
            name = syntax.name
        elif isinstance(syntax, ast.AppliedType) and len(path := qualified(self.environment, syntax.path)) == 1:
            name, written = path[0], syntax.arguments
        else:
            if not isinstance(syntax, ast.Missing):
                self.problem("E2002", "expected the name of a trait", syntax.span)
            return None
        entity = self.environment.lookup_type(name)
        if not isinstance(entity, TraitEntity):
            if isinstance(entity, TypeEntity) or name in PRIMITIVE_NAMES or name in self.scope.parameters:
                self.problem("E2002", f"`{name}` is a type, not a trait", syntax.span, "expected a trait")
            elif (missing := missing_member(self.environment, name, self.at(syntax.span))) is not None:
                self.errors.emit(missing)
            elif not isinstance(entity, BrokenEntity):
                similar, at = closest(name, self._trait_names()), self.at(syntax.span)
                found = self.environment.missing_import(name, is_type=True)
                self.errors.emit(UnknownName("trait", name, at, "E2002", similar, missing_import=found))
            return None
        generics = self.environment.generics(entity.item)
        trait_self = self.pool.parameter(entity.item, "Self")
        known = {trait_self: self_type} if self_type is not None else {}
        arguments = self.arguments(name, generics.parameters, written, syntax.span, entity.item, known)
        return None if arguments is None else self.pool.bound(entity.item, arguments)

    def _trait_names(self) -> list[str]:
        names = self.environment.visible_names()
        return [name for name in names if isinstance(self.environment.lookup_type(name), TraitEntity)]

    def _projection(self, syntax: ast.AppliedType) -> Idx:
        """`T.Item`, `Self.Item`, `T.Item.Item`, `T::Trait::Item`: a type, then associated types or traits of theirs."""
        base = self._named(ast.NamedType(syntax.span, syntax.path[0]))
        trait = ""
        for position, name in enumerate(syntax.path[1:], 1):
            if base == ERROR:
                return ERROR
            known = self.scope.associated.get(name) if position == 1 and syntax.path[0] == "Self" else None
            found = known if known is not None else self._associated(base, name, trait)
            if found is not None:
                base, trait = found, ""
            elif position < len(syntax.path) - 1:
                trait = name
            elif self.scope.has_broken_bound(base):
                return ERROR
            else:
                message = f"`{'.'.join(syntax.path[:-1])}` has no associated type `{name}`"
                help_ = "an associated type comes from a trait that bounds the type"
                return self.problem("E2002", message, syntax.span, "", help_)
        return base

    def _associated(self, base: Idx, name: str, wanted: str) -> Idx | None:
        """What the bounds of a type, or those by one trait, call by a name."""
        for bound in self.known_bounds(base):
            trait = self.environment.trait(self.pool.declaration(bound))
            if trait is None or (wanted and trait.trait.name != wanted):
                continue
            if trait.associated_type(name) is not None:
                return self.pool.projection(trait.trait, name, base, self.pool.arguments(bound))
        return self._implemented(base, name, wanted) if head_of(self.pool, base) is not None else None

    def _implemented(self, base: Idx, name: str, wanted: str) -> Idx | None:
        """What the implementation of a visible trait chooses for a type that is known."""
        from ori_compiler.types.selection import Selector

        selector = Selector(self.environment, self.scope.predicates)
        for trait_name in self._trait_names() if not wanted else [wanted]:
            entity = self.environment.lookup_type(trait_name)
            trait = self.environment.trait(entity.item) if isinstance(entity, TraitEntity) else None
            if trait is None or trait.generics.parameters or trait.associated_type(name) is None:
                continue
            if selector.implements(base, trait.bound):
                return selector.normalize(self.pool.projection(trait.trait, name, base))
        return None

    def known_bounds(self, base: Idx) -> Iterator[Idx]:
        """The traits that a parameter or associated type is known to implement, with those they build on."""
        for bound in self.scope.bounds_of(base):
            yield from bound_closure(self.environment, bound, base)
        if self.pool.tag(base) is Tag.PROJECTION:
            trait = self.environment.trait(self.pool.declaration(base))
            found = trait.associated_type(self.pool.operator(base)) if trait is not None else None
            for bound in found.bounds if found is not None else ():
                yield from bound_closure(self.environment, bound, base)


_TYPES: Final = (
    ast.NamedType,
    ast.AppliedType,
    ast.InferredType,
    ast.ListType,
    ast.MapType,
    ast.TupleType,
    ast.FunctionType,
    ast.TraitObjectType,
    ast.ImplType,
    ast.OmittedType,
    ast.ProviderType,
)

_FOREIGN_TYPES: Final = {
    "string": "str",
    "String": "str",
    "i64": "int",
    "i32": "int",
    "integer": "int",
    "Int": "int",
    "Integer": "int",
    "Float": "float",
    "Bool": "bool",
    "Boolean": "bool",
    "f64": "float",
    "double": "float",
    "boolean": "bool",
    "u8": "byte",
    "unit": "void",
}

CONSTANT_TYPES: Final = (INT, BOOL)
"""The types that constant parameters may have."""
