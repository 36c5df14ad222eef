"""One proposal of a completion, made from what it stands for."""

from enum import Enum

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.signature import origin_of, signature_of
from ori_compiler.ide.target import Declared, Field, Local, Member, Module, Primitive, Target, TypeVariable, Variant
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId, is_constant_member
from ori_compiler.types.pool import Idx, Tag


class CompletionKind(Enum):
    """What a proposal is."""

    METHOD = "method"
    FUNCTION = "function"
    FIELD = "field"
    VARIANT = "variant"
    STRUCT = "struct"
    SUM = "sum"
    TRAIT = "trait"
    CONSTANT = "constant"
    LOCAL = "local"
    KEYWORD = "keyword"
    ARGUMENT = "argument"
    TYPE_PARAMETER = "type parameter"
    PRIMITIVE = "primitive"
    MODULE = "module"
    POSTFIX = "postfix"


class CompletionItem(msgspec.Struct, frozen=True):
    """A proposal. `snippet` is what editors that know placeholders (`${1:name}`, `$0`) insert instead of `text`.

    `group` orders proposals: what is most likely meant has the smallest; what `fits` goes before all others. `type` is
    that of the value, of `target` documentation is asked. `edits` are made besides, such as an import.
    """

    label: str
    kind: CompletionKind
    text: str
    snippet: str = ""
    detail: str = ""
    origin: str = ""
    group: int = 5
    target: Target | None = None
    type: Idx | None = None
    fits: bool = False
    edits: tuple[TextEdit, ...] = ()


def call_item(database: CompilerDatabase, name: str, target: Declared | Member, group: int) -> CompletionItem:
    """A function or method, with places for its arguments; or a constant of a type."""
    function = target.member if isinstance(target, Member) else target.item
    if isinstance(target, Member) and is_constant_member(name):
        detail, origin = signature_of(database, target), origin_of(database, target)
        return CompletionItem(name, CompletionKind.CONSTANT, name, "", detail, origin, group, target)
    kind = CompletionKind.METHOD if database.signature(function).receiver is not None else CompletionKind.FUNCTION
    return CompletionItem(
        label=name,
        kind=kind,
        text=name,
        snippet=f"{name}({_arguments(database, function)})",
        detail=signature_of(database, target),
        origin=origin_of(database, target),
        group=group,
        target=target,
        type=database.signature(function).result,
    )


def _arguments(database: CompilerDatabase, function: ItemId | MemberId) -> str:
    """`name: ${1:name}` for each parameter that has to be given; a lone function value goes without its name."""
    parameters = [p for p in database.signature(function).parameters if not p.has_default and not p.is_variadic]
    if len(parameters) == 1 and database.pool.tag(parameters[0].type) is Tag.FUNCTION:
        return f"${{1:{parameters[0].name}}}"
    return ", ".join(f"{p.name}: ${{{index}:{p.name}}}" for index, p in enumerate(parameters, 1))


def field_item(name: str, type_: str, target: Field | None, *, group: int = 0, ending: str = "") -> CompletionItem:
    """A field or tuple position; with an ending where a value is to follow."""
    snippet = f"{name}{ending}$0" if ending else ""
    return CompletionItem(name, CompletionKind.FIELD, name + ending, snippet, f"{name}: {type_}", "", group, target)


def variant_item(
    database: CompilerDatabase, item: ItemId, index: int, *, group: int, is_pattern: bool = False
) -> CompletionItem | None:
    """A variant with places for its payload."""
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, ast.SumItem) or index >= len(syntax.variants):
        return None
    variant = syntax.variants[index]
    name, names = variant.name.text, [field.name.text if field.name else "" for field in variant.fields]
    places = [
        f"{field}: ${{{place}:{field}}}" if field and not is_pattern else f"${{{place}:{field or '_'}}}"
        for place, field in enumerate(names, 1)
    ]
    snippet = f"{name}({', '.join(places)})" if places else ""
    target = Variant(item, index)
    return CompletionItem(
        name, CompletionKind.VARIANT, name, snippet, signature_of(database, target), "", group, target
    )


def named_item(database: CompilerDatabase, name: str, target: Target, group: int) -> CompletionItem | None:
    """What a name of a module or signature means."""
    match target:
        case Declared(item) if database.signature(item).is_constant:
            return call_item(database, f"${name}", target, group)
        case Declared(item) if item.kind is ItemKind.FUNCTION:
            return call_item(database, name, target, group)
        case Declared(item) if item.kind is ItemKind.CONSTANT:
            text, kind = f"${name}", CompletionKind.CONSTANT
        case Declared(item) if item.kind in (ItemKind.TRAIT, ItemKind.CAPSET):
            text, kind = name, CompletionKind.TRAIT
        case Declared(item) if item.kind is ItemKind.TYPE:
            is_sum = database.pool.tag(database.declared_type(item)) is Tag.SUM
            text, kind = name, CompletionKind.SUM if is_sum else CompletionKind.STRUCT
        case Variant(item, index):
            return variant_item(database, item, index, group=group)
        case TypeVariable():
            text, kind = name, CompletionKind.TYPE_PARAMETER
        case Primitive():
            text, kind = name, CompletionKind.PRIMITIVE
        case Module():
            text, kind = name, CompletionKind.MODULE
        case Local():
            text, kind = name, CompletionKind.LOCAL
        case _:
            return None
    detail = " ".join(signature_of(database, target).split())
    return CompletionItem(text, kind, text, "", detail, "", group, target)


class Completions(msgspec.Struct, frozen=True):
    """All proposals, and the range (absolute) of the name that they replace.

    `is_complete` unless there would be more as soon as something is typed of the name.
    """

    replaced: Span
    items: tuple[CompletionItem, ...]
    is_complete: bool = True
