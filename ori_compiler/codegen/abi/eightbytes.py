"""Cutting a value into the 8-byte pieces that general registers hold."""

from collections.abc import Iterator, Sequence

from ori_compiler.codegen.abi.function_abi import Register, RegisterKind, ValueShape
from ori_compiler.codegen.layout import Leaf, Scalar

EIGHTBYTE = 8


def eightbytes(shape: ValueShape) -> Iterator[tuple[int, tuple[Leaf, ...]]]:
    """Each piece's offset and the leaves that begin in it (scalars are naturally aligned: none straddles)."""
    for start in range(0, shape.size, EIGHTBYTE):
        yield start, tuple(leaf for leaf in shape.leaves if start <= leaf.offset < start + EIGHTBYTE)


def is_pointer(leaves: Sequence[Leaf]) -> bool:
    """Whether these leaves are one pointer, whatever the variant."""
    return bool(leaves) and all(leaf.scalar is Scalar.POINTER for leaf in leaves)


def pointer_register() -> Register:
    """A whole register that holds a pointer."""
    return Register(RegisterKind.POINTER, EIGHTBYTE)


def integer_register(size: int = EIGHTBYTE) -> Register:
    """An integer register of which the low `size` bytes matter."""
    return Register(RegisterKind.INTEGER, size)
