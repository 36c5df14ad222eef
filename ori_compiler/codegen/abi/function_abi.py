"""What a calling convention decides: how each parameter and the result of a function travel.

A strategy makes these values (see `strategy`); the LLVM extension and the ABI report read them.
"""

from collections.abc import Sequence
from enum import Enum

import msgspec

from ori_compiler.codegen.layout import CellShape, Layouts, Leaf, ListShape, Scalar, ScalarShape, TagShape
from ori_compiler.types.pool import BOOL, Idx


class Convention(Enum):
    """Whose rules a function follows."""

    ORI = "ori"  # we own both sides: the target's register rules, large values by pointer to a copy
    TAIL = "tail"  # the same, but nothing on the stack, so that frames can be replaced: see `stackless`
    C = "c"  # exactly what a C compiler does for the target


class ValueShape(msgspec.Struct, frozen=True):
    """What a convention may look at: size and alignment in bytes, and the scalars inside.

    `leaves` are ordered by offset and overlap where variants do. A value that is not composite has one leaf.
    """

    size: int
    alignment: int
    leaves: tuple[Leaf, ...]
    is_composite: bool
    is_bool: bool = False


class ParameterShape(msgspec.Struct, frozen=True):
    """A parameter before the convention has spoken. By reference, the callee works on the caller's storage."""

    value: ValueShape
    by_reference: bool = False


POINTER_PARAMETER = ParameterShape(
    ValueShape(Scalar.POINTER.size, Scalar.POINTER.size, (Leaf(0, Scalar.POINTER),), is_composite=False)
)
"""A pointer as a parameter, such as a box."""


class RegisterKind(Enum):
    """Which kind of register a piece of a value travels in."""

    INTEGER = "integer"
    POINTER = "pointer"  # an integer register that holds a pointer
    FLOAT = "float"
    FLOAT_PAIR = "float pair"  # two single-precision floats side by side


class Register(msgspec.Struct, frozen=True):
    """One register and how many bytes of it are used."""

    kind: RegisterKind
    size: int

    def __str__(self) -> str:
        match self.kind:
            case RegisterKind.INTEGER:
                return f"i{8 * self.size}"
            case RegisterKind.POINTER:
                return "ptr"
            case RegisterKind.FLOAT:
                return "double" if self.size == 8 else "float"
            case RegisterKind.FLOAT_PAIR:
                return "<2 x float>"


class Extension(Enum):
    """What fills the rest of a register that a narrow integer leaves free."""

    NONE = ""
    ZERO = "zeroext"
    SIGN = "signext"


class Direct(msgspec.Struct, frozen=True, tag=True):
    """As it is, in one register (or on the stack when they have run out)."""

    extension: Extension = Extension.NONE


class Coerce(msgspec.Struct, frozen=True, tag=True):
    """Its bytes, in these registers.

    `as_array`: they are one unit that is never split between registers and stack. `stack_alignment`: where that
    unit goes when it has to go to the stack, if the convention says more than the type does.
    """

    registers: tuple[Register, ...]
    as_array: bool = False
    stack_alignment: int | None = None

    def __str__(self) -> str:
        if self.as_array:
            return f"[{len(self.registers)} x {self.registers[0]}]"
        if len(self.registers) == 1:
            return str(self.registers[0])
        return f"{{ {', '.join(map(str, self.registers))} }}"


class Indirect(msgspec.Struct, frozen=True, tag=True):
    """A pointer to a copy that the caller made for this call."""

    alignment: int


class ByVal(msgspec.Struct, frozen=True, tag=True):
    """A copy on the stack, in the argument area itself."""

    alignment: int


class Reference(msgspec.Struct, frozen=True, tag=True):
    """A pointer to the caller's own storage."""

    alignment: int


class Packed(msgspec.Struct, frozen=True, tag=True):
    """At this offset in a block of memory that several parameters share."""

    offset: int


class Void(msgspec.Struct, frozen=True, tag=True):
    """Not passed at all: it has no bytes."""


class Sret(msgspec.Struct, frozen=True, tag=True):
    """Stored by the callee where a leading pointer parameter says."""

    alignment: int


ParameterPassing = Direct | Coerce | Indirect | ByVal | Reference | Packed | Void
ResultPassing = Direct | Coerce | Sret | Void


class ParameterAbi(msgspec.Struct, frozen=True):
    """How one parameter travels."""

    shape: ValueShape
    passing: ParameterPassing


class ResultAbi(msgspec.Struct, frozen=True):
    """How the result travels."""

    shape: ValueShape
    passing: ResultPassing


class MemoryBlock(msgspec.Struct, frozen=True):
    """The block of the parameters that are `Packed`."""

    size: int
    alignment: int


class FunctionAbi(msgspec.Struct, frozen=True):
    """How a call to a function looks on one target. A pointer to the `block`, if there is one, comes last."""

    parameters: tuple[ParameterAbi, ...]
    result: ResultAbi
    block: MemoryBlock | None = None


def value_shape(idx: Idx, layouts: Layouts) -> ValueShape:
    """The shape of a value of the type; raises `LayoutError` if the type has no layout."""
    layout = layouts.of(idx)
    is_scalar = isinstance(layout.shape, ScalarShape | TagShape | ListShape | CellShape)
    return ValueShape(layout.size, layout.alignment, layouts.leaves(idx), not is_scalar, idx == BOOL)


def parameter_shapes(types: Sequence[Idx], layouts: Layouts) -> tuple[ParameterShape, ...]:
    """The shapes of parameters that are passed by value."""
    return tuple(ParameterShape(value_shape(idx, layouts)) for idx in types)
