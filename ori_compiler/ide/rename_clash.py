"""Why something cannot have a name: it is no name, or means something else where the thing is mentioned."""

from collections.abc import Iterable
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.names import Lookup
from ori_compiler.ide.meanings import meanings_at
from ori_compiler.ide.occurrences import Occurrence, places_of_word
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Member,
    Module,
    Parameter,
    Target,
    TypeVariable,
    Variant,
)
from ori_compiler.resolve.module_path import BUILT_IN_FUNCTIONS
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.syntax.kinds import FUTURE_WORDS, KIND_OF
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import PRIMITIVE_NAMES

_TYPES: Final = frozenset((ItemKind.TYPE, ItemKind.TRAIT))
_VALUES: Final = (Local, Parameter, Declared, Variant, Module)


def wrong_name(target: Target, new: str) -> str:
    """Why a word cannot be the name of something, wherever it is; empty if it can."""
    if not new.isidentifier():
        return f"`{new}` is not a name: a name consists of letters, digits and `_`, and begins with no digit"
    if new in KIND_OF or new in FUTURE_WORDS:
        return f"`{new}` is a word of the language"
    if _is_type(target) and new in PRIMITIVE_NAMES:
        return f"`{new}` is a type of the language"
    if _is_type(target) and not new[0].isupper():
        return f"the name of a type begins with a capital letter, and `{new}` does not"
    if isinstance(target, Declared) and target.item.kind is ItemKind.FUNCTION and new in BUILT_IN_FUNCTIONS:
        return f"`@{new}` is a built-in function and cannot be declared"
    return ""


def _is_type(target: Target) -> bool:
    return isinstance(target, TypeVariable) or (isinstance(target, Declared) and target.item.kind in _TYPES)


def clash_with(database: CompilerDatabase, target: Target, changed: Iterable[Occurrence], new: str) -> str:
    """What already has a name where something is declared or mentioned; empty if nothing has."""
    changed = tuple(changed)
    if new in _siblings(database, target, changed):
        return f"there is a `{new}` beside it already"
    if isinstance(target, (Declared, Variant, Module)):
        for path in dict.fromkeys(each.path for each in changed):
            for is_type in (True, False) if _is_type(target) else (False,):
                if database.lookup(Lookup(path, new, is_type)) is not None:
                    return f"`{new}` means something else already in `{path}`"
    if isinstance(target, (Field, Member)):
        return ""
    for item in dict.fromkeys(each.place.item for each in changed):
        if isinstance(target, Parameter) and item != target.item:
            # Calls only name it.
            continue
        others = (other for place in places_of_word(database, item, new) for other in meanings_at(database, place))
        if any(_is_in_the_way(target, other) for other in others):
            return f"`{new}` is used for something else where `{_old(database, changed)}` is mentioned"
    return ""


def _old(database: CompilerDatabase, changed: tuple[Occurrence, ...]) -> str:
    first = changed[0]
    return database.workspace.texts[first.path][first.at.start : first.at.end]


def _is_in_the_way(target: Target, other: Target) -> bool:
    """Whether two things that one item mentions cannot have the same name."""
    match target:
        case LabelName():
            return isinstance(other, LabelName)
        case TypeVariable():
            return isinstance(other, TypeVariable) or _is_type(other)
        case Local() | Parameter():
            function = target.function
            if isinstance(other, (Local, Parameter)):
                return other.function == function
            return isinstance(other, _VALUES) and not _is_type(other)
        case _:
            return isinstance(other, (Local, Parameter)) and not _is_type(target)


def _siblings(database: CompilerDatabase, target: Target, changed: tuple[Occurrence, ...]) -> set[str]:
    """The names of what stands beside something: other fields, variants, parameters, members."""
    match target:
        case Field(item, variant=None):
            syntax = database.item_syntax(item).item
            return _names(syntax.fields) if isinstance(syntax, ast.StructItem) else set()
        case Field(item, variant=int(variant)):
            syntax = database.item_syntax(item).item
            return _names(syntax.variants[variant].fields) if isinstance(syntax, ast.SumItem) else set()
        case Member(MemberId(item, name)):
            owners = {item, *(each.place.item for each in changed if each.is_declaration)}
            sign = "$" if name.startswith("$") else ""
            return {each.removeprefix(sign) for owner in owners for each in _members(database, owner)}
        case Parameter():
            return set().union(*(_parameters(each) for each in changed))
        case _:
            return set()


def _parameters(occurrence: Occurrence) -> set[str]:
    """The parameters beside one that is declared at a place."""
    match occurrence.place.nodes:
        case (*_, ast.FunctionItem(parameters=parameters), ast.Parameter(), ast.Name()):
            return _names(parameters)
        case (*_, ast.Method(parameters=parameters), ast.Parameter(), ast.Name()):
            return _names(parameters)
        case _:
            return set()


def _members(database: CompilerDatabase, owner: ItemId) -> set[str]:
    syntax = database.item_syntax(owner).item
    if not isinstance(syntax, (ast.TraitItem, ast.ImplItem, ast.ExtendItem)):
        return set()
    return {ast.member_name(member) for member in syntax.members}


def _names(parts: Iterable[ast.FieldSyntax | ast.Parameter]) -> set[str]:
    return {part.name.text for part in parts if part.name is not None}
