"""Completion: what may stand at the cursor, in half-typed code too.

After a dot the fields, positions, methods and associated functions of what stands before it; in a call the arguments
that are still missing; in literals and patterns of structs the fields; in patterns the variants of the matched type;
in types the types, in bounds the traits; everywhere else the names in scope and the words of the language.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.imported_files import imported_file
from ori_compiler.database.names import Lookup
from ori_compiler.ide.call_at import Calling, call_target, parameters_of
from ori_compiler.ide.completion_imports import Elsewhere, importable, no_others
from ori_compiler.ide.completion_item import (
    CompletionItem,
    CompletionKind,
    Completions,
    call_item,
    field_item,
    named_item,
    variant_item,
)
from ori_compiler.ide.expected_type import expected_type
from ori_compiler.ide.following_words import following_words
from ori_compiler.ide.methods_of_type import functions_of, methods_of
from ori_compiler.ide.names_in_scope import (
    capabilities_in_scope,
    locals_at,
    operations_of,
    types_in_scope,
    values_in_scope,
)
from ori_compiler.ide.position import Place, word_before
from ori_compiler.ide.postfix import postfix_forms
from ori_compiler.ide.probe import MARK, Probe, probe
from ori_compiler.ide.target import Declared, Field, Member, Primitive, Target, TypeVariable, Variant
from ori_compiler.ide.type_names import entity_target, type_name, written_type
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.resolve.scope import NamespaceEntity
from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.pool import Idx, Tag
from ori_compiler.types.typed_body import TypedBody

_ITEM_WORDS: Final = ("pub ", "let ", "type ", "trait ", "impl ", "extend ", "use ", "extension ")
_WORDS: Final = ("if", "match", "for", "while", "loop", "true", "false", "try", "with")
_LOOP_WORDS: Final = ("break", "continue")
_STATEMENT_WORDS: Final = ("let",)


def complete(database: CompilerDatabase, path: str, offset: int, elsewhere: Elsewhere = no_others) -> Completions:
    """The proposals at an offset; `elsewhere` are names that can be imported, besides those of standard modules."""
    found = probe(database, path, offset)
    if found is None or isinstance(found.place.nodes[0], ast.BrokenItem):
        word = word_before(database, path, offset)
        replaced = word or Span(offset, offset)
        following = _following(database, path, replaced.start)
        return Completions(replaced, following or (_keywords(_ITEM_WORDS) if word is not None else ()))
    proposals = _Proposals(database, found)
    items = [*_following(database, path, found.typed.start), *proposals.items()]
    wanted = expected_type(database, found)
    if wanted is not None:
        items = [replace(item, fits=True) if item.type == wanted else item for item in items]
    prefix = database.workspace.texts[path][found.typed.start : offset]
    is_complete = proposals.may_import is Importing.NOTHING or bool(prefix)
    if proposals.may_import is not Importing.NOTHING and prefix:
        known = frozenset(item.label.removeprefix("$") for item in items)
        only_types = proposals.may_import is Importing.TYPES
        others = importable(database, path, prefix, elsewhere, only_types=only_types, known=known)
        items += others.items
        is_complete = others.is_complete
    unique = {(item.label, item.kind, item.edits): item for item in items if MARK not in item.label}
    typed, text = found.typed, database.workspace.texts[path]
    # The sign of a constant is a part of what is proposed.
    start = typed.start - 1 if text[typed.start - 1 : typed.start] == "$" else typed.start
    return Completions(Span(start, typed.end), tuple(unique.values()), is_complete)


def _following(database: CompilerDatabase, path: str, offset: int) -> tuple[CompletionItem, ...]:
    """The words that continue what was begun, before all others."""
    words = following_words(database, path, offset)
    return tuple(CompletionItem(word, CompletionKind.KEYWORD, f"{word} ", group=0) for word in words)


class Importing(Enum):
    """Which names of other modules may stand at a place."""

    NOTHING = "nothing"
    TYPES = "types"
    ALL = "all"


def _keywords(words: Iterable[str]) -> tuple[CompletionItem, ...]:
    return tuple(CompletionItem(word.strip(), CompletionKind.KEYWORD, word, group=8) for word in words)


class _Proposals:
    """Makes the proposals at one place."""

    def __init__(self, database: CompilerDatabase, at: Probe) -> None:
        self._database = database
        self._at = at
        self._place: Place = at.place
        self._body: TypedBody | None = at.body
        self._nodes = at.place.nodes
        self.may_import = Importing.NOTHING

    def items(self) -> Iterator[CompletionItem]:
        """All proposals for the innermost node."""
        match self._nodes:
            case (*_, ast.FieldAccess(base=base) | ast.MethodCall(receiver=base), ast.Name()):
                yield from self._members(base)
            case (*_, ast.ConstantAccess(base=base), ast.Name()):
                members = self._members(base)
                yield from (item for item in members if item.kind is CompletionKind.CONSTANT)
            case (*_, ast.Pipe(value=value), ast.PipeMethod(), ast.Name()):
                yield from self._members(value)
            case (*_, ast.StructLiteral() as literal, ast.FieldInit(), ast.Name()):
                yield from self._fields(literal)
            case (*_, ast.StructLiteral(), ast.Name()):
                yield from self._expression()
            case (*_, ast.StructPattern() | ast.VariantPattern() as pattern, ast.PatternField(), ast.Name()):
                yield from self._pattern_fields(pattern)
            case (*_, call, ast.Argument(), ast.Name()):
                yield from self._arguments(call)
            case (*_, ast.NamePattern() | ast.QualifiedPattern()) | (*_, ast.VariantPattern(), ast.Name()):
                yield from self._pattern()
            case (*_, ast.AttributeArgument(), ast.NameRef()):
                yield from self._types(only_traits=True)
            case (*_, call, ast.Argument(name=None), ast.NameRef()):
                yield from self._arguments(call)
                yield from self._expression()
            case (*_, ast.NameRef()):
                yield from self._expression()
            case (*_, ast.AppliedType(path=(module, _))):
                found = self._database.environment(self._place.item.path).lookup_type(module)
                if isinstance(found, NamespaceEntity):
                    yield from self._exports(found.path, only_types=True)
            case (*_, parent, ast.NamedType()):
                self.may_import = Importing.TYPES
                yield from self._types(only_traits=self._is_bound(parent))
            case (*_, ast.Capability()) | (*_, ast.CapabilityBinding(), ast.Name()) | (ast.CapsetItem(), ast.Name()):
                yield from self._capabilities()
            case (*_, ast.CapabilityBinding(capability=bound), ast.Handler(), ast.Operation(), ast.Name()):
                yield from self._operations(bound.text)
            case (ast.ImportItem(), ast.ImportedName(), ast.Name()):
                yield from self._exported()
            case _:
                return

    # After a dot

    def _members(self, base: ast.Expr) -> Iterator[CompletionItem]:
        module = self._module_before_dot(base)
        if module is not None:
            yield from self._exports(module)
            return
        owner = self._type_before_dot(base)
        if self._body is None:
            return
        if isinstance(base, ast.NameRef) and base.name not in locals_at(self._place, self._body):
            yield from self._operations(base.name)
        if owner is not None:
            for member in functions_of(self._database, self._body, owner):
                yield call_item(self._database, member.member.name, member, 1)
            return
        type_ = self._body.types.get(base.span)
        if type_ is None or type_ < 0:
            return
        yield from self._fields_of(type_)
        yield from postfix_forms(self._database, self._at, base, type_)
        for member in methods_of(self._database, self._body, type_):
            yield call_item(self._database, member.member.name, member, 1 if self._is_own(member) else 2)

    def _operations(self, capability: str) -> Iterator[CompletionItem]:
        """What can be asked of a capability, or has to be in a handler of it."""
        target = type_name(self._database, self._place, capability)
        if isinstance(target, Declared) and target.item.kind is ItemKind.TRAIT:
            for member in operations_of(self._database, target.item):
                yield call_item(self._database, member.member.name, member, 1)

    def _capabilities(self) -> Iterator[CompletionItem]:
        for name, target in capabilities_in_scope(self._database, self._place.item.path):
            found = named_item(self._database, name, target, 1 if not is_prelude(target.item.path) else 2)
            if found is not None:
                yield found

    def _module_before_dot(self, base: ast.Expr) -> str | None:
        """The file whose namespace a dot stands behind."""
        if not isinstance(base, ast.NameRef) or self._body is None or base.name in locals_at(self._place, self._body):
            return None
        found = self._database.environment(self._place.item.path).lookup_value(base.name)
        return found.path if isinstance(found, NamespaceEntity) else None

    def _exports(self, path: str, *, only_types: bool = False) -> Iterator[CompletionItem]:
        """What `module.name` may be; among types, the types and traits."""
        for name in self._database.environment(path).exported_names(path):
            for is_type in (True, False) if not only_types else (True,):
                target = entity_target(self._database.exported(Lookup(path, name, is_type)))
                found = named_item(self._database, name, target, 1) if target is not None else None
                if found is not None:
                    yield found

    def _is_own(self, member: Member) -> bool:
        """Whether the method is of the program, not of the prelude."""
        return not is_prelude(member.item.path)

    def _type_before_dot(self, base: ast.Expr) -> Idx | None:
        """The type that a dot stands behind; none if it is a value."""
        syntax = base.callee if isinstance(base, ast.TypeApplication) else base
        if isinstance(syntax, ast.SelfValue) and syntax.is_type:
            return written_type(self._database, self._place, ast.NamedType(syntax.span, "Self"))
        if not isinstance(syntax, ast.NameRef) or syntax.has_dollar or self._body is None:
            return None
        if syntax.name in locals_at(self._place, self._body):
            return None
        match type_name(self._database, self._place, syntax.name):
            case Declared(item) if item.kind is ItemKind.TYPE:
                return self._database.declared_type(item, self._database.generics(item).types)
            case Primitive(type_):
                return type_
            case TypeVariable(name=name):
                return written_type(self._database, self._place, ast.NamedType(syntax.span, name))
            case _:
                return None

    def _fields_of(self, type_: Idx) -> Iterator[CompletionItem]:
        pool = self._database.pool
        if pool.tag(type_) is Tag.TUPLE:
            for index, element in enumerate(pool.arguments(type_)):
                yield field_item(str(index), pool.name(element), None)
            return
        definition = self._database.definition(type_)
        if isinstance(definition, StructDefinition) and pool.is_nominal(type_):
            for index, field in enumerate(definition.fields):
                if not field.name.startswith("_"):
                    yield field_item(field.name, pool.name(field.type), Field(definition.declaration, index))

    # Fields and arguments by name

    def _fields(self, literal: ast.StructLiteral) -> Iterator[CompletionItem]:
        given = {field.name.text for field in literal.fields if isinstance(field, ast.FieldInit)}
        type_ = self._body.types.get(literal.span) if self._body is not None else None
        yield from self._missing_fields(type_, given, ": ")

    def _pattern_fields(self, pattern: ast.StructPattern | ast.VariantPattern) -> Iterator[CompletionItem]:
        given = {field.name.text for field in pattern.fields if field.name is not None}
        type_ = self._body.types.get(pattern.span) if self._body is not None else None
        if isinstance(pattern, ast.VariantPattern):
            yield from self._pattern()
        else:
            yield from self._missing_fields(type_, given, "")

    def _missing_fields(self, type_: Idx | None, given: set[str], ending: str) -> Iterator[CompletionItem]:
        definition = self._database.definition(type_) if type_ is not None and type_ >= 0 else None
        for index, field in enumerate(definition.fields if isinstance(definition, StructDefinition) else ()):
            if definition is not None and field.name not in given:
                name = self._database.pool.name(field.type)
                yield field_item(field.name, name, Field(definition.declaration, index), ending=ending)

    def _arguments(self, call: ast.Syntax) -> Iterator[CompletionItem]:
        if not isinstance(call, Calling):
            return
        given = {argument.name.text for argument in call.arguments if argument.name is not None}
        for name, type_ in parameters_of(self._database, call_target(self._database, self._at, call)):
            if name and name not in given:
                detail = f"{name}: {self._database.pool.name(type_)}"
                yield CompletionItem(f"{name}:", CompletionKind.ARGUMENT, f"{name}: ", f"{name}: $0", detail, group=0)

    # Patterns

    def _pattern(self) -> Iterator[CompletionItem]:
        """The variants of the matched type, or its name and fields if it is a struct."""
        type_ = self._matched_type()
        definition = self._database.definition(type_) if type_ is not None and type_ >= 0 else None
        match definition:
            case SumDefinition(declaration=item, variants=variants):
                for index in range(len(variants)):
                    found = variant_item(self._database, item, index, group=0, is_pattern=True)
                    if found is not None:
                        yield found
            case StructDefinition(declaration=item, fields=fields) if item.kind is ItemKind.TYPE:
                places = ", ".join(f"${{{index}:{field.name}}}" for index, field in enumerate(fields, 1))
                snippet = f"{item.name} {{ {places} }}"
                yield CompletionItem(item.name, CompletionKind.STRUCT, item.name, snippet, "", "", 0, Declared(item))
            case _:
                pass

    def _matched_type(self) -> Idx | None:
        """The type of the innermost pattern around the cursor."""
        if self._body is None:
            return None
        outwards = self._nodes[::-1]
        for node, parent in pairwise(outwards):
            if isinstance(parent, ast.Match):
                return self._body.types.get(parent.scrutinee.span)
            # A whole pattern may have the range of the body behind it, which is not written yet.
            if node.span in self._body.types and not isinstance(parent, ast.Arm):
                return self._body.types[node.span]
        return None

    # Types, names and words

    def _is_bound(self, parent: ast.Syntax) -> bool:
        """Whether a trait stands here, not a type."""
        node = self._nodes[-1]
        match parent:
            case ast.TypeParameter(is_constant=False, bounds=bounds):
                return node in bounds
            case ast.BoundConstraint() | ast.TraitItem():
                return True
            case ast.ImplItem(trait=trait):
                return node is trait
            case ast.AssociatedType(bounds=bounds):
                return node in bounds
            case ast.StructItem(head=head) | ast.SumItem(head=head) | ast.NewtypeItem(head=head):
                return node in head.derives
            case _:
                return False

    def _types(self, *, only_traits: bool = False) -> Iterator[CompletionItem]:
        for name, target in types_in_scope(self._database, self._place):
            is_trait = isinstance(target, Declared) and target.item.kind is ItemKind.TRAIT
            if only_traits and not is_trait:
                continue
            found = self._named(name, target, 4 if is_trait and not only_traits else 3)
            if found is not None:
                yield found

    def _named(self, name: str, target: Target, group: int) -> CompletionItem | None:
        if name == "Self":
            return CompletionItem(name, CompletionKind.TYPE_PARAMETER, name, "", "", "", group, target)
        return named_item(self._database, name, target, group)

    def _expression(self) -> Iterator[CompletionItem]:
        self.may_import = Importing.ALL
        if self._body is not None:
            for name, binding in locals_at(self._place, self._body).items():
                if MARK not in name:
                    detail = f"{name}: {self._database.pool.name(binding.type)}"
                    yield CompletionItem(name, CompletionKind.LOCAL, name, "", detail, "", 1, None, binding.type)
        path = self._place.item.path
        for name, target in values_in_scope(self._database, path):
            is_far = isinstance(target, (Declared, Variant)) and is_prelude(target.item.path)
            found = named_item(self._database, name, target, 4 if is_far else 2)
            if found is not None:
                yield found
        yield from self._types()
        yield from _keywords(self._words())

    def _words(self) -> Iterator[str]:
        """The words of the language that can begin what is typed here."""
        yield from _WORDS
        if any(isinstance(node, (ast.For, ast.While, ast.Loop, ast.Comprehension)) for node in self._nodes):
            yield from _LOOP_WORDS
        if len(self._nodes) > 1 and isinstance(self._nodes[-2], ast.Block):
            yield from _STATEMENT_WORDS

    def _exported(self) -> Iterator[CompletionItem]:
        """What the module that is imported from declares in public."""
        syntax = self._nodes[0]
        if not isinstance(syntax, ast.ImportItem):
            return
        importer, written = self._place.item.path, syntax.path.text
        path = imported_file(self._database, importer, written, is_relative=syntax.is_relative)
        if not self._database.workspace.module_items.contains(path):
            return
        scope = self._database.scope(path)
        for name, entity in (*scope.values.items(), *scope.types.items()):
            target = entity_target(entity) if entity.is_public else None
            if target is not None and not isinstance(target, Variant):
                found = named_item(self._database, name, target, 0)
                if found is not None:
                    yield CompletionItem(name, found.kind, name, "", found.detail, "", 0, target)
