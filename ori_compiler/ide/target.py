"""What a name can stand for, for hovers, definitions and completions."""

import msgspec

from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.functions import MemberId, item_of
from ori_compiler.types.pool import Idx


class Declared(msgspec.Struct, frozen=True):
    """A function, test, constant, type or trait."""

    item: ItemId


class Member(msgspec.Struct, frozen=True):
    """A method, associated function, type or constant of an `impl`, `trait` or `extend`."""

    member: MemberId

    @property
    def item(self) -> ItemId:
        """The item that declares it."""
        return self.member.item


class Local(msgspec.Struct, frozen=True):
    """A parameter or local of a body, by the name that binds it; `self` by the place behind the method's name."""

    function: ItemId | MemberId
    binding: Span

    @property
    def item(self) -> ItemId:
        """The item in whose text the binding is."""
        return item_of(self.function)


class Variant(msgspec.Struct, frozen=True):
    """A variant of a sum type."""

    item: ItemId
    index: int


class Field(msgspec.Struct, frozen=True):
    """A field of a struct, or of a variant's payload if `variant` is given; or the one of a newtype."""

    item: ItemId
    index: int
    variant: int | None = None


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a function or method, named from outside of its body."""

    function: ItemId | MemberId
    index: int

    @property
    def item(self) -> ItemId:
        """The item that declares the function."""
        return item_of(self.function)


class Primitive(msgspec.Struct, frozen=True):
    """A built-in type, or the conversion function of the same name."""

    type: Idx
    is_conversion: bool


class LabelName(msgspec.Struct, frozen=True):
    """The label of a loop or block."""

    item: ItemId
    declared: Span
    name: str


class TypeVariable(msgspec.Struct, frozen=True):
    """A type or constant parameter of a declaration; `whole` is it with its bounds."""

    item: ItemId
    declared: Span
    whole: Span
    name: str


class Module(msgspec.Struct, frozen=True):
    """A file, by its path."""

    path: str


Target = Declared | Member | Local | Variant | Field | Parameter | Primitive | LabelName | TypeVariable | Module


class Use(msgspec.Struct, frozen=True):
    """With which types a generic declaration is used at a place: `arguments` of a function, or a whole `type`."""

    arguments: tuple[Idx, ...] = ()
    type: Idx | None = None


class Mention(msgspec.Struct, frozen=True):
    """A name in the source, what it stands for, and with which types."""

    at: ItemSpan
    target: Target
    use: Use = Use()
