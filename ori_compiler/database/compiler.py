"""All queries of the compiler in one place, wired to the phases they run."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from ori_compiler.canon.ir import Expr
from ori_compiler.database.bodies import (
    canonical_function,
    constant_type,
    function_of,
    no_body,
    no_canonical,
    references_of,
    typed_body,
)
from ori_compiler.database.capabilities import capset_members, imported_providers, own_providers
from ori_compiler.database.clauses import Coverage, clause_coverage, clauses_of
from ori_compiler.database.conditions import active_items, false_condition
from ori_compiler.database.constant_calls import CallValue, evaluate_call
from ori_compiler.database.constants import ConstantValue, evaluate_constant
from ori_compiler.database.declarations import (
    declared_definition,
    declared_generics,
    declared_impl,
    declared_trait,
    definition_of,
    derived_traits,
    generics_of,
    impl_of,
    may_drop,
    member_scope,
    trait_of,
)
from ori_compiler.database.dispatch import Dispatch, Question
from ori_compiler.database.impls import (
    broken_impls,
    impl_index,
    impls,
    impls_of_trait,
    inherent_impls,
    lost_methods,
    module_impls,
)
from ori_compiler.database.importable import modules_declaring
from ori_compiler.database.imported_files import imported_file
from ori_compiler.database.instances import definition_of_instance
from ori_compiler.database.item_errors import item_errors
from ori_compiler.database.members import method_syntax
from ori_compiler.database.module_checks import module_errors
from ori_compiler.database.module_environment import ModuleEnvironment
from ori_compiler.database.module_graph import imported_files, reachable_files
from ori_compiler.database.mutation import SelfUse, mutates, self_use
from ori_compiler.database.names import exported, lookup, scope_of, type_scope_of
from ori_compiler.database.panic_handlers import panic_handlers
from ori_compiler.database.parsed_item import ParsedItem, parsed_item
from ori_compiler.database.prelude_headers import prelude_headers
from ori_compiler.database.signatures import declared_signature, signature_of
from ori_compiler.database.tests import test_errors
from ori_compiler.database.traits_in_scope import extensions_with_method, traits_with_method, visible_traits
from ori_compiler.database.words import WordIndex
from ori_compiler.database.workspace import Workspace
from ori_compiler.diagnostics.diagnostic import Severity
from ori_compiler.query.engine import Database, Input
from ori_compiler.query.graph import K, V
from ori_compiler.resolve.configuration import Configuration, host_configuration
from ori_compiler.resolve.header import (
    PROVIDER_HEAD,
    ExtensionImportHeader,
    Header,
    ImplHeader,
    ImportHeader,
    TypeHeader,
    header_of,
)
from ori_compiler.resolve.module_path import PRELUDE, is_prelude, module_of, prelude_path
from ori_compiler.resolve.outline import Outline, outline
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
from ori_compiler.source.span import Span
from ori_compiler.stdlib import prelude_texts
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Definition, Generics, Signature
from ori_compiler.types.functions import BodyFunction
from ori_compiler.types.pool import ERROR, STR, Idx, Pool
from ori_compiler.types.resolution import EMPTY_SCOPE
from ori_compiler.types.selection import Selection, Selector

if TYPE_CHECKING:
    from ori_compiler.database.arc_queries import ArcQueries


class CompilerDatabase:
    """One session: the files, the interned types, and everything derived from them.

    With `checks`, the compiler checks its own work between passes (for its tests, and to find a bug of ours).
    """

    def __init__(self, *, checks: bool = False, configuration: Configuration | None = None) -> None:
        self.checks = checks
        self.read_whole: set[str] = set()
        """The files of which every item will be parsed in any case, so that its outline need not be read apart."""
        # What their outlines have parsed, with its text, until somebody asks for it.
        self._parsed: dict[ItemId, tuple[str, ParsedItem]] = {}
        self.engine = Database()
        self.pool = Pool()
        self.workspace = Workspace(self.engine, self.member_places)
        self.words = WordIndex(self.engine, self.workspace)
        self.configuration: Input[str, Configuration] = self.engine.input("configuration")
        """What the program is compiled for, under the one key `""`."""
        self.configuration.set("", configuration or host_configuration())
        query, of = self.engine.query, self._of
        self.item_syntax = query("item_syntax", self._item_syntax)
        self.outline = query("outline", self._outline, is_firewall=True)
        self.active_items = query("active_items", of(active_items))
        self.method = query("method", of(method_syntax))
        self.scope = query("scope", of(scope_of))
        self.type_scope = query("type_scope", of(type_scope_of))
        self.imported_files = query("imported_files", of(imported_files))
        self.reachable_files = query("reachable_files", of(reachable_files))
        self.lookup = query("lookup", of(lookup))
        self.modules_declaring = query("modules_declaring", of(modules_declaring))
        self.exported = query("exported", of(exported), lambda _: None)
        self.module_impls = query("module_impls", of(module_impls))
        self.impl_index = query("impl_index", of(impl_index))
        self.impls = query("impls", of(impls))
        self.inherent_impls = query("inherent_impls", of(inherent_impls))
        self.broken_impls = query("broken_impls", of(broken_impls))
        self.lost_methods = query("lost_methods", of(lost_methods))
        self.impls_of_trait = query("impls_of_trait", of(impls_of_trait))
        self.capset = query("capset", of(capset_members))
        self.own_providers = query("own_providers", of(own_providers))
        self.imported_providers = query("imported_providers", of(imported_providers))
        self.visible_traits = query("visible_traits", of(visible_traits), lambda _: ())
        self.traits_with_method = query("traits_with_method", of(traits_with_method))
        self.extensions_with_method = query("extensions_with_method", of(extensions_with_method))
        self.derives = query("derives", of(derived_traits))
        # Declarations may need each other to say what they mean; while one is being read it demands nothing.
        self.declared_generics = query("declared_generics", of(declared_generics), lambda _: None)
        self.generics = query("generics", of(generics_of), lambda _: Generics())
        self.declared_trait = query("declared_trait", of(declared_trait), lambda _: None)
        self.trait = query("trait", of(trait_of), lambda _: None)
        self.declared_impl = query("declared_impl", of(declared_impl), lambda _: None)
        self.impl = query("impl", of(impl_of), lambda _: None)
        self.declared_signature = query("declared_signature", of(declared_signature), lambda _: None)
        self.signature = query("signature", of(signature_of), lambda function: Signature(function, (), (), ERROR))
        self.declared_definition = query("declared_definition", of(declared_definition), lambda _: None)
        self.definition_of = query("definition", of(definition_of), lambda _: None)
        self.instance_definition = query("instance_definition", of(definition_of_instance), lambda _: None)
        self.holds_drop = query("holds_drop", of(may_drop), lambda _: False)
        self.self_use = query("self_use", of(self_use), lambda _: SelfUse(False, ()))
        self.mutates = query("mutates", of(mutates), lambda _: False)
        self.member_scope = query("member_scope", of(member_scope), lambda _: (EMPTY_SCOPE, ()))
        # A constant that depends on itself is reported by `module_checks`; here it only must not hang or crash.
        self.typed_body = query("typed_body", of(typed_body), no_body)
        self.constant_type = query("constant_type", of(constant_type), lambda _: ERROR)
        self.constant_value = query("constant_value", of(evaluate_constant), lambda _: ConstantValue(None, ()))
        self.constant_call = query("constant_call", of(evaluate_call), lambda _: CallValue(None))
        self.canonical = query("canonical_function", of(canonical_function), of(no_canonical))
        self.function = query("function", of(function_of))
        self.clauses = query("clauses", of(clauses_of))
        self.clause_coverage = query("clause_coverage", of(clause_coverage), lambda _: Coverage((), ()))
        self.references = query("references", of(references_of))
        self.item_errors = query("item_errors", of(item_errors), lambda _: ())
        self.test_errors = query("test_errors", of(test_errors))
        self.panic_handlers = query("panic_handlers", of(panic_handlers))
        self.module_errors = query("module_errors", of(module_errors))
        self.selected = query("selected", self._selected, lambda _: None)
        self.dispatch = Dispatch(self)
        self.revealed = query("revealed", self.dispatch.revealed, lambda _: ERROR)
        # The queries below canonical IR are added by whoever generates code.
        self.arc: ArcQueries | None = None
        for name, text in prelude_texts().items():
            self.workspace.set_text(prelude_path(name), text)

    def _of(self, function: Callable[["CompilerDatabase", K], V]) -> Callable[[K], V]:
        """What a query of this database runs: a function of the database and a key."""
        return partial(function, self)

    # Syntax and names

    def _item_syntax(self, item: ItemId) -> ParsedItem:
        text = self.workspace.item_text.get(item)
        waiting = self._parsed.pop(item, None)
        return waiting[1] if waiting is not None and waiting[0] == text else parsed_item(text, item.kind)

    def member_places(self, item: ItemId) -> MemberPlaces:
        """Where the members of an item are in its text."""
        return self.item_syntax(item).members if self.workspace.item_text.contains(item) else NO_MEMBERS

    def _outline(self, item: ItemId) -> Outline:
        text = self.workspace.item_text.get(item)
        if is_prelude(item.path):
            known = prelude_headers().get(text)
            if known is not None:
                return Outline(known)
        if item.path not in self.read_whole:
            return outline(text, item.kind)
        parsed = parsed_item(text, item.kind)
        self._parsed[item] = text, parsed
        return Outline(header_of(parsed.item), parsed.conditions)

    def header(self, item: ItemId) -> Header:
        """What an item declares."""
        return self.outline(item).header

    def is_active(self, item: ItemId) -> bool:
        """Whether an item, and the file it stands in, are part of the program."""
        return false_condition(self, item) is None

    def modules(self) -> Iterable[str]:
        """All modules of the program; only the prelude has several files."""
        return dict.fromkeys(module_of(path) for path in self.workspace.modules.get(""))

    def import_target(self, importer: str, header: ImportHeader | ExtensionImportHeader) -> str | None:
        """The file that an import means; none if no such file is known."""
        path = imported_file(self, importer, header.path, is_relative=header.is_relative)
        return path if path == PRELUDE or self.workspace.module_items.contains(path) else None

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

    def definition(self, idx: Idx) -> Definition | None:
        """The parts of a declared type, tuple or map, with the arguments of the type put in; none for any other."""
        if idx <= STR:
            return None
        if self.pool.has_variables(idx):
            return definition_of_instance(self, idx)
        return self.instance_definition(idx)

    def _selected(self, question: Question) -> Selection | None:
        return Selector(self.environment(PRELUDE)).select(question.type, question.bound)

    def constant_expression(self, constant: BodyFunction) -> Expr | None:
        """A constant's value as literals, or as a call of what computes it."""
        return self.constant_value(constant).value

    # Diagnostics of single items

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
