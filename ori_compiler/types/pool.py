"""The interner of types: a type is an `Idx`, and two types are equal exactly if their indices are.

Primitives have fixed indices. An `Idx` stays valid as long as its pool lives, across edits: a struct's index depends on
its declaration's identity and its arguments, not on its fields. Constants stand among types wherever a generic takes
one: `[T, max 3]` is applied to the type `T` and the constant `3`.
"""

from enum import IntEnum
from typing import Final, NewType

import msgspec

from ori_compiler.source.item_id import ItemId

Idx = NewType("Idx", int)
"""An interned type; a negative one is an inference variable of the body being checked."""


class Tag(IntEnum):
    """The constructor of a type: what exhaustive dispatch looks at. The comments say what the arguments are."""

    ERROR = 0
    NEVER = 1
    VOID = 2
    INT = 3
    FLOAT = 4
    BOOL = 5
    BYTE = 6
    CHAR = 7
    STR = 8
    STRUCT = 9  # a declared struct or newtype, by its declaration: its type arguments
    SUM = 10  # a declared sum, by its declaration: its type arguments
    PARAMETER = 11  # a rigid type or constant parameter, by its owner and name
    FUNCTION = 12  # parameters, then the result
    VARIABLE = 13  # an inference variable
    TUPLE = 14  # its elements
    LIST = 15  # its element
    FIXED_LIST = 16  # its element, then its capacity
    MAP = 17  # key, value
    OBJECT = 18  # a trait object: one `BOUND` for each trait
    BOUND = 19  # a trait, by its declaration, applied to its arguments; no type of a value
    PROJECTION = 20  # an associated type, by its trait and name: the implementing type, then the trait's arguments
    OPAQUE = 21  # the hidden result type of an `impl Trait` function, by the function: its type arguments
    CONSTANT = 22  # a constant value
    OPERATION = 23  # an operation on constants that are not all known, by its operator: its operands
    CAPABILITY = 24  # whatever provides a capability, by its trait; nobody can write this type


ERROR: Final = Idx(0)
NEVER: Final = Idx(1)
VOID: Final = Idx(2)
INT: Final = Idx(3)
FLOAT: Final = Idx(4)
BOOL: Final = Idx(5)
BYTE: Final = Idx(6)
CHAR: Final = Idx(7)
STR: Final = Idx(8)

PRIMITIVE_NAMES: Final[dict[str, Idx]] = {
    "Never": NEVER,
    "void": VOID,
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "byte": BYTE,
    "char": CHAR,
    "str": STR,
}
_NAME_OF_PRIMITIVE: Final[dict[Idx, str]] = {idx: name for name, idx in PRIMITIVE_NAMES.items()}

_HAS_VARIABLE: Final = 1
_HAS_PARAMETER: Final = 2
_HAS_ERROR: Final = 4


class _Entry(msgspec.Struct, frozen=True, cache_hash=True):
    """One interned type: its constructor and what it is applied to."""

    tag: Tag
    declaration: ItemId | None = None
    name: str = ""
    arguments: tuple[Idx, ...] = ()
    value: int | bool | None = None
    is_constant: bool = False


class Pool:
    """Interns types for one compiler session."""

    __slots__ = ("_entries", "_flags", "_indices")

    def __init__(self) -> None:
        self._entries: list[_Entry] = [_Entry(tag) for tag in Tag if tag <= Tag.STR]
        self._flags: list[int] = [_HAS_ERROR if entry.tag is Tag.ERROR else 0 for entry in self._entries]
        self._indices: dict[_Entry, Idx] = {entry: Idx(i) for i, entry in enumerate(self._entries)}

    def _intern(self, entry: _Entry) -> Idx:
        found = self._indices.get(entry)
        if found is None:
            found = Idx(len(self._entries))
            flags = _HAS_PARAMETER if entry.tag in (Tag.PARAMETER, Tag.PROJECTION, Tag.OPAQUE) else 0
            for argument in entry.arguments:
                flags |= _HAS_VARIABLE if argument < 0 else self._flags[argument]
            self._entries.append(entry)
            self._flags.append(flags)
            self._indices[entry] = found
        return found

    def struct(self, declaration: ItemId, arguments: tuple[Idx, ...] = ()) -> Idx:
        """The struct or newtype that `declaration` declares."""
        return self._intern(_Entry(Tag.STRUCT, declaration, declaration.name, arguments))

    def sum(self, declaration: ItemId, arguments: tuple[Idx, ...] = ()) -> Idx:
        """The sum type that `declaration` declares."""
        return self._intern(_Entry(Tag.SUM, declaration, declaration.name, arguments))

    def parameter(self, owner: ItemId, name: str, *, is_constant: bool = False, scope: str = "") -> Idx:
        """A rigid type or constant parameter of a signature; `scope` names the member of `owner` it belongs to."""
        shown = f"{scope}.{name}" if scope else name
        return self._intern(_Entry(Tag.PARAMETER, owner, shown, is_constant=is_constant))

    def function(self, parameters: tuple[Idx, ...], result: Idx) -> Idx:
        """The function type from `parameters` to `result`."""
        return self._intern(_Entry(Tag.FUNCTION, None, "", (*parameters, result)))

    def tuple_(self, elements: tuple[Idx, ...]) -> Idx:
        """The tuple of these elements."""
        return self._intern(_Entry(Tag.TUPLE, arguments=elements))

    def list_(self, element: Idx) -> Idx:
        """`[T]`."""
        return self._intern(_Entry(Tag.LIST, arguments=(element,)))

    def fixed_list(self, element: Idx, capacity: Idx) -> Idx:
        """`[T, max N]`."""
        return self._intern(_Entry(Tag.FIXED_LIST, arguments=(element, capacity)))

    def map_(self, key: Idx, value: Idx) -> Idx:
        """`{K: V}`."""
        return self._intern(_Entry(Tag.MAP, arguments=(key, value)))

    def bound(self, trait: ItemId, arguments: tuple[Idx, ...] = ()) -> Idx:
        """A trait with its arguments, without the type that implements it."""
        return self._intern(_Entry(Tag.BOUND, trait, trait.name, arguments))

    def object(self, bounds: tuple[Idx, ...]) -> Idx:
        """The object type of some traits; their order means nothing."""
        return self._intern(_Entry(Tag.OBJECT, arguments=tuple(sorted(set(bounds)))))

    def capability(self, trait: ItemId) -> Idx:
        """What a function with `uses Trait` gets for it."""
        return self._intern(_Entry(Tag.CAPABILITY, trait, trait.name))

    def projection(self, trait: ItemId, name: str, type_: Idx, arguments: tuple[Idx, ...] = ()) -> Idx:
        """The associated type `name` that `type_` gives as an implementation of `trait`."""
        return self._intern(_Entry(Tag.PROJECTION, trait, name, (type_, *arguments)))

    def opaque(self, function: ItemId, name: str, arguments: tuple[Idx, ...]) -> Idx:
        """The hidden result of a function, or of the member `name` of an item."""
        return self._intern(_Entry(Tag.OPAQUE, function, name, arguments))

    def constant(self, value: int | bool) -> Idx:
        """A constant as an argument of a type."""
        kind = "bool" if isinstance(value, bool) else "int"
        return self._intern(_Entry(Tag.CONSTANT, name=kind, value=value))

    def operation(self, operator: str, operands: tuple[Idx, ...]) -> Idx:
        """An operation on constants, one of which is not known yet."""
        return self._intern(_Entry(Tag.OPERATION, name=operator, arguments=operands))

    def with_arguments(self, idx: Idx, arguments: tuple[Idx, ...]) -> Idx:
        """The same constructor applied to other arguments."""
        entry = self._entries[idx]
        if entry.arguments == arguments:
            return idx
        if entry.tag is Tag.OBJECT:
            return self.object(arguments)
        return self._intern(_Entry(entry.tag, entry.declaration, entry.name, arguments, entry.value, entry.is_constant))

    def tag(self, idx: Idx) -> Tag:
        """The constructor of a type; `VARIABLE` for an inference variable."""
        return self._entries[idx].tag if idx >= 0 else Tag.VARIABLE

    def declaration(self, idx: Idx) -> ItemId:
        """The item that declares a struct, sum or bound, or owns a parameter or projection."""
        found = self._entries[idx].declaration
        if found is None:
            raise TypeError(f"type {idx} has no declaration")
        return found

    def is_nominal(self, idx: Idx) -> bool:
        """Whether the type is a declared struct, newtype or sum."""
        return idx > STR and self._entries[idx].tag in (Tag.STRUCT, Tag.SUM)

    def is_bound(self, idx: Idx) -> bool:
        """Whether this is a trait with its arguments."""
        return self.tag(idx) is Tag.BOUND

    def arguments(self, idx: Idx) -> tuple[Idx, ...]:
        """What the constructor is applied to; for a function its parameters, then its result."""
        return self._entries[idx].arguments

    def value(self, idx: Idx) -> int | bool | None:
        """The value of a constant; none for anything else."""
        return self._entries[idx].value if idx >= 0 else None

    def operator(self, idx: Idx) -> str:
        """The operator of an operation on constants, or the name of a projection or opaque type."""
        return self._entries[idx].name

    def is_constant_parameter(self, idx: Idx) -> bool:
        """Whether a parameter stands for a constant."""
        return idx >= 0 and self._entries[idx].is_constant

    def has_variables(self, idx: Idx) -> bool:
        """Whether an inference variable stands anywhere in the type."""
        return idx < 0 or bool(self._flags[idx] & _HAS_VARIABLE)

    def has_parameters(self, idx: Idx) -> bool:
        """Whether the type depends on a type parameter, or on an associated or hidden type."""
        return idx >= 0 and bool(self._flags[idx] & _HAS_PARAMETER)

    def has_errors(self, idx: Idx) -> bool:
        """Whether the error type stands anywhere in the type."""
        return idx >= 0 and bool(self._flags[idx] & _HAS_ERROR)

    def name(self, idx: Idx) -> str:
        """The type as a user writes it."""
        return self._spell(idx, is_qualified=False)

    def symbol(self, idx: Idx) -> str:
        """The type with the files of its declarations: the same in every session, and no other type's."""
        return self._spell(idx, is_qualified=True)

    def _spell(self, idx: Idx, *, is_qualified: bool) -> str:
        if idx < 0:
            return "_"
        primitive = _NAME_OF_PRIMITIVE.get(idx)
        if primitive is not None:
            return primitive
        entry = self._entries[idx]
        parts = [self._spell(argument, is_qualified=is_qualified) for argument in entry.arguments]
        match entry.tag:
            case Tag.ERROR:
                return "<error>"
            case Tag.FUNCTION:
                return f"({', '.join(parts[:-1])}) -> {parts[-1]}"
            case Tag.TUPLE:
                return f"({', '.join(parts)})"
            case Tag.LIST:
                return f"[{parts[0]}]"
            case Tag.FIXED_LIST:
                return f"[{parts[0]}, max {parts[1]}]"
            case Tag.MAP:
                return f"{{{parts[0]}: {parts[1]}}}"
            case Tag.OBJECT:
                return " + ".join(parts)
            case Tag.PROJECTION:
                return f"{parts[0]}.{entry.name}"
            case Tag.OPAQUE:
                return f"impl result of @{entry.name or (entry.declaration.name if entry.declaration else '')}"
            case Tag.CONSTANT:
                return str(entry.value).lower()
            case Tag.OPERATION:
                return f"{entry.name}{parts[0]}" if len(parts) == 1 else f"{parts[0]} {entry.name} {parts[1]}"
            case Tag.CAPABILITY:
                return f"uses {entry.declaration if is_qualified else entry.name}"
            case Tag.PARAMETER:
                return ("$" if entry.is_constant else "") + entry.name.rpartition(".")[2]
            case _:
                name = f"{entry.declaration}" if is_qualified and entry.declaration is not None else entry.name
                return f"{name}<{', '.join(parts)}>" if parts else name
