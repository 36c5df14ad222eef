"""Our C convention and clang's agree on every function: registers, stack, pointers, alignments, extensions.

clang is the one that `ziglang` ships, so the oracle is present wherever the toolchain is.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from clang_signatures import (
    SCALARS,
    Shape,
    Signature,
    c_source,
    compile_with_clang,
    our_signature,
    read_signatures,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TARGETS = {"x86_64-linux-gnu": "x86_64-unknown-linux-gnu", "aarch64-linux-gnu": "aarch64-unknown-linux-gnu"}

SHAPES: tuple[Shape, ...] = (
    *SCALARS,
    ("byte",),
    ("byte", "byte"),
    ("byte", "byte", "byte"),
    ("short",),
    ("short", "byte"),
    ("byte",) * 5,
    ("byte",) * 7,
    ("byte",) * 9,
    ("byte",) * 16,
    ("byte",) * 17,
    ("char",),
    ("char", "char"),
    ("char", "byte"),
    ("byte", "char", "byte"),
    ("char", "char", "char"),
    ("int",),
    ("int", "int"),
    ("int", "int", "int"),
    ("int", "byte"),
    ("byte", "int"),
    ("byte", "int", "byte"),
    ("int", "char", "byte"),
    ("bool", "bool"),
    ("pointer",),
    ("pointer", "pointer"),
    ("int", "pointer"),
    ("pointer", "byte"),
    ("byte", "pointer"),
    ("pointer", "float"),
    ("single",),
    ("single", "single"),
    ("single", "single", "single"),
    ("single",) * 4,
    ("single",) * 5,
    ("float",),
    ("float", "float"),
    ("float",) * 3,
    ("float",) * 4,
    ("float",) * 5,
    ("single", "float"),
    ("float", "single"),
    ("float", "int"),
    ("int", "float"),
    ("char", "float"),
    ("byte", "float"),
    ("char", "single"),
    ("single", "char"),
    ("single", "single", "char"),
    (("float", "float"), ("float",)),
    (("single",), ("single", "single")),
    (("byte", "char"), "byte"),
    (("int",), ("byte", "byte")),
    (("byte",), ("short",), ("char",)),
    (("char", "byte"), ("char", "byte")),
)


def alone() -> list[Signature]:
    """Each shape as the only parameter, and as the result."""
    return [Signature((shape,), shape) for shape in SHAPES]


def crowded() -> list[Signature]:
    """Each shape where registers run out: after n integers and m floats, three times in a row."""
    crowds = [("int",) * 5, ("int",) * 6, ("float",) * 7, ("int",) * 6 + ("float",) * 8, ("float",) * 8]
    return [Signature((*crowd, shape, shape, shape), "int") for crowd in crowds for shape in SHAPES]


def after_sret() -> list[Signature]:
    """Each shape where the result's pointer has taken a register."""
    return [Signature(("int",) * 4 + (shape, shape), ("int", "int", "int")) for shape in SHAPES]


def check(signatures: list[Signature], target: str, folder: Path) -> None:
    """Clang and we say the same of each function."""
    theirs = read_signatures(compile_with_clang(c_source(signatures), target, folder))
    assert len(theirs) == len(signatures)
    differences = [
        (signature, ours, theirs[number])
        for number, signature in enumerate(signatures)
        if (ours := our_signature(signature, TARGETS[target])) != theirs[number]
    ]
    assert differences == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("make", [alone, crowded, after_sret])
def test_table_of_shapes_agrees(make, target: str, tmp_path: Path) -> None:
    check(make(), target, tmp_path)


structs = st.lists(st.sampled_from(list(SCALARS)), min_size=1, max_size=4).map(tuple)
shapes = st.one_of(st.sampled_from(list(SCALARS)), structs, st.lists(structs, min_size=1, max_size=2).map(tuple))
signatures = st.builds(Signature, st.lists(shapes, max_size=9), shapes)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(some=st.lists(signatures, min_size=1, max_size=6))
def test_random_signatures_agree(target: str, some: list[Signature]) -> None:
    with TemporaryDirectory() as folder:
        check(some, target, Path(folder))
