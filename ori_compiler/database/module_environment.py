"""One module's view of the program: what the phases that check and lower bodies may ask."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ori_compiler.canon import ir
from ori_compiler.canon.environment import ConstantAnswer
from ori_compiler.canon.ir import Expr
from ori_compiler.database.capabilities import ProviderQuestion, lost_providers, standard_provider
from ori_compiler.database.clauses import next_clause
from ori_compiler.database.constant_calls import constant_call
from ori_compiler.database.embed_limits import embed_limit
from ori_compiler.database.impls import ImplKey, InherentQuestion
from ori_compiler.database.importable import extension_import, missing_import
from ori_compiler.database.members import callable_syntax, constant_syntax, default_of, is_constant
from ori_compiler.database.names import Lookup
from ori_compiler.database.traits_in_scope import MethodQuestion, extensions_elsewhere, is_lost_import
from ori_compiler.diagnostics.diagnostic import Suggestion
from ori_compiler.diagnostics.phase_errors import IntoDiagnostic
from ori_compiler.resolve.header import TypeHeader
from ori_compiler.resolve.module_path import PRELUDE, is_prelude, module_of
from ori_compiler.resolve.scope import Entity, TraitEntity, TypeEntity
from ori_compiler.source.embedded_file import EmbeddedFile
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import (
    Definition,
    GenericParameter,
    Generics,
    ImplDefinition,
    Signature,
    TraitDefinition,
)
from ori_compiler.types.environment import Head
from ori_compiler.types.functions import BodyFunction, DerivedOperation, FunctionId, Instance, MemberId, item_of
from ori_compiler.types.pool import BOOL, BYTE, CHAR, INT, Idx, Pool

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


class ModuleEnvironment:
    """Answers out of the queries, so that every answer is recorded as a dependency of the asker."""

    __slots__ = ("_database", "path")

    def __init__(self, database: "CompilerDatabase", path: str) -> None:
        self._database = database
        self.path = path

    @property
    def pool(self) -> Pool:
        """The session's types."""
        return self._database.pool

    def lookup_type(self, name: str) -> Entity | None:
        """What a name means where a type is expected."""
        return self._lookup(name, is_type=True)

    def lookup_value(self, name: str) -> Entity | None:
        """What a name means where a value is expected, locals aside."""
        return self._lookup(name, is_type=False)

    def _lookup(self, name: str, *, is_type: bool) -> Entity | None:
        return self._database.lookup(Lookup(self.path, name, is_type))

    def prelude_type(self, name: str) -> ItemId:
        """The type or trait of this name that the prelude declares."""
        entity = self._database.exported(Lookup(PRELUDE, name, True))
        if not isinstance(entity, (TypeEntity, TraitEntity)):
            raise LookupError(f"the prelude declares no {name}")
        return entity.item

    def declared_type(self, item: ItemId, arguments: tuple[Idx, ...] = ()) -> Idx:
        """The type that a declaration introduces, applied to arguments."""
        return self._database.declared_type(item, arguments)

    def generics(self, item: ItemId) -> Generics:
        """The parameters of a type, trait or implementation."""
        return self._database.generics(item)

    def definition(self, idx: Idx) -> Definition | None:
        """The parts of a declared type, tuple or map."""
        return self._database.definition(idx)

    def signature(self, function: ItemId | MemberId) -> Signature:
        """The signature of a function or method."""
        return self._database.signature(function)

    def capset(self, item: ItemId) -> tuple[ItemId, ...]:
        """The traits in a set of capabilities, sets in it expanded."""
        return self._database.capset(item).traits

    def capset_sets(self, item: ItemId) -> tuple[ItemId, ...]:
        """The sets below a set of capabilities; it is one of them if it contains itself."""
        return self._database.capset(item).sets

    def default_providers(self, trait: ItemId) -> tuple[ItemId, ...]:
        """The `def impl`s of a trait that this module imports, else its own."""
        question = ProviderQuestion(module_of(self.path), trait)
        return self._database.imported_providers(question) or self._database.own_providers(question)

    def default_providers_here(self, trait: ItemId) -> tuple[ItemId, ...]:
        """The `def impl`s of a trait in this module."""
        return self._database.own_providers(ProviderQuestion(module_of(self.path), trait))

    def lost_providers(self, path: str) -> frozenset[str]:
        """The names behind `def impl` in a module that mean nothing."""
        return lost_providers(self._database, module_of(path))

    def standard_provider(self, trait: ItemId) -> ItemId | None:
        """The `def impl` of a trait that the library gives to programs and tests."""
        return standard_provider(self._database, trait)

    def trait(self, item: ItemId) -> TraitDefinition | None:
        """What a trait declares."""
        return self._database.trait(item)

    def impl(self, item: ItemId) -> ImplDefinition | None:
        """What an `impl` or `extend` declares."""
        return self._database.impl(item)

    def trait_impls(self, trait: ItemId, head: Head | None) -> tuple[ItemId, ...]:
        """The implementations of a trait for types with this head; for none, those for any type."""
        return self._database.impls(ImplKey(trait, head))

    def inherent_impls(self, head: Head) -> tuple[ItemId, ...]:
        """The implementations without a trait for types with this head."""
        return self._database.impls(ImplKey(None, head))

    def inherent_impls_with(self, head: Head, method: str) -> tuple[ItemId, ...]:
        """The implementations without a trait for types with this head that declare a method of this name."""
        return self._database.inherent_impls(InherentQuestion(head, method))

    def has_broken_impl(self, head: Head) -> bool:
        """Whether an implementation for such types names no trait that exists, or one of this trait no type."""
        if head in self._database.broken_impls(""):
            return True
        if not isinstance(head, ItemId):
            return False
        header = self._database.header(head)
        return isinstance(header, TypeHeader) and len(header.derives) > len(self._database.derives(head))

    def is_lost_method(self, name: str) -> bool:
        """Whether an implementation for a type that does not exist has such a method, or a wrong import names it."""
        return name in self._database.lost_methods("") or is_lost_import(self._database, self.path, name)

    def derives(self, item: ItemId) -> tuple[ItemId, ...]:
        """The traits that a type derives."""
        return self._database.derives(item)

    def traits_in_scope(self, method: str) -> tuple[ItemId, ...]:
        """The visible traits that declare a method of this name."""
        return self._database.traits_with_method(MethodQuestion(self.path, method))

    def extensions_in_scope(self, method: str) -> tuple[ItemId, ...]:
        """The visible `extend` items that declare a method of this name."""
        return self._database.extensions_with_method(MethodQuestion(self.path, method))

    def missing_import(self, name: str, *, is_type: bool) -> Suggestion | None:
        """The import of a name that is not known here, if exactly one other module of the program declares it."""
        modules = self._database.modules_declaring(Lookup("", name, is_type))
        if len(modules) != 1 or modules[0] == self.path:
            return None
        return missing_import(self._database, self.path, modules[0], name, is_type=is_type)

    def importable_extensions(self, method: str) -> tuple[ItemId, ...]:
        """The public `extend` items of other modules that declare a method of this name."""
        return extensions_elsewhere(self._database, MethodQuestion(self.path, method))

    def extension_import(self, extension: ItemId, method: str) -> Suggestion | None:
        """The import of a method of an `extend` item of another module."""
        return extension_import(self._database, self.path, extension, method)

    def mutates(self, function: ItemId | MemberId) -> bool:
        """Whether a method changes its `self`."""
        return isinstance(function, MemberId) and self._database.mutates(function)

    def default_of(self, function: ItemId | MemberId, parameter: str) -> MemberId:
        """The body that computes the default of a parameter."""
        return default_of(function, parameter)

    def instance(self, function: ItemId | MemberId, arguments: tuple[Idx, ...]) -> BodyFunction:
        """A function for its type arguments."""
        return self._database.dispatch.instance(function, arguments)

    def implementation(self, trait: ItemId, name: str, arguments: tuple[Idx, ...]) -> FunctionId | None:
        """The function that a call of a trait's method runs."""
        return self._database.dispatch.implementation(trait, name, arguments)

    def next_clause(self, function: ItemId | MemberId) -> ItemId | None:
        """The clause of a function that is tried when this one does not fit."""
        return next_clause(self._database, function) if isinstance(function, ItemId) else None

    def operation(self, operation: DerivedOperation, type_: Idx) -> FunctionId | None:
        """The function for a structural operation on values of a type."""
        return self._database.dispatch.operation(operation, type_)

    def method(self, type_: Idx, name: str) -> FunctionId:
        """A method or function that the prelude declares for a built-in type."""
        return self._database.dispatch.method(type_, name)

    def prelude_function(self, name: str) -> ItemId:
        """A function of the prelude."""
        return self._database.dispatch.prelude_function(name)

    def has_drops(self) -> bool:
        """Whether the program has any `drop`."""
        trait = self.prelude_type("Drop")
        return any(not is_prelude(impl.path) for impl in self._database.impls_of_trait(trait))

    def holds_drop(self, idx: Idx) -> bool:
        """Whether the end of a value of the type may run a `drop` of the user's."""
        return self._database.holds_drop(idx)

    def revealed(self, opaque: Idx) -> Idx:
        """What a hidden type really is."""
        return self._database.revealed(opaque)

    def intrinsic_name(self, function: FunctionId) -> str:
        """The name of a function that the compiler provides; empty for any other."""
        return self._database.dispatch.intrinsic_name(function)

    def constant_type(self, item: ItemId) -> Idx:
        """The type of a module constant."""
        return self._database.constant_type(item)

    def constant_value(self, constant: FunctionId) -> Expr | None:
        """A constant's value as an expression of literals, or as a call."""
        if not isinstance(constant, (ItemId, MemberId, Instance)):
            return None
        return self._database.constant_expression(constant)

    def folds_calls(self, function: ItemId | MemberId) -> bool:
        """Whether calls of constant functions in this body may become their values."""
        return not self._database.signature(function).is_constant and not is_constant(self._database, function)

    def constant_call(self, owner: ItemId, call: ir.Call) -> ConstantAnswer:
        """The value of a call of a constant function with constant arguments, which stands in `owner`."""
        return constant_call(self._database, owner, call)

    def member_number(self, member: MemberId, arguments: tuple[Idx, ...]) -> int | bool | None:
        """The value of a type's constant, if it is an `int` or `bool`."""
        return _number(self._database.constant_expression(self._database.dispatch.instance(member, arguments)))

    def constant_number(self, item: ItemId) -> int | bool | None:
        """The value of a module constant, if it is an `int` or `bool`."""
        return _number(self._database.constant_expression(item))

    def constant_call_number(
        self, function: ItemId | MemberId, arguments: tuple[int | bool, ...], at: ItemSpan
    ) -> int | bool | IntoDiagnostic | None:
        """The number that a constant function gives for numbers, or why it gives none."""
        signature = self._database.signature(function)
        values = tuple(
            ir.BoolConstant(BOOL, at.span, value) if isinstance(value, bool) else ir.IntConstant(INT, at.span, value)
            for value in arguments
        )
        if [value.type for value in values] != [parameter.type for parameter in signature.parameters]:
            return None
        answer = constant_call(self._database, at.item, ir.Call(signature.result, at.span, function, values))
        return answer.problem if answer.problem is not None else _number(answer.value)

    @property
    def folder_depth(self) -> int:
        """How many folders the module's folder is below that of its project."""
        depths = self._database.workspace.folder_depths
        return depths.get(self.path) if depths.contains(self.path) else 0

    def embedded_file(self, path: str) -> EmbeddedFile | None:
        """A file of the program that is no source; none if nobody has looked for it."""
        files = self._database.workspace.embedded_files
        return files.get(path) if files.contains(path) else None

    def embed_limit(self, item: ItemId) -> int:
        """The largest file that an item may embed."""
        return embed_limit(self._database, item)

    def constant_literal(self, item: ItemId) -> ast.LiteralValue | None:
        """The value of a module constant as a literal, if one can be written."""
        match self._database.constant_expression(item):
            case ir.IntConstant(type=type_, value=value):
                return ast.ByteValue(value) if type_ == BYTE else value
            case ir.CharConstant(type=type_, value=value) if type_ == CHAR:
                return ast.CharValue(value)
            case ir.StrConstant(value=text):
                return text
            case _:
                return None

    def function_name(self, function: ItemId | MemberId) -> str:
        """What messages call a function."""
        return function.name

    def member_generics(self, function: ItemId | MemberId) -> tuple[GenericParameter, ...]:
        """The type parameters of a function or method itself."""
        return self._database.signature(function).generics

    def declaration_span(self, item: ItemId) -> ItemSpan:
        """Where an item's name is declared."""
        return self._database.name_span(item)

    def member_span(self, function: ItemId | MemberId) -> ItemSpan:
        """Where a function's or method's name is declared."""
        if isinstance(function, MemberId):
            member = self._database.method(function) or constant_syntax(self._database, function)
            return ItemSpan(function.item, member.name.span if member is not None else Span(0, 1))
        return self._database.name_span(function)

    def parameter_span(self, function: ItemId | MemberId, index: int) -> ItemSpan:
        """Where a function's parameter is declared."""
        syntax = callable_syntax(self._database, function)
        if syntax is not None and index < len(syntax.parameters):
            return ItemSpan(item_of(function), syntax.parameters[index].span)
        return self.member_span(function)

    def exported_names(self, path: str) -> Iterable[str]:
        """What importers of a module may name."""
        scope = self._database.scope(path)
        for table in (scope.values, scope.types):
            yield from (name for name, entity in table.items() if entity.is_public)
        for _, header in scope.imports:
            yield from (imported.alias for imported in header.names if header.is_public)

    def hidden_member(self, path: str, name: str) -> ItemId | None:
        """The declaration of a name that a module keeps to itself."""
        scope = self._database.scope(path)
        entity = scope.values.get(name) or scope.types.get(name)
        return entity.item if entity is not None and not entity.is_public else None

    def visible_names(self) -> Iterable[str]:
        """The names a value or type could have had: for suggestions."""
        scope = self._database.scope(self.path)
        yield from scope.values
        yield from scope.types
        for _, header in scope.imports:
            yield from (imported.alias for imported in header.names)
            if header.namespace:
                yield header.namespace
        if not is_prelude(self.path):
            prelude = self._database.scope(PRELUDE)
            for table in (prelude.values, prelude.types):
                yield from (name for name, entity in table.items() if getattr(entity, "is_public", False))


def _number(value: Expr | None) -> int | bool | None:
    """What a constant counts as among types."""
    if isinstance(value, ir.IntConstant) and value.type == INT:
        return value.value
    return value.value if isinstance(value, ir.BoolConstant) and value.type == BOOL else None
