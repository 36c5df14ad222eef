"""Hover.

Shows for a name what it is, as code, with its type, documentation, and where it comes from. For a type also its
definition and layout, for a function also how its parameters and result are passed; for what is generic, with which
types it is used here. On an expression that is no name it shows the type, of literals also other notations, and it
explains keywords and attributes.
"""

import msgspec
from msgspec.structs import replace

from ori_compiler.codegen.abi_report import AbiReport
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import callable_syntax, is_intrinsic
from ori_compiler.ide.abi import function_abi, item_abi, type_abi
from ori_compiler.ide.bodies import body_at
from ori_compiler.ide.documentation import Documentation
from ori_compiler.ide.embedded import embedding_at, finding, meaning, signature_of_embedding
from ori_compiler.ide.generated_code import FunctionName, function_name
from ori_compiler.ide.mention import mention_at
from ori_compiler.ide.position import Place, absolute, place_at, token_at
from ori_compiler.ide.signature import item_signature, origin_of, signature_of, types_of_use
from ori_compiler.ide.target import Declared, Field, Member, Mention, Use, Variant
from ori_compiler.ide.target_documentation import documentation_of
from ori_compiler.ide.words_explained import ATTRIBUTES, KEYWORDS, forms_of, literal_value
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId, item_of
from ori_compiler.types.typed_body import TypedBody


class Hover(msgspec.Struct, frozen=True):
    """What is known about a range of a file (absolute offsets).

    `code` is Ori code; `origin` the head of what it is a member of; `types` the types that are put in for type
    parameters here, or what an embedded file has; `context` is the definition it belongs to, if that is worth
    showing; `type` is the type of an expression that has no name. `abi` is of this machine. `function` is whose
    generated code can be shown.
    """

    at: Span
    code: str = ""
    origin: str = ""
    types: str = ""
    context: str = ""
    type: str = ""
    documentation: Documentation | None = None
    abi: AbiReport | None = None
    function: FunctionName | None = None
    is_intrinsic: bool = False


def hover(database: CompilerDatabase, path: str, offset: int) -> Hover | None:
    """What the cursor is on; none if there is nothing to say."""
    place = place_at(database, path, offset)
    if place is None:
        return None
    mention = mention_at(database, place)
    if mention is not None:
        return _of_mention(database, mention)
    return _with_explanation(database, place, _of_expression(database, place))


def _with_explanation(database: CompilerDatabase, place: Place, found: Hover | None) -> Hover | None:
    """What is known of an expression, and what the word or attribute under the cursor means."""
    token = token_at(database, place)
    explained = KEYWORDS.get(token.text, "")
    node, code, at = place.node, token.text, token.at
    if isinstance(node, ast.Attribute):
        explained, code, at = ATTRIBUTES.get(node.name, ""), f"#{node.name}", node.span
    range_ = absolute(database, ItemSpan(place.item, at))
    if not explained or range_ is None:
        return found
    documentation = Documentation(explained)
    return replace(found, documentation=documentation) if found else Hover(range_, code, documentation=documentation)


def _of_mention(database: CompilerDatabase, mention: Mention) -> Hover | None:
    at = absolute(database, mention.at)
    target = mention.target
    if at is None:
        return None
    function = _function(database, mention)
    return Hover(
        at=at,
        code=signature_of(database, target),
        origin=origin_of(database, target),
        types=types_of_use(database, target, mention.use),
        context=item_signature(database, target.item) if isinstance(target, (Variant, Field)) else "",
        documentation=documentation_of(database, target),
        abi=_abi(database, mention, function),
        function=_own(database, function),
        is_intrinsic=function is not None and is_intrinsic(callable_syntax(database, function)),
    )


def _own(database: CompilerDatabase, function: ItemId | MemberId | None) -> FunctionName | None:
    """The function if its code can be shown at once.

    The prelude is no part of the program, and to find the instances of a generic function takes a look at all of it.
    """
    if function is None or is_prelude(item_of(function).path) or database.signature(function).type_parameters:
        return None
    return function_name(database, function)


def _function(database: CompilerDatabase, mention: Mention) -> ItemId | MemberId | None:
    """The function, test or method with a body that is mentioned."""
    match mention.target:
        case Declared(item) if item.kind in (ItemKind.FUNCTION, ItemKind.TEST):
            return item
        case Member(member):
            syntax = callable_syntax(database, member)
            return member if syntax is not None and syntax.body is not None else None
        case _:
            return None


def _abi(database: CompilerDatabase, mention: Mention, function: ItemId | MemberId | None) -> AbiReport | None:
    match mention:
        case Mention(target=Declared(), use=Use(type=type_)) if type_ is not None:
            return type_abi(database, type_)
        case Mention(target=Declared(item)):
            return item_abi(database, item)
        case Mention(target=Member()) if function is not None:
            return function_abi(database, function)
        case _:
            return None


def _of_expression(database: CompilerDatabase, place: Place) -> Hover | None:
    """The type of the innermost expression under the cursor."""
    body = body_at(database, place)
    if body is None or not place.is_on_token:
        return None
    form = embedding_at(place.nodes)
    if form is not None:
        return _of_embedding(database, place, body, form)
    for node in reversed(place.nodes[1:]):
        type_ = body.types.get(node.span)
        if type_ is not None:
            at = absolute(database, ItemSpan(place.item, node.span))
            if at is None or database.pool.has_errors(type_):
                return None
            value = literal_value(node)
            forms = forms_of(value) if value is not None else ""
            name = database.pool.name(type_)
            return Hover(at=at, type=f"{name} // {forms}" if forms else name)
    return None


def _of_embedding(database: CompilerDatabase, place: Place, body: TypedBody, form: ast.Construct) -> Hover | None:
    at = absolute(database, ItemSpan(place.item, form.span))
    if at is None:
        return None
    code, found = signature_of_embedding(database, body, form), finding(body, form)
    return Hover(at=at, code=code, types=found, documentation=meaning(form))
