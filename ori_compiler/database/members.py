"""Methods and defaults of parameters: the bodies that are not items of their own.

A method is named by its `impl`, `trait` or `extend` and its name, an associated constant likewise, with its `$`; the
default of a parameter by what declares the parameter, with `=` before the parameter's name.
"""

from typing import TYPE_CHECKING

import msgspec

from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId, is_constant_member

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

MemberOwner = ast.TraitItem | ast.ImplItem | ast.ExtendItem


def default_of(function: ItemId | MemberId, parameter: str) -> MemberId:
    """The body that computes the default of a parameter."""
    if isinstance(function, MemberId):
        return MemberId(function.item, f"{function.name}={parameter}")
    return MemberId(function, f"={parameter}")


def owner_of_default(member: MemberId) -> tuple[ItemId | MemberId, str] | None:
    """The function and the parameter that a default belongs to; none if the member is no default."""
    method, sign, parameter = member.name.partition("=")
    if not sign:
        return None
    return (MemberId(member.item, method) if method else member.item), parameter


def method_syntax(database: "CompilerDatabase", member: MemberId) -> ast.Method | None:
    """The method as it is written; `CompilerDatabase.method` keeps it, so that its siblings may change."""
    item = database.item_syntax(member.item).item
    if not isinstance(item, (ast.TraitItem, ast.ImplItem, ast.ExtendItem)):
        return None
    for candidate in item.members:
        if isinstance(candidate, ast.Method) and candidate.name.text == member.name:
            return candidate
    return None


def constant_syntax(database: "CompilerDatabase", member: MemberId) -> ast.AssociatedConst | None:
    """The associated constant as it is written; none if the member is no constant."""
    item = database.item_syntax(member.item).item
    if not isinstance(item, (ast.TraitItem, ast.ImplItem)):
        return None
    for candidate in item.members:
        if isinstance(candidate, ast.AssociatedConst) and ast.member_name(candidate) == member.name:
            return candidate
    return None


def callable_syntax(database: "CompilerDatabase", function: ItemId | MemberId) -> ast.FunctionItem | ast.Method | None:
    """A function or method as it is written."""
    if isinstance(function, MemberId):
        return database.method(function)
    item = database.item_syntax(function).item
    return item if isinstance(item, ast.FunctionItem) else None


def parameter_syntax(database: "CompilerDatabase", function: ItemId | MemberId, name: str) -> ast.Parameter | None:
    """A parameter as it is written."""
    syntax = callable_syntax(database, function)
    found = (p for p in syntax.parameters if p.name.text == name) if syntax is not None else iter(())
    return next(found, None)


def bodies_of(database: "CompilerDatabase", item: ItemId) -> tuple[ItemId | MemberId, ...]:
    """Everything in an item that has a body to check, in source order."""
    syntax = database.item_syntax(item).item
    match syntax:
        case ast.FunctionItem():
            return (item, *_defaults(item, syntax.parameters))
        case ast.TestItem() | ast.ConstantItem():
            return (item,)
        case ast.TraitItem() | ast.ImplItem() | ast.ExtendItem():
            found: list[ItemId | MemberId] = []
            for member in syntax.members:
                if isinstance(member, ast.Method):
                    function = MemberId(item, member.name.text)
                    if member.body is not None:
                        found.append(function)
                    found += _defaults(function, member.parameters)
                elif isinstance(member, ast.AssociatedConst) and member.value is not None:
                    found.append(MemberId(item, ast.member_name(member)))
            return tuple(dict.fromkeys(found))
        case _:
            return ()


def _defaults(function: ItemId | MemberId, parameters: tuple[ast.Parameter, ...]) -> list[MemberId]:
    return [default_of(function, p.name.text) for p in parameters if p.default is not None]


def is_constant(database: "CompilerDatabase", function: ItemId | MemberId) -> bool:
    """Whether a body is the value of a constant, of a module or of a type."""
    if isinstance(function, MemberId):
        return is_constant_member(function.name)
    return function.kind is ItemKind.CONSTANT and not database.signature(function).is_constant


def is_intrinsic(syntax: msgspec.Struct | None) -> bool:
    """Whether a body is provided by the compiler."""
    body = getattr(syntax, "value" if isinstance(syntax, ast.ConstantItem) else "body", None)
    return isinstance(body, ast.NameRef) and body.name == "intrinsic"
