"""Hover.

Shows for a name what it is, as code, with its type and documentation. For a type also its definition and layout, for a
function also how its parameters and result are passed. On an expression that is no name it shows the type.
"""

import msgspec

from ori_compiler.codegen.abi_report import AbiReport
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.abi import item_abi
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.documentation import Documentation, documentation_above
from ori_compiler.ide.position import Place, absolute, place_at
from ori_compiler.ide.signature import item_signature, signature_of
from ori_compiler.ide.target import (
    Declared,
    Field,
    Local,
    Mention,
    Parameter,
    Target,
    Variant,
    body_at,
    mention_at,
)
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class Hover(msgspec.Struct, frozen=True):
    """What is known about a range of a file (absolute offsets).

    `code` is Ori code; `context` is the definition it belongs to, if that is worth showing; `type` is the type of an
    expression that has no name. `abi` is of this machine. `function` is whose generated code can be shown.
    """

    at: Span
    code: str = ""
    context: str = ""
    type: str = ""
    documentation: Documentation | None = None
    abi: AbiReport | None = None
    function: ItemId | None = None
    is_intrinsic: bool = False


def hover(database: CompilerDatabase, path: str, offset: int) -> Hover | None:
    """What the cursor is on; none if there is nothing to say."""
    place = place_at(database, path, offset)
    if place is None:
        return None
    mention = mention_at(database, place)
    return _of_expression(database, place) if mention is None else _of_mention(database, mention)


def _of_mention(database: CompilerDatabase, mention: Mention) -> Hover | None:
    at = absolute(database, mention.at)
    target = mention.target
    if at is None:
        return None
    declared = target.item if isinstance(target, Declared) else None
    is_function = declared is not None and declared.kind in (ItemKind.FUNCTION, ItemKind.TEST)
    is_intrinsic = declared is not None and declared.path == PRELUDE
    return Hover(
        at=at,
        code=signature_of(database, target),
        context=item_signature(database, target.item) if isinstance(target, (Variant, Field)) else "",
        documentation=_documentation(database, target),
        abi=item_abi(database, declared) if declared is not None else None,
        function=declared if is_function and not is_intrinsic else None,
        is_intrinsic=is_intrinsic,
    )


def _of_expression(database: CompilerDatabase, place: Place) -> Hover | None:
    """The type of the innermost expression under the cursor."""
    body = body_at(database, place)
    if body is None or not place.is_on_token:
        return None
    for node in reversed(place.nodes[1:]):
        type_ = body.types.get(node.span)
        if type_ is not None:
            at = absolute(database, ItemSpan(place.item, node.span))
            return Hover(at=at, type=database.pool.name(type_)) if at is not None else None
    return None


def _documentation(database: CompilerDatabase, target: Target) -> Documentation | None:
    """The comment above the declaration; for a part of one, what the whole's comment says about it."""
    match target:
        case Declared(item):
            return documentation_above(database, ItemSpan(item, Span(0, 0)))
        case Variant() | Field() | Parameter():
            return _documentation_of_part(database, target)
        case Local(item, span):
            return _documentation_of_parameter(database, item, span)
        case _:
            return None


def _documentation_of_part(database: CompilerDatabase, part: Variant | Field | Parameter) -> Documentation | None:
    syntax = declaring_syntax(database, part)
    if syntax is None or syntax.name is None:
        return None
    own = documentation_above(database, ItemSpan(part.item, syntax.span)) if syntax.span.start else None
    return own or _text_about(database, part.item, syntax.name.text)


def _documentation_of_parameter(database: CompilerDatabase, item: ItemId, binding: Span) -> Documentation | None:
    """The text about a parameter where it is used inside the body."""
    syntax = database.item_syntax(item).item
    for parameter in syntax.parameters if isinstance(syntax, ast.FunctionItem) else ():
        if parameter.name.span == binding:
            return _text_about(database, item, parameter.name.text)
    return None


def _text_about(database: CompilerDatabase, item: ItemId, name: str) -> Documentation | None:
    whole = documentation_above(database, ItemSpan(item, Span(0, 0)))
    text = whole.of_parameter(name) if whole is not None else ""
    return Documentation(text) if text else None
