"""What waits to be proved, and why it is demanded."""

import msgspec

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax.ast import FormatSyntax
from ori_compiler.types.definitions import Predicate
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx


class DeclaredAt(msgspec.Struct, frozen=True):
    """A label at the declaration of a function, or of its parameter at `index`.

    Its place is looked up only when a message needs it: it depends on the text of the declaration, which a body that is
    right must not depend on.
    """

    function: ItemId | MemberId
    text: str
    index: int | None = None


Reason = Label | DeclaredAt


class Structure(msgspec.Struct, frozen=True):
    """Values of a type can be compared and shown, whether or not the type says so."""

    type: Idx


class Format(msgspec.Struct, frozen=True):
    """Values of a type can be formatted as a template says."""

    type: Idx
    format: FormatSyntax


class Obligation(msgspec.Struct, frozen=True):
    """A predicate to prove, where it came up, and the label that says who demands it."""

    predicate: Predicate | Structure | Format
    at: Span
    because: Reason | None = None
    is_key: bool = False
    """Whether the trait is what the key of a map needs."""
    is_capture: bool = False
    """Whether it is about what a task captures."""
    written: Idx | None = None
    """A condition or associated type as it is written, before anything about it was found out."""
    values: tuple[tuple[Idx, Idx], ...] = ()
    """What stands for the parameters of a condition."""
