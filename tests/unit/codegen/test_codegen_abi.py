"""The Ori convention on each target, by table; the C convention is held against clang in `tests/abi`."""

import pytest
from arc_programs import AARCH64, X86_64, Types

from ori_compiler.codegen.abi.function_abi import (
    Coerce,
    Convention,
    Direct,
    Extension,
    Indirect,
    ParameterPassing,
    ParameterShape,
    Reference,
    ResultPassing,
    Sret,
    Void,
    parameter_shapes,
    value_shape,
)
from ori_compiler.codegen.abi.strategy import strategy_for
from ori_compiler.codegen.layout import Layouts
from ori_compiler.types.definitions import Field, SumDefinition, Variant
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, STR, VOID, Idx

OTHER = "riscv64-unknown-linux-gnu"


def sample_types() -> tuple[Types, dict[str, Idx]]:
    types = Types()
    cell = types.declare_sum("List")
    cons = (Field("head", INT), Field("tail", cell))
    types.definitions[cell] = SumDefinition(
        types.pool.declaration(cell), cell, (Variant("Nil", ()), Variant("Cons", cons))
    )
    point = types.struct("Point", x=FLOAT, y=FLOAT)
    named = {
        "int": INT,
        "float": FLOAT,
        "bool": BOOL,
        "byte": BYTE,
        "char": CHAR,
        "str": STR,
        "void": VOID,
        "Never": NEVER,
        "Mixed": types.struct("Mixed", a=BYTE, b=INT, c=BYTE),
        "Pair": types.struct("Pair", x=INT, y=INT),
        "Point": point,
        "Box": types.struct("Box", low=point, high=point),
        "Bytes": types.struct("Bytes", a=BYTE, b=BYTE, c=BYTE),
        "Nothing": types.struct("Nothing"),
        "Colour": types.sum("Colour", Red={}, Green={}),
        "Maybe": types.sum("Maybe", None_={}, Some={"value": INT}),
        "List": cell,
    }
    return types, named


EXPECTED: dict[str, dict[str, tuple[str, str]]] = {
    X86_64: {
        "Mixed": ("Indirect", "Sret"),
        "Pair": ("{ i64, i64 }", "{ i64, i64 }"),
        "Point": ("{ double, double }", "{ double, double }"),
        "Box": ("Indirect", "Sret"),
        "Bytes": ("i24", "i24"),
        "Maybe": ("{ i8, i64 }", "{ i8, i64 }"),
        "str": ("{ ptr, i64 }", "{ ptr, i64 }"),
        "List": ("Indirect", "Sret"),
    },
    AARCH64: {
        "Mixed": ("Indirect", "Sret"),
        "Pair": ("[2 x i64]", "[2 x i64]"),
        "Point": ("[2 x double]", "[2 x double]"),
        "Box": ("[4 x double]", "[4 x double]"),
        "Bytes": ("i64", "i24"),
        "Maybe": ("[2 x i64]", "[2 x i64]"),
        "str": ("{ ptr, i64 }", "{ ptr, i64 }"),
        "List": ("Indirect", "Sret"),
    },
    OTHER: {
        "Mixed": ("Indirect", "Sret"),
        "Pair": ("Direct", "Direct"),
        "Box": ("Indirect", "Sret"),
        "str": ("Direct", "Direct"),
    },
}

EVERYWHERE = {
    **dict.fromkeys(("int", "float", "bool", "byte", "char", "Colour"), ("Direct", "Direct")),
    **dict.fromkeys(("void", "Never", "Nothing"), ("Void", "Void")),
}


def spoken(passing: ParameterPassing | ResultPassing) -> str:
    return str(passing) if isinstance(passing, Coerce) else type(passing).__name__


@pytest.mark.parametrize("triple", EXPECTED)
def test_ori_convention(triple: str) -> None:
    types, named = sample_types()
    layouts = Layouts(types.definitions)
    for name, expected in {**EVERYWHERE, **EXPECTED[triple]}.items():
        idx = named[name]
        abi = strategy_for(triple).function_abi(parameter_shapes((idx,), layouts), value_shape(idx, layouts))
        assert (name, spoken(abi.parameters[0].passing), spoken(abi.result.passing)) == (name, *expected)


def test_exhausted_registers_do_not_matter_between_ori_functions() -> None:
    """Both sides are ours, so LLVM may split a value between the last register and the stack."""
    types, named = sample_types()
    layouts = Layouts(types.definitions)
    shapes = parameter_shapes((named["Pair"],) * 5, layouts)
    passings = {
        convention: [
            type(parameter.passing).__name__
            for parameter in strategy_for(X86_64)
            .function_abi(shapes, value_shape(VOID, layouts), convention)
            .parameters
        ]
        for convention in Convention
    }
    assert passings == {
        Convention.ORI: ["Coerce"] * 5,
        Convention.TAIL: ["Coerce"] * 2 + ["Packed"] * 3,
        Convention.C: ["Coerce"] * 3 + ["ByVal"] * 2,
    }


@pytest.mark.parametrize("triple", EXPECTED)
def test_by_reference_is_a_pointer_whatever_the_value(triple: str) -> None:
    types, named = sample_types()
    layouts = Layouts(types.definitions)
    for idx in named.values():
        shape = value_shape(idx, layouts)
        abi = strategy_for(triple).function_abi((ParameterShape(shape, by_reference=True),), shape)
        assert abi.parameters[0].passing == Reference(shape.alignment)


def test_alignments_and_extensions() -> None:
    types, named = sample_types()
    layouts = Layouts(types.definitions)
    mixed = named["Mixed"]
    abi = strategy_for(X86_64).function_abi(parameter_shapes((mixed, BYTE, CHAR), layouts), value_shape(mixed, layouts))
    assert [parameter.passing for parameter in abi.parameters] == [Indirect(8), Direct(Extension.ZERO), Direct()]
    assert abi.result.passing == Sret(8)
    assert strategy_for(AARCH64).function_abi((), value_shape(BYTE, layouts)).result.passing == Direct()
    assert strategy_for(AARCH64).function_abi((), value_shape(VOID, layouts)).result.passing == Void()


@pytest.mark.parametrize(
    ("triple", "family"),
    [
        (X86_64, "x86-64 (System V)"),
        ("x86_64-apple-macosx13.0.0", "x86-64 (System V)"),
        ("x86_64-w64-windows-gnu", "default"),
        (AARCH64, "AArch64 (AAPCS64)"),
        ("arm64-apple-macosx13.0.0", "AArch64 (AAPCS64)"),
        (OTHER, "default"),
    ],
)
def test_each_target_has_one_strategy(triple: str, family: str) -> None:
    assert strategy_for(triple).name == family
