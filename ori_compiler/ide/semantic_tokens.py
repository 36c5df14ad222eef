"""Semantic tokens: what each name is, for colours that a grammar cannot know.

Words of the language, texts, numbers and comments are left to the grammar. Tokens are computed for each item by a query
of the engine, relative to the item, so an edit costs the items it changes, and one that moves costs nothing.
"""

from collections.abc import Iterator
from enum import Enum, IntFlag, auto

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.meanings import same
from ori_compiler.ide.mention import mention_at
from ori_compiler.ide.occurrences import declares, places_of_names
from ori_compiler.ide.position import Place, item_range, items_of
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Member,
    Module,
    Parameter,
    Primitive,
    Target,
    TypeVariable,
    Variant,
)
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.typed_body import BindingKind


class TokenType(Enum):
    """What a name stands for; the values are the protocol's standard names."""

    NAMESPACE = "namespace"
    TYPE = "type"
    ENUM = "enum"
    INTERFACE = "interface"
    STRUCT = "struct"
    TYPE_PARAMETER = "typeParameter"
    PARAMETER = "parameter"
    VARIABLE = "variable"
    PROPERTY = "property"
    ENUM_MEMBER = "enumMember"
    FUNCTION = "function"
    METHOD = "method"
    LABEL = "label"


class Modifier(IntFlag):
    """What else is true of a name. The last two are Ori's own: it may be assigned; it is a capability."""

    DECLARATION = auto()
    READONLY = auto()
    STATIC = auto()
    DEFAULT_LIBRARY = auto()
    MUTABLE = auto()
    CAPABILITY = auto()


NO_MODIFIERS = Modifier(0)


class SemanticToken(msgspec.Struct, frozen=True):
    """One name of an item; `start` counts from the item's beginning."""

    start: int
    length: int
    type: TokenType
    modifiers: Modifier


class SemanticTokens:
    """The tokens of a database's files."""

    def __init__(self, database: CompilerDatabase) -> None:
        self._database = database
        self._of_item = database.engine.query("semantic_tokens", self._tokens)

    def of_file(self, path: str, shown: Span | None = None) -> Iterator[tuple[int, SemanticToken]]:
        """The tokens of a file with their offsets, in order; only of the items that touch a range, if one is given."""
        for item in items_of(self._database, path):
            whole = item_range(self._database, item)
            if shown is None or (whole.start <= shown.end and shown.start <= whole.end):
                for token in self._of_item(item):
                    yield whole.start + token.start, token

    def _tokens(self, item: ItemId) -> tuple[SemanticToken, ...]:
        found: list[SemanticToken] = []
        for word, place in places_of_names(self._database, item):
            mention = mention_at(self._database, place)
            if mention is not None:
                type_, modifiers = _kind(self._database, place, mention.target)
                found.append(SemanticToken(word.start, word.end - word.start, type_, modifiers))
        return tuple(found)


def _kind(database: CompilerDatabase, place: Place, target: Target) -> tuple[TokenType, Modifier]:
    type_, modifiers = _of_target(database, target)
    if declares(place, target):
        modifiers |= Modifier.DECLARATION
    if not isinstance(target, Primitive) and is_library(
        target.path if isinstance(target, Module) else target.item.path
    ):
        modifiers |= Modifier.DEFAULT_LIBRARY
    if any(isinstance(node, (ast.Capability, ast.CapsetItem)) for node in place.nodes) or _is_provided(place):
        modifiers |= Modifier.CAPABILITY
    return type_, modifiers


def _is_provided(place: Place) -> bool:
    """Whether a name is the capability that a `with` provides."""
    parent = place.parent
    return isinstance(parent, ast.CapabilityBinding) and place.node is parent.capability


def _of_target(database: CompilerDatabase, target: Target) -> tuple[TokenType, Modifier]:
    match target:
        case Declared(item):
            return _of_item(database, item)
        case Member(member):
            return _of_member(database, target) if not member.name.startswith("$") else _CONSTANT
        case Local():
            return _of_local(database, target)
        case Parameter():
            return TokenType.PARAMETER, NO_MODIFIERS
        case Variant():
            return TokenType.ENUM_MEMBER, NO_MODIFIERS
        case Field():
            return TokenType.PROPERTY, NO_MODIFIERS
        case Primitive(is_conversion=is_conversion):
            return TokenType.FUNCTION if is_conversion else TokenType.TYPE, Modifier.DEFAULT_LIBRARY
        case LabelName():
            return TokenType.LABEL, NO_MODIFIERS
        case TypeVariable():
            return TokenType.TYPE_PARAMETER, NO_MODIFIERS
        case Module():
            return TokenType.NAMESPACE, NO_MODIFIERS


_CONSTANT = (TokenType.VARIABLE, Modifier.READONLY | Modifier.STATIC)


def _of_item(database: CompilerDatabase, item: ItemId) -> tuple[TokenType, Modifier]:
    match item.kind:
        case ItemKind.CONSTANT:
            return _CONSTANT
        case ItemKind.TYPE:
            is_sum = isinstance(database.item_syntax(item).item, ast.SumItem)
            return TokenType.ENUM if is_sum else TokenType.STRUCT, NO_MODIFIERS
        case ItemKind.TRAIT:
            return TokenType.INTERFACE, NO_MODIFIERS
        case ItemKind.FUNCTION | ItemKind.TEST:
            return TokenType.FUNCTION, NO_MODIFIERS
        case _:
            return TokenType.TYPE, NO_MODIFIERS


def _of_member(database: CompilerDatabase, target: Member) -> tuple[TokenType, Modifier]:
    method = database.method(target.member)
    if method is None:
        return TokenType.TYPE, NO_MODIFIERS
    return TokenType.METHOD, NO_MODIFIERS if method.has_self else Modifier.STATIC


def _of_local(database: CompilerDatabase, target: Local) -> tuple[TokenType, Modifier]:
    if isinstance(same(database, target), Parameter):
        return TokenType.PARAMETER, NO_MODIFIERS
    binding = database.typed_body(target.function).bindings.get(target.binding)
    if binding is None or binding.kind is not BindingKind.LET:
        return TokenType.VARIABLE, NO_MODIFIERS
    return TokenType.VARIABLE, Modifier.READONLY if binding.is_immutable else Modifier.MUTABLE
