"""The identities of functions: written ones, their instances, lambdas, and those the compiler writes."""

from enum import StrEnum
from typing import Final

import msgspec

from ori_compiler.resolve.module_path import is_library, is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.pool import Idx


class DerivedOperation(StrEnum):
    """A structural operation that the compiler writes for a struct, sum, newtype or tuple."""

    EQUALS = "equals"
    DEBUG = "debug"
    TO_STR = "to_str"
    COMPARE = "compare"
    HASH = "hash"
    CLONE = "clone"
    DEFAULT = "default"


TRAIT_OF: Final = {
    DerivedOperation.EQUALS: ("Eq", "equals"),
    DerivedOperation.DEBUG: ("Debug", "debug"),
    DerivedOperation.TO_STR: ("Printable", "to_str"),
    DerivedOperation.COMPARE: ("Comparable", "compare"),
    DerivedOperation.HASH: ("Hashable", "hash"),
    DerivedOperation.CLONE: ("Clone", "clone"),
    DerivedOperation.DEFAULT: ("Default", "default"),
}
"""The trait and method of each structural operation."""


class DerivedFunction(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """The compiler-written function for one operation on one type.

    `symbol` tells types apart as `Definition.symbol` does; `declaration` is the item that declares the type.
    """

    operation: DerivedOperation
    type: Idx
    declaration: ItemId
    symbol: str = ""


class MemberId(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """A method or associated function, by the `impl`, `trait` or `extend` item that declares it.

    An associated constant is a function without parameters whose name begins with `$`.
    """

    item: ItemId
    name: str


def constant_member(name: str) -> str:
    """The name by which an `impl` or `trait` has an associated constant: no method can have it."""
    return f"${name}"


def is_constant_member(name: str) -> bool:
    """Whether a member is an associated constant, by its name."""
    return name.startswith("$")


class Instance(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """A generic function for one choice of type arguments. `symbol` names them the same way in every session."""

    base: ItemId | MemberId
    arguments: tuple[Idx, ...]
    symbol: str


class LambdaFunction(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """The body of the `index`-th lambda inside a function. Its first parameter is what the lambda captured.

    An adapter is one that the compiler made, to stand between an object and what it calls.
    """

    owner: "BodyFunction"
    index: int
    is_adapter: bool = False


BodyFunction = ItemId | MemberId | Instance
"""A function with a body in the source that is not part of another body."""

SourceFunction = ItemId | MemberId | Instance | LambdaFunction
"""A function that somebody wrote."""


class Thunk(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """How the table of an object reaches `function`: the value comes behind a pointer, see `arc.thunks`.

    `is_tail`: it is for calls in tail position.
    """

    function: SourceFunction | DerivedFunction
    is_tail: bool = False


FunctionId = SourceFunction | DerivedFunction | Thunk
"""A function, test, constant initialiser (`ItemId`), method, instance, lambda or compiler-written function."""


def is_send(function: ItemId | MemberId) -> bool:
    """Whether a function is the one that sends into a channel, which gives its argument away."""
    return function.name == "send" and is_prelude(item_of(function).path)


def item_of(function: FunctionId) -> ItemId:
    """The item whose text a function's spans count in."""
    while True:
        match function:
            case ItemId():
                return function
            case MemberId(item=item):
                return item
            case DerivedFunction(declaration=declaration):
                return declaration
            case Instance(base=base):
                function = base
            case LambdaFunction(owner=owner):
                function = owner
            case Thunk(function=behind):
                function = behind


def base_of(function: FunctionId) -> ItemId | MemberId | None:
    """The declaration that a function is an instance of; none for lambdas and what the compiler writes."""
    match function:
        case Instance(base=base):
            return base
        case ItemId() | MemberId():
            return function
        case _:
            return None


def is_of_program(function: FunctionId) -> bool:
    """Whether the user wrote a function: traces show no other."""
    if isinstance(function, Thunk) or (isinstance(function, LambdaFunction) and function.is_adapter):
        return False
    return not is_library(item_of(function).path)


def enters_library(caller: FunctionId, callee: FunctionId) -> bool:
    """Whether a call leads from the program to what the user did not write, of which a panic may come."""
    return is_of_program(caller) and not is_of_program(callee)


def name_of(function: FunctionId) -> str:
    """A function's name as a trace shows it, without sigil: a lambda goes by the function around it."""
    match function:
        case ItemId(name=name):
            return name
        case MemberId(name=name):
            return name
        case DerivedFunction(operation=operation, declaration=declaration):
            return f"{declaration.name}.{operation.value}"
        case Instance(base=base):
            return name_of(base)
        case LambdaFunction(owner=owner):
            return name_of(owner)
        case Thunk(function=behind):
            return name_of(behind)
