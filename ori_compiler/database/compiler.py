"""All queries of the compiler in one place, wired to the phases they run."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from ori_compiler.canon.derived import derived_function
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.canon.lower import Canonical, canonicalize
from ori_compiler.canon.references import References, references
from ori_compiler.database.associated_constants import typed_constant
from ori_compiler.database.capabilities import (
    capset_members,
    imported_providers,
    own_providers,
)
from ori_compiler.database.clauses import Coverage, clause_coverage, clauses_of
from ori_compiler.database.conditions import active_items, false_condition
from ori_compiler.database.constant_calls import CallValue, evaluate_call
from ori_compiler.database.constants import ConstantValue, evaluate_constant
from ori_compiler.database.dispatch import Dispatch, Question
from ori_compiler.database.impls import (
    ImplIndex,
    ImplKey,
    InherentQuestion,
    impl_index,
    inherent_impls,
    module_impls,
)
from ori_compiler.database.importable import modules_declaring
from ori_compiler.database.imported_files import imported_file
from ori_compiler.database.instances import definition_of_instance
from ori_compiler.database.item_errors import item_errors
from ori_compiler.database.members import (
    callable_syntax,
    is_intrinsic,
    method_syntax,
    owner_of_default,
    parameter_syntax,
)
from ori_compiler.database.module_checks import module_errors
from ori_compiler.database.module_environment import ModuleEnvironment
from ori_compiler.database.module_graph import imported_files, reachable_files
from ori_compiler.database.mutation import SelfUse, mutates, self_use
from ori_compiler.database.panic_handlers import panic_handlers
from ori_compiler.database.parsed_item import ParsedItem, parsed_item
from ori_compiler.database.prelude_headers import prelude_headers
from ori_compiler.database.programs import add_definitions
from ori_compiler.database.signatures import declared_signature, signature_of
from ori_compiler.database.tests import test_errors
from ori_compiler.database.traits_in_scope import (
    MethodQuestion,
    extensions_with_method,
    traits_with_method,
    visible_traits,
)
from ori_compiler.database.words import WordIndex
from ori_compiler.database.workspace import Workspace
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.query.engine import Database, Input
from ori_compiler.resolve.configuration import Configuration, host_configuration
from ori_compiler.resolve.header import (
    PROVIDER_HEAD,
    ExtensionImportHeader,
    Header,
    ImplHeader,
    ImportHeader,
    TypeHeader,
)
from ori_compiler.resolve.module_path import PRELUDE, is_library, is_prelude, module_of, prelude_path
from ori_compiler.resolve.outline import Outline, outline
from ori_compiler.resolve.scope import BrokenEntity, Entity, ModuleScope, NamespaceEntity, TraitEntity, module_scope
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.stdlib import prelude_texts
from ori_compiler.syntax import ast
from ori_compiler.types.declarations import (
    Declared,
    newtype_definition,
    signature_scope,
    struct_definition,
    sum_definition,
    type_generics,
)
from ori_compiler.types.definitions import (
    Definition,
    Generics,
    ImplDefinition,
    ObjectDefinition,
    Representation,
    Signature,
    StructDefinition,
    SumDefinition,
    TraitDefinition,
)
from ori_compiler.types.drops import holds_drop
from ori_compiler.types.environment import Head
from ori_compiler.types.functions import (
    BodyFunction,
    DerivedFunction,
    FunctionId,
    Instance,
    LambdaFunction,
    MemberId,
    Thunk,
    item_of,
)
from ori_compiler.types.inference import infer_constant, infer_default, infer_function, infer_test
from ori_compiler.types.pool import ERROR, STR, Idx, Pool
from ori_compiler.types.resolution import EMPTY_SCOPE, TypeResolver, TypeScope
from ori_compiler.types.selection import Selection, Selector
from ori_compiler.types.traits import (
    impl_definition,
    impl_generics,
    impl_scope,
    trait_definition,
    trait_generics,
    trait_scope,
)
from ori_compiler.types.typed_body import TypedBody

if TYPE_CHECKING:
    from ori_compiler.database.arc_queries import ArcQueries


class Lookup(msgspec.Struct, frozen=True, cache_hash=True):
    """A question: what a name means in a module, as a type or as a value."""

    path: str
    name: str
    is_type: bool


class CompilerDatabase:
    """One session: the files, the interned types, and everything derived from them.

    With `checks`, the compiler checks its own work between passes (for its tests, and to find a bug of ours).
    """

    def __init__(self, *, checks: bool = False, configuration: Configuration | None = None) -> None:
        self.checks = checks
        self.engine = Database()
        self.pool = Pool()
        self.workspace = Workspace(self.engine, self.member_places)
        self.words = WordIndex(self.engine, self.workspace)
        self.configuration: Input[str, Configuration] = self.engine.input("configuration")
        """What the program is compiled for, under the one key `""`."""
        self.configuration.set("", configuration or host_configuration())
        query = self.engine.query
        self.item_syntax = query("item_syntax", self._item_syntax)
        self.outline = query("outline", self._outline, is_firewall=True)
        self.active_items = query("active_items", partial(active_items, self))
        self.method = query("method", self._method)
        self.scope = query("scope", self._scope)
        self.imported_files = query("imported_files", partial(imported_files, self))
        self.reachable_files = query("reachable_files", partial(reachable_files, self))
        self.lookup = query("lookup", self._lookup)
        self.modules_declaring = query("modules_declaring", self._modules_declaring)
        self.exported = query("exported", self._exported, lambda _: None)
        self.module_impls = query("module_impls", self._module_impls)
        self.impl_index = query("impl_index", self._impl_index)
        self.impls = query("impls", self._impls)
        self.inherent_impls = query("inherent_impls", self._inherent_impls)
        self.broken_impls = query("broken_impls", self._broken_impls)
        self.lost_methods = query("lost_methods", self._lost_methods)
        self.impls_of_trait = query("impls_of_trait", self._impls_of_trait)
        self.capset = query("capset", partial(capset_members, self))
        self.own_providers = query("own_providers", partial(own_providers, self))
        self.imported_providers = query("imported_providers", partial(imported_providers, self))
        self.visible_traits = query("visible_traits", partial(visible_traits, self), lambda _: ())
        self.traits_with_method = query("traits_with_method", self._traits_with_method)
        self.extensions_with_method = query("extensions_with_method", self._extensions_with_method)
        self.derives = query("derives", self._derives)
        # Declarations may need each other to say what they mean; while one is being read it demands nothing.
        self.declared_generics = query("declared_generics", self._declared_generics, lambda _: None)
        self.generics = query("generics", self._generics, lambda _: Generics())
        self.declared_trait = query("declared_trait", self._declared_trait, lambda _: None)
        self.trait = query("trait", self._trait, lambda _: None)
        self.declared_impl = query("declared_impl", self._declared_impl, lambda _: None)
        self.impl = query("impl", self._impl, lambda _: None)
        self.declared_signature = query("declared_signature", self._declared_signature, lambda _: None)
        self.signature = query("signature", self._signature, lambda function: Signature(function, (), (), ERROR))
        self.declared_definition = query("declared_definition", self._declared_definition, lambda _: None)
        self.definition_of = query("definition", self._definition, lambda _: None)
        self.instance_definition = query("instance_definition", self._instance_definition, lambda _: None)
        self.holds_drop = query("holds_drop", self._holds_drop, lambda _: False)
        self.self_use = query("self_use", partial(self_use, self), lambda _: SelfUse(False, ()))
        self.mutates = query("mutates", partial(mutates, self), lambda _: False)
        self.member_scope = query("member_scope", self._member_scope, lambda _: (EMPTY_SCOPE, ()))
        # A constant that depends on itself is reported by `module_checks`; here it only must not hang or crash.
        self.typed_body = query("typed_body", self._typed_body, self._no_body)
        self.constant_type = query("constant_type", self._constant_type, lambda _: ERROR)
        self.constant_value = query("constant_value", self._constant_value, lambda _: ConstantValue(None, ()))
        self.constant_call = query("constant_call", partial(evaluate_call, self), lambda _: CallValue(None))
        self.canonical = query("canonical_function", self._canonical, self._no_canonical)
        self.function = query("function", self._function)
        self.clauses = query("clauses", self._clauses)
        self.clause_coverage = query("clause_coverage", self._clause_coverage, lambda _: Coverage((), ()))
        self.references = query("references", self._references)
        self.item_errors = query("item_errors", partial(item_errors, self), lambda _: ())
        self.test_errors = query("test_errors", self._test_errors)
        self.panic_handlers = query("panic_handlers", partial(panic_handlers, self))
        self.module_errors = query("module_errors", partial(module_errors, self))
        self.selected = query("selected", self._selected, lambda _: None)
        self.revealed = query("revealed", self._revealed, lambda _: ERROR)
        self.dispatch = Dispatch(self)
        # The queries below canonical IR are added by whoever generates code.
        self.arc: ArcQueries | None = None
        for name, text in prelude_texts().items():
            self.workspace.set_text(prelude_path(name), text)

    # Syntax and names

    def _item_syntax(self, item: ItemId) -> ParsedItem:
        return parsed_item(self.workspace.item_text.get(item), item.kind)

    def member_places(self, item: ItemId) -> MemberPlaces:
        """Where the members of an item are in its text."""
        return self.item_syntax(item).members if self.workspace.item_text.contains(item) else NO_MEMBERS

    def _method(self, member: MemberId) -> ast.Method | None:
        return method_syntax(self, member)

    def _outline(self, item: ItemId) -> Outline:
        text = self.workspace.item_text.get(item)
        if is_prelude(item.path):
            known = prelude_headers().get(text)
            if known is not None:
                return Outline(known)
        return outline(text, item.kind)

    def header(self, item: ItemId) -> Header:
        """What an item declares."""
        return self.outline(item).header

    def is_active(self, item: ItemId) -> bool:
        """Whether an item, and the file it stands in, are part of the program."""
        return false_condition(self, item) is None

    def _scope(self, path: str) -> ModuleScope:
        if is_prelude(path):
            return self.scope(PRELUDE) if path != PRELUDE else self._prelude_scope()
        return module_scope((item, self.header(item)) for item in self.active_items(path))

    def _prelude_scope(self) -> ModuleScope:
        """Every file of the prelude sees the names of all."""
        files = [self.workspace.module_items.get(prelude_path(name)) for name in prelude_texts()]
        return module_scope((item, self.header(item)) for items in files for item in items)

    def modules(self) -> Iterable[str]:
        """All modules of the program; only the prelude has several files."""
        return dict.fromkeys(module_of(path) for path in self.workspace.modules.get(""))

    def import_target(self, importer: str, header: ImportHeader | ExtensionImportHeader) -> str | None:
        """The file that an import means; none if no such file is known."""
        path = imported_file(self, importer, header.path, is_relative=header.is_relative)
        return path if path == PRELUDE or self.workspace.module_items.contains(path) else None

    def _modules_declaring(self, question: Lookup) -> tuple[str, ...]:
        return modules_declaring(self, question.name, is_type=question.is_type)

    def _lookup(self, question: Lookup) -> Entity | None:
        if "." in question.name:
            return self._in_namespace(question)
        scope = self.scope(question.path)
        own = (scope.types if question.is_type else scope.values).get(question.name)
        if own is not None:
            return own
        for item, header in scope.imports:
            target = self.import_target(question.path, header)
            if header.namespace == question.name:
                return NamespaceEntity(item, target) if target is not None else BrokenEntity(item)
            for imported in header.names:
                if imported.alias == question.name:
                    found = self._imported(target, imported.name, question.is_type)
                    if found is not None or not self._exists(target, imported.name):
                        return found or BrokenEntity(item)
        if is_prelude(question.path):
            return None
        found = self.exported(Lookup(PRELUDE, question.name, question.is_type))
        return found if found is not None and (found.is_public or is_library(question.path)) else None

    def _in_namespace(self, question: Lookup) -> Entity | None:
        """What `namespace.name` means: only what the module exports."""
        prefix, _, name = question.name.rpartition(".")
        namespace = self.lookup(Lookup(question.path, prefix, question.is_type))
        if not isinstance(namespace, NamespaceEntity):
            return namespace if isinstance(namespace, BrokenEntity) else None
        found = self.exported(Lookup(namespace.path, name, question.is_type))
        return found if found is not None and found.is_public else None

    def _imported(self, target: str | None, name: str, is_type: bool) -> Entity | None:
        return self.exported(Lookup(target, name, is_type)) if target is not None else None

    def _exists(self, target: str | None, name: str) -> bool:
        """Whether a module offers a name at all; if not, that is reported at the import."""
        return any(self._imported(target, name, is_type) is not None for is_type in (True, False))

    def _exported(self, question: Lookup) -> Entity | None:
        """What an importer gets for a name: a declaration, or what the module re-exports."""
        scope = self.scope(question.path)
        own = (scope.types if question.is_type else scope.values).get(question.name)
        if own is not None:
            return own
        for _, header in scope.imports:
            target = self.import_target(question.path, header) if header.is_public else None
            for imported in header.names:
                if imported.alias == question.name and target is not None:
                    return self.exported(Lookup(target, imported.name, question.is_type))
        return None

    def environment(self, path: str) -> ModuleEnvironment:
        """What the checker of a body in this module may ask."""
        return ModuleEnvironment(self, path)

    # Declarations

    def declared_type(self, item: ItemId, arguments: tuple[Idx, ...] = ()) -> Idx:
        """The type that a declaration introduces, applied to arguments."""
        header = self.header(item)
        if isinstance(header, ImplHeader) and header.head == PROVIDER_HEAD:
            return self.pool.struct(item)
        if not isinstance(header, TypeHeader):
            return ERROR
        return self.pool.sum(item, arguments) if header.is_sum else self.pool.struct(item, arguments)

    def _module_impls(self, path: str) -> ImplIndex:
        return module_impls(self, path)

    def _impl_index(self, _: str) -> ImplIndex:
        return impl_index(self)

    def _revealed(self, opaque: Idx) -> Idx:
        return self.dispatch.revealed(opaque)

    def _impls(self, key: ImplKey) -> tuple[ItemId, ...]:
        return self.impl_index("").impls.get(key, ())

    def _inherent_impls(self, question: InherentQuestion) -> tuple[ItemId, ...]:
        return inherent_impls(self, question)

    def _broken_impls(self, _: str) -> frozenset[Head]:
        return self.impl_index("").broken

    def _lost_methods(self, _: str) -> frozenset[str]:
        return self.impl_index("").lost_methods

    def _impls_of_trait(self, trait: ItemId) -> tuple[ItemId, ...]:
        found = self.impl_index("").impls
        return tuple(impl for key, impls in found.items() if key.trait == trait for impl in impls)

    def _traits_with_method(self, question: MethodQuestion) -> tuple[ItemId, ...]:
        return traits_with_method(self, question)

    def _extensions_with_method(self, question: MethodQuestion) -> tuple[ItemId, ...]:
        return extensions_with_method(self, question)

    def _derives(self, item: ItemId) -> tuple[ItemId, ...]:
        header = self.header(item)
        if not isinstance(header, TypeHeader):
            return ()
        environment = self.environment(item.path)
        entities = (environment.lookup_type(name) for name in header.derives)
        return tuple(entity.item for entity in entities if isinstance(entity, TraitEntity))

    def _declared_generics(self, item: ItemId) -> Declared | None:
        syntax = self.item_syntax(item).item
        environment = self.environment(item.path)
        match syntax:
            case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
                return type_generics(item, syntax, environment)
            case ast.TraitItem():
                return trait_generics(item, syntax, environment)
            case ast.ImplItem() | ast.ExtendItem():
                return impl_generics(item, syntax, environment)
            case _:
                return None

    def _generics(self, item: ItemId) -> Generics:
        declared = self.declared_generics(item)
        return declared.value if declared is not None and isinstance(declared.value, Generics) else Generics()

    def _declared_trait(self, item: ItemId) -> Declared | None:
        syntax = self.item_syntax(item).item
        if isinstance(syntax, ast.TraitItem):
            return trait_definition(item, syntax, self.environment(item.path))
        return None

    def _trait(self, item: ItemId) -> TraitDefinition | None:
        declared = self.declared_trait(item)
        return declared.value if declared is not None and isinstance(declared.value, TraitDefinition) else None

    def _declared_impl(self, item: ItemId) -> Declared | None:
        syntax = self.item_syntax(item).item
        if isinstance(syntax, (ast.ImplItem, ast.ExtendItem)):
            return impl_definition(item, syntax, self.environment(item.path))
        return None

    def _impl(self, item: ItemId) -> ImplDefinition | None:
        declared = self.declared_impl(item)
        return declared.value if declared is not None and isinstance(declared.value, ImplDefinition) else None

    def _declared_signature(self, function: ItemId | MemberId) -> Declared | None:
        return declared_signature(self, function)

    def _clauses(self, function: ItemId) -> tuple[ItemId, ...]:
        return clauses_of(self, function)

    def _clause_coverage(self, first: ItemId) -> Coverage:
        return clause_coverage(self, first)

    def _member_scope(self, owner: ItemId) -> tuple[TypeScope, tuple[Idx, ...]]:
        """What names mean inside of an `impl`, `extend` or `trait`, and its type parameters."""
        environment = self.environment(owner.path)
        syntax = self.item_syntax(owner).item
        generics = self.generics(owner)
        if isinstance(syntax, ast.TraitItem):
            self_type = self.pool.parameter(owner, "Self")
            return trait_scope(owner, syntax, generics, environment), (self_type, *generics.types)
        definition = self.impl(owner)
        if definition is None:
            return EMPTY_SCOPE, ()
        outer = generics.types
        if definition.type == self.pool.parameter(owner, "Self"):
            outer = (definition.type, *outer)
        return impl_scope(owner, definition, environment), outer

    def _signature(self, function: ItemId | MemberId) -> Signature:
        return signature_of(self, function)

    def body_scope(self, function: ItemId | MemberId) -> TypeScope:
        """What names mean in the types that are written inside of a body."""
        default = owner_of_default(function) if isinstance(function, MemberId) else None
        if default is not None:
            return self.body_scope(default[0])
        scope = self.member_scope(function.item)[0] if isinstance(function, MemberId) else EMPTY_SCOPE
        syntax = callable_syntax(self, function if isinstance(function, MemberId) else self.clauses(function)[0])
        if syntax is None:
            return scope
        return signature_scope(self.signature(function), scope, syntax.type_parameters)

    def _declared_definition(self, item: ItemId) -> Declared | None:
        syntax = self.item_syntax(item).item
        match syntax:
            case ast.StructItem():
                return struct_definition(item, syntax, self.environment(item.path))
            case ast.NewtypeItem():
                return newtype_definition(item, syntax, self.environment(item.path))
            case ast.SumItem():
                return sum_definition(item, syntax, self.environment(item.path))
            case _:
                return None

    def _definition(self, item: ItemId) -> Definition | None:
        if item.kind is ItemKind.IMPL:
            # The type of a `def impl` has one value.
            type_ = self.declared_type(item)
            return StructDefinition(item, type_, ()) if type_ != ERROR else None
        declared = self.declared_definition(item)
        value = declared.value if declared is not None else None
        return value if isinstance(value, (StructDefinition, SumDefinition)) else None

    def definition(self, idx: Idx) -> Definition | None:
        """The parts of a declared type, tuple or map, with the arguments of the type put in; none for any other."""
        if idx <= STR:
            return None
        if self.pool.has_variables(idx):
            return definition_of_instance(self, idx)
        return self.instance_definition(idx)

    def _instance_definition(self, idx: Idx) -> Definition | None:
        return definition_of_instance(self, idx)

    def _holds_drop(self, idx: Idx) -> bool:
        """Whether the end of a value of the type may run a `drop` of the user's."""
        found: dict[Idx, Representation] = {}
        add_definitions(self, (idx,), found)
        # What a closure or trait object holds cannot be told: it may have a `drop`.
        return holds_drop(idx, found) or any(isinstance(d, ObjectDefinition) for d in found.values())

    # Bodies

    def _typed_body(self, function: ItemId | MemberId) -> TypedBody:
        environment = self.environment(item_of(function).path)
        if isinstance(function, MemberId):
            return self._typed_member(function, environment)
        syntax = self.item_syntax(function).item
        match syntax:
            case ast.FunctionItem() if not is_intrinsic(syntax):
                is_only = len(self.clauses(function)) == 1
                scope = self.body_scope(function)
                return infer_function(syntax, self.signature(function), environment, scope, is_only_clause=is_only)
            case ast.TestItem():
                return infer_test(function, syntax, environment)
            case ast.ConstantItem() if not (is_intrinsic(syntax) and is_prelude(function.path)):
                return infer_constant(function, syntax, environment)
            case _:
                return self._no_body(function)

    def _typed_member(self, member: MemberId, environment: ModuleEnvironment) -> TypedBody:
        default = owner_of_default(member)
        if default is not None:
            parameter = parameter_syntax(self, *default)
            if parameter is None:
                return self._no_body(member)
            type_ = self.signature(member).result
            function = callable_syntax(self, default[0])
            names = frozenset(p.name.text for p in function.parameters) if function is not None else frozenset()
            return infer_default(member, parameter, type_, environment, self.body_scope(member), names)
        method = self.method(member)
        if method is None or method.body is None or is_intrinsic(method):
            return typed_constant(self, member) or self._no_body(member)
        return infer_function(method, self.signature(member), environment, self.body_scope(member))

    def _no_body(self, function: ItemId | MemberId) -> TypedBody:
        return TypedBody(function, (), ast.Missing(NO_SPAN), ERROR, {}, {}, {}, {}, (), True)

    def _constant_type(self, item: ItemId) -> Idx:
        syntax = self.item_syntax(item).item
        if isinstance(syntax, ast.ConstantItem) and syntax.annotation is not None:
            return TypeResolver(item, self.environment(item.path), PhaseErrors()).type(syntax.annotation)
        return self.typed_body(item).result

    def _constant_value(self, constant: BodyFunction) -> ConstantValue:
        return evaluate_constant(self, constant)

    def _canonical(self, function: BodyFunction) -> Canonical:
        base = function.base if isinstance(function, Instance) else function
        typed = self.typed_body(base)
        substitution: dict[Idx, Idx] = {}
        if isinstance(function, Instance):
            parameters = self.signature(base).type_parameters
            substitution = dict(zip(parameters, function.arguments, strict=True))
        return canonicalize(typed, self.environment(item_of(base).path), function, substitution)

    def _no_canonical(self, function: BodyFunction) -> Canonical:
        base = function.base if isinstance(function, Instance) else function
        return canonicalize(self._no_body(base), self.environment(item_of(base).path), function, {})

    def _function(self, function: FunctionId) -> CanonFunction:
        match function:
            case DerivedFunction():
                definition = self.definition(function.type)
                if definition is None:
                    raise TypeError(f"{function} has no definition")
                return derived_function(function, definition, self.environment(PRELUDE))
            case LambdaFunction(owner=owner):
                return next(found for found in self.canonical(owner).lambdas if found.id == function)
            case ItemId() | MemberId() | Instance():
                return self.canonical(function).function
            case Thunk():
                raise TypeError(f"{function} has no canonical form")

    def _references(self, function: FunctionId) -> References:
        return references(self.function(function))

    def constant_expression(self, constant: BodyFunction) -> Expr | None:
        """A constant's value as literals, or as a call of what computes it."""
        return self.constant_value(constant).value

    def _selected(self, question: Question) -> Selection | None:
        return Selector(self.environment(PRELUDE)).select(question.type, question.bound)

    # Diagnostics of single items

    def _test_errors(self, test: ItemId) -> tuple[Diagnostic, ...]:
        return test_errors(self, test)

    def declarations(self, item: ItemId) -> Iterator[Declared | None]:
        """Everything that an item declares, members included."""
        match self.item_syntax(item).item:
            case ast.FunctionItem():
                yield self.declared_signature(item)
            case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
                yield self.declared_generics(item)
                yield self.declared_definition(item)
            case ast.TraitItem() | ast.ImplItem() | ast.ExtendItem() as owner:
                yield self.declared_generics(item)
                yield self.declared_trait(item) if isinstance(owner, ast.TraitItem) else self.declared_impl(item)
                for member in owner.members:
                    if not isinstance(member, ast.AssociatedType):
                        yield self.declared_signature(MemberId(item, ast.member_name(member)))
            case _:
                pass

    def is_well_formed(self, item: ItemId) -> bool:
        """Whether nothing is wrong with an item's form."""
        return all(problem.is_warning for problem in self.item_syntax(item).problems)

    def is_sound(self, item: ItemId) -> bool:
        """Whether an item can be executed as far as it alone is concerned."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.item_errors(item))

    # Places, for labels and editors

    def name_span(self, item: ItemId) -> ItemSpan:
        """Where an item's name is declared."""
        syntax = self.item_syntax(item).item
        if isinstance(syntax, (ast.ImplItem, ast.ExtendItem)):
            return ItemSpan(item, syntax.type.span)
        name = getattr(syntax, "name", None)
        return ItemSpan(item, name.span if name is not None else Span(0, 1))
