"""Which function a call runs once all types are known: instances, implementations, structural operations."""

from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.database.members import callable_syntax, is_intrinsic
from ori_compiler.resolve.module_path import PRELUDE, is_prelude
from ori_compiler.resolve.scope import FunctionEntity
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import ImplDefinition
from ori_compiler.types.environment import head_of
from ori_compiler.types.functions import (
    TRAIT_OF,
    BodyFunction,
    DerivedFunction,
    DerivedOperation,
    FunctionId,
    Instance,
    MemberId,
)
from ori_compiler.types.matching import Fit, match
from ori_compiler.types.pool import ERROR, Idx, Tag
from ori_compiler.types.selection import DerivedSelection, ImplSelection
from ori_compiler.types.substitution import substitute

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_OPERATION_OF: Final = {method: operation for operation, (_, method) in TRAIT_OF.items()}


class Question(msgspec.Struct, frozen=True, cache_hash=True):
    """Which implementation of a trait a type without parameters has."""

    type: Idx
    bound: Idx


class Dispatch:
    """Answers for one database; every answer is made of queries."""

    __slots__ = ("_database", "_pool")

    def __init__(self, database: "CompilerDatabase") -> None:
        self._database = database
        self._pool = database.pool

    def instance(self, function: ItemId | MemberId, arguments: tuple[Idx, ...]) -> BodyFunction:
        """A function for its type arguments."""
        if not arguments:
            return function
        symbol = ", ".join(map(self._pool.symbol, arguments))
        return Instance(function, arguments, symbol)

    def implementation(self, trait: ItemId, name: str, arguments: tuple[Idx, ...]) -> FunctionId | None:
        """The function that a call of a trait's method runs; none if types are missing or broken."""
        if any(self._pool.has_errors(argument) for argument in arguments):
            return None
        count = len(self._database.generics(trait).parameters)
        self_type, trait_arguments, own = arguments[0], arguments[1 : 1 + count], arguments[1 + count :]
        bound = self._pool.bound(trait, trait_arguments)
        selection = self._database.selected(Question(self_type, bound))
        match selection:
            case ImplSelection(impl=impl, arguments=chosen):
                return self._member(impl, chosen, trait, name, arguments, own)
            case DerivedSelection():
                operation = _OPERATION_OF.get(name)
                return self.derived(operation, self_type) if operation is not None else None
            case _:
                return self._structural(trait, name, self_type)

    def _member(
        self,
        impl: ItemId,
        chosen: tuple[Idx, ...],
        trait: ItemId,
        name: str,
        arguments: tuple[Idx, ...],
        own: tuple[Idx, ...],
    ) -> FunctionId | None:
        definition = self._database.impl(impl)
        if definition is None or ERROR in chosen:
            return None
        if name in definition.methods:
            return self.instance(MemberId(impl, name), (*chosen, *own))
        found = self._database.trait(trait)
        method = found.method(name) if found is not None else None
        if method is None or not method.has_default:
            return None
        return self.instance(MemberId(trait, name), arguments)

    def _structural(self, trait: ItemId, name: str, type_: Idx) -> FunctionId | None:
        """What composite types can do without an implementation."""
        operation = _OPERATION_OF.get(name)
        if operation is None or not is_prelude(trait.path) or TRAIT_OF[operation][0] != trait.name:
            return None
        return self.operation(operation, type_)

    def operation(self, operation: DerivedOperation, type_: Idx) -> FunctionId | None:
        """The function for a structural operation: the user's, or one the compiler writes."""
        pool = self._pool
        if pool.has_errors(type_):
            return None
        name, method = TRAIT_OF[operation]
        trait = self._database.environment(PRELUDE).prelude_type(name)
        selection = self._database.selected(Question(type_, pool.bound(trait)))
        match selection:
            case ImplSelection(impl=impl, arguments=chosen):
                return self._member(impl, chosen, trait, method, (type_,), ())
            case DerivedSelection():
                return self.derived(operation, type_)
            case _:
                pass
        if pool.is_nominal(type_) or pool.tag(type_) is Tag.TUPLE:
            return self.derived(operation, type_)
        # The parts of a list may have only what every type has; its implementation is the same.
        head = head_of(pool, type_)
        for impl in self._database.environment(PRELUDE).trait_impls(trait, head) if head is not None else ():
            definition = self._database.impl(impl)
            if definition is not None and method in definition.methods:
                found = self._matched(definition, type_)
                if found is not None:
                    return self.instance(MemberId(impl, method), found)
        return None

    def derived(self, operation: DerivedOperation, type_: Idx) -> DerivedFunction | None:
        """The function that the compiler writes for an operation on a type."""
        definition = self._database.definition(type_)
        if definition is None:
            return None
        return DerivedFunction(operation, type_, definition.declaration, definition.symbol)

    def _matched(self, definition: ImplDefinition, type_: Idx) -> tuple[Idx, ...] | None:
        known: dict[Idx, Idx] = {}
        parameters = definition.generics.types
        if match(self._pool, definition.type, type_, frozenset(parameters), known) is not Fit.YES:
            return None
        return tuple(known.get(parameter, ERROR) for parameter in parameters)

    def method(self, type_: Idx, name: str) -> FunctionId:
        """A method or function that the prelude declares for a built-in type."""
        head = head_of(self._pool, type_)
        if head is not None:
            environment = self._database.environment(PRELUDE)
            for impl in environment.inherent_impls_with(head, name):
                definition = self._database.impl(impl)
                found = self._matched(definition, type_) if definition is not None else None
                if definition is not None and found is not None and name in definition.methods:
                    return self.instance(MemberId(impl, name), found)
        if self._pool.tag(type_) is Tag.FIXED_LIST:
            return self.method(self._pool.list_(self._pool.arguments(type_)[0]), name)
        raise LookupError(f"the prelude declares no {name} for {self._pool.name(type_)}")

    def prelude_function(self, name: str) -> ItemId:
        """A function of the prelude."""
        entity = self._database.environment(PRELUDE).lookup_value(name)
        if not isinstance(entity, FunctionEntity):
            raise LookupError(f"the prelude declares no {name}")
        return entity.item

    def revealed(self, opaque: Idx) -> Idx:
        """What a hidden type really is: the type that the body of its function gives."""
        pool = self._pool
        item, name, arguments = pool.declaration(opaque), pool.operator(opaque), pool.arguments(opaque)
        function: FunctionId | None = MemberId(item, name) if name else item
        if name and self._database.trait(item) is not None:
            function = self.implementation(item, name, arguments)
            if isinstance(function, Instance):
                arguments = function.arguments
                function = function.base
            elif function is not None:
                arguments = ()
        if not isinstance(function, (ItemId, MemberId)):
            return opaque
        signature = self._database.signature(function)
        hidden = signature.result
        if pool.tag(hidden) is Tag.OPAQUE and pool.declaration(hidden) == function_item(function):
            hidden = self._database.typed_body(function).result
        return substitute(pool, hidden, dict(zip(signature.type_parameters, arguments, strict=False)))

    def intrinsic_name(self, function: FunctionId) -> str:
        """The name of a function that the compiler provides; empty for any other."""
        base = function.base if isinstance(function, Instance) else function
        if not isinstance(base, (ItemId, MemberId)) or not is_prelude(function_item(base).path):
            return ""
        if not is_intrinsic(callable_syntax(self._database, base)):
            return ""
        if isinstance(base, ItemId):
            return base.name
        definition = self._database.impl(base.item)
        if definition is None:
            return ""
        tag = self._pool.tag(definition.type)
        owner = "[]" if tag in (Tag.LIST, Tag.FIXED_LIST) else self._pool.name(definition.type)
        return f"{owner}.{base.name}"


def function_item(function: ItemId | MemberId) -> ItemId:
    """The item that declares a function."""
    return function.item if isinstance(function, MemberId) else function
