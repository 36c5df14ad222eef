"""All queries of the compiler in one place, wired to the phases they run."""

from typing import TYPE_CHECKING

import msgspec

from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.canon.lower import Canonical, canonicalize
from ori_compiler.canon.references import References, references
from ori_compiler.canon.structural import derived_function
from ori_compiler.database.constants import ConstantValue, evaluate_constant
from ori_compiler.database.module_environment import ModuleEnvironment
from ori_compiler.database.workspace import Workspace
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.query.engine import Database
from ori_compiler.resolve.header import Header, ImportHeader, TypeHeader, header_of
from ori_compiler.resolve.module_path import PRELUDE, resolve_relative
from ori_compiler.resolve.scope import BrokenEntity, Entity, ModuleScope, module_scope
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.stdlib import prelude_source
from ori_compiler.syntax import ast
from ori_compiler.syntax.errors import ItemSyntaxError, SyntaxProblem
from ori_compiler.syntax.lowering import lower_item
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.tree import ItemTree
from ori_compiler.types.declarations import (
    Declared,
    function_signature,
    resolve_type,
    struct_definition,
    sum_definition,
)
from ori_compiler.types.definitions import Definition, Signature, StructDefinition, SumDefinition
from ori_compiler.types.functions import DerivedFunction, FunctionId
from ori_compiler.types.inference import infer_constant, infer_function, infer_test
from ori_compiler.types.pool import ERROR, Idx, Pool
from ori_compiler.types.typed_body import TypedBody

if TYPE_CHECKING:
    from ori_compiler.database.arc_queries import ArcQueries


class ParsedItem(msgspec.Struct, frozen=True):
    """An item's tree, its typed syntax, and what is wrong with its form."""

    tree: ItemTree
    item: ast.Item
    problems: tuple[SyntaxProblem, ...]


def _without_consequences(
    syntactic: tuple[SyntaxProblem, ...], lowered: tuple[SyntaxProblem, ...]
) -> list[SyntaxProblem]:
    """All problems, but of a form that is written wrong not also that it is not supported."""
    wrong = [p.at.start for p in (*syntactic, *lowered) if not p.is_warning and p.code != "E2040"]
    later = [p for p in lowered if p.code != "E2040" or not any(p.at.start <= at <= p.at.end for at in wrong)]
    return [*syntactic, *later]


class Lookup(msgspec.Struct, frozen=True, cache_hash=True):
    """A question: what a name means in a module, as a type or as a value."""

    path: str
    name: str
    is_type: bool


class CompilerDatabase:
    """One session: the files, the interned types, and everything derived from them.

    With `checks`, the compiler checks its own work between passes (for its tests, and to find a bug of ours).
    """

    def __init__(self, *, checks: bool = False) -> None:
        self.checks = checks
        self.engine = Database()
        self.pool = Pool()
        self.workspace = Workspace(self.engine)
        query = self.engine.query
        self.item_syntax = query("item_syntax", self._item_syntax)
        self.header = query("header", self._header)
        self.scope = query("scope", self._scope)
        self.lookup = query("lookup", self._lookup)
        self.exported = query("exported", self._exported, lambda _: None)
        self.declared_signature = query("declared_signature", self._declared_signature)
        self.signature = query("signature", self._signature)
        self.declared_definition = query("declared_definition", self._declared_definition)
        self.definition_of = query("definition", self._definition)
        # A constant that depends on itself is reported by `module_checks`; here it only must not hang or crash.
        self.typed_body = query("typed_body", self._typed_body, self._no_body)
        self.constant_type = query("constant_type", self._constant_type, lambda _: ERROR)
        self.constant_value = query("constant_value", self._constant_value, lambda _: ConstantValue(None, ()))
        self.canonical = query("canonical_function", self._canonical, self._no_canonical)
        self.function = query("function", self._function)
        self.references = query("references", self._references)
        # The queries below canonical IR are added by whoever generates code.
        self.arc: ArcQueries | None = None
        self.workspace.set_text(PRELUDE, prelude_source())

    # Syntax and names

    def _item_syntax(self, item: ItemId) -> ParsedItem:
        tree = parse_item(self.workspace.item_text.get(item))
        syntax, problems = lower_item(tree, is_prelude=item.path == PRELUDE)
        merged = sorted(_without_consequences(tree.problems, problems), key=lambda problem: problem.at.start)
        return ParsedItem(tree, syntax, tuple(merged))

    def _header(self, item: ItemId) -> Header:
        return header_of(self.item_syntax(item).item)

    def _scope(self, path: str) -> ModuleScope:
        items = self.workspace.module_items.get(path)
        return module_scope((item, self.header(item)) for item in items)

    def import_target(self, importer: str, header: ImportHeader) -> str | None:
        """The file that an import means; none if no such file is known."""
        if not header.is_relative:
            return None
        path = resolve_relative(importer, header.path)
        return path if self.workspace.module_items.contains(path) else None

    def _lookup(self, question: Lookup) -> Entity | None:
        scope = self.scope(question.path)
        own = (scope.types if question.is_type else scope.values).get(question.name)
        if own is not None:
            return own
        for item, header in scope.imports:
            target = self.import_target(question.path, header)
            for imported in header.names:
                if imported.alias == question.name:
                    found = self._imported(target, imported.name, question.is_type)
                    if found is not None or not self._exists(target, imported.name):
                        return found or BrokenEntity(item)
        if question.path == PRELUDE:
            return None
        return self.exported(Lookup(PRELUDE, question.name, question.is_type))

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

    def declared_type(self, item: ItemId) -> Idx:
        """The type that a struct or sum declaration introduces."""
        header = self.header(item)
        if not isinstance(header, TypeHeader):
            return ERROR
        return self.pool.sum(item) if header.is_sum else self.pool.struct(item)

    def _declared_signature(self, item: ItemId) -> Declared | None:
        syntax = self.item_syntax(item).item
        if isinstance(syntax, ast.FunctionItem):
            return function_signature(item, syntax, self.environment(item.path))
        return None

    def _signature(self, item: ItemId) -> Signature:
        declared = self.declared_signature(item)
        if declared is not None and isinstance(declared.value, Signature):
            return declared.value
        result = self.constant_type(item) if item.kind is ItemKind.CONSTANT else self._void_or_error(item)
        return Signature(item, (), (), result)

    def _void_or_error(self, item: ItemId) -> Idx:
        return self.typed_body(item).result if item.kind is ItemKind.TEST else ERROR

    def _declared_definition(self, item: ItemId) -> Declared | None:
        syntax = self.item_syntax(item).item
        match syntax:
            case ast.StructItem():
                return struct_definition(item, syntax, self.environment(item.path))
            case ast.SumItem():
                return sum_definition(item, syntax, self.environment(item.path))
            case _:
                return None

    def _definition(self, item: ItemId) -> Definition | None:
        declared = self.declared_definition(item)
        value = declared.value if declared is not None else None
        return value if isinstance(value, (StructDefinition, SumDefinition)) else None

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a user's type; none for any other type."""
        return self.definition_of(self.pool.declaration(idx)) if self.pool.is_nominal(idx) else None

    # Bodies

    def _typed_body(self, item: ItemId) -> TypedBody:
        syntax = self.item_syntax(item).item
        environment = self.environment(item.path)
        match syntax:
            case ast.FunctionItem(type_parameters=()):
                return infer_function(syntax, self.signature(item), environment)
            case ast.TestItem():
                return infer_test(item, syntax, environment)
            case ast.ConstantItem():
                return infer_constant(item, syntax, environment)
            case _:
                return self._no_body(item)

    def _no_body(self, item: ItemId) -> TypedBody:
        return TypedBody(item, (), ast.Missing(NO_SPAN), ERROR, {}, {}, {}, {}, (), True)

    def _constant_type(self, item: ItemId) -> Idx:
        syntax = self.item_syntax(item).item
        if isinstance(syntax, ast.ConstantItem) and syntax.annotation is not None:
            return resolve_type(syntax.annotation, item, self.environment(item.path), PhaseErrors())
        return self.typed_body(item).result

    def _constant_value(self, item: ItemId) -> ConstantValue:
        return evaluate_constant(self, item)

    def _canonical(self, item: ItemId) -> Canonical:
        return canonicalize(self.typed_body(item), self.environment(item.path))

    def _no_canonical(self, item: ItemId) -> Canonical:
        return canonicalize(self._no_body(item), self.environment(item.path))

    def _function(self, function: FunctionId) -> CanonFunction:
        if isinstance(function, DerivedFunction):
            definition = self.definition(function.type)
            if definition is None:
                raise TypeError(f"{function} has no definition")
            return derived_function(function, definition, self.definition)
        if not isinstance(function, ItemId):
            raise TypeError(f"{function} has no body")
        return self.canonical(function).function

    def _references(self, function: FunctionId) -> References:
        return references(self.function(function))

    def constant_expression(self, item: ItemId) -> Expr | None:
        """A constant's value as literals."""
        return self.constant_value(item).value

    # Diagnostics of single items

    def item_errors(self, item: ItemId) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with an item by itself, in source order."""
        errors = PhaseErrors()
        parsed = self.item_syntax(item)
        for problem in parsed.problems:
            if problem.code == "E2040" and self._is_misplaced(item):
                continue
            error = ItemSyntaxError(item, problem)
            if problem.is_warning:
                errors.warn(error)
            else:
                errors.emit(error)
        found = list(errors.diagnostics)
        for declared in (self.declared_signature(item), self.declared_definition(item)):
            if declared is not None:
                found += declared.diagnostics
        if isinstance(parsed.item, (ast.FunctionItem, ast.TestItem, ast.ConstantItem)):
            found += self.typed_body(item).diagnostics
            found += self.canonical(item).diagnostics
        if isinstance(parsed.item, ast.ConstantItem):
            found += self.constant_value(item).diagnostics
        return tuple(dict.fromkeys(found))

    def _is_misplaced(self, item: ItemId) -> bool:
        """Whether a file attribute does not stand first, which is what there is to say about it."""
        return item.kind is ItemKind.FILE_ATTRIBUTE and self.workspace.module_items.get(item.path)[0] != item

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
        name = getattr(syntax, "name", None)
        return ItemSpan(item, name.span if name is not None else Span(0, 1))
