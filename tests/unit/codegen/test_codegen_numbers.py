"""Arithmetic, comparisons and conversions of generated code, with their panics."""

import math
import struct

import pytest
from arc_programs import Function, Return, Types, line
from running import LEVELS, Loaded, Machine

from ori_compiler.arc.ir import ArcFunction, Binary, CallIntrinsic, Checked, CheckedUnary, Literal, Unary
from ori_compiler.canon.ir import BinaryOperator as B
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.canon.ir import UnaryOperator as U
from ori_compiler.codegen.compile_numbers import PANICKING_BINARY
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, Idx

MIN, MAX = -(2**63), 2**63 - 1
FORMATS = {INT: "q", FLOAT: "d", BOOL: "?", BYTE: "B", CHAR: "I"}
SIZES = {INT: 8, FLOAT: 8, BOOL: 1, BYTE: 1, CHAR: 4}

OVERFLOW = "integer overflow"

INT_CASES: dict[B, list[tuple[int, int, int | str]]] = {
    B.INT_ADD: [(2, 3, 5), (MAX, 1, OVERFLOW), (MIN, -1, OVERFLOW), (MAX, MIN, -1)],
    B.INT_SUBTRACT: [(2, 3, -1), (MIN, 1, OVERFLOW), (0, MIN, OVERFLOW), (-1, MIN, MAX)],
    B.INT_MULTIPLY: [(-4, 5, -20), (MIN, -1, OVERFLOW), (2**32, 2**31, OVERFLOW), (2**31, 2**31, 2**62)],
    B.INT_DIVIDE: [(-9, 2, -4), (9, -2, -4), (7, 0, "division by zero"), (MIN, -1, OVERFLOW), (MIN, 1, MIN)],
    B.INT_FLOOR_DIVIDE: [
        (-9, 2, -5),
        (9, -2, -5),
        (-8, 2, -4),
        (9, 2, 4),
        (-9, -2, 4),
        (1, 0, "division by zero"),
        (MIN, -1, OVERFLOW),
    ],
    B.INT_REMAINDER: [(-9, 2, -1), (9, -2, 1), (5, 0, "modulo by zero"), (MIN, -1, OVERFLOW), (6, 3, 0)],
    B.INT_POWER: [(2, 10, 1024), (0, 0, 1), (2, -1, "negative exponent on integer"), (10, 19, OVERFLOW)],
    B.INT_SHIFT_LEFT: [
        (1, 62, 2**62),
        (1, 63, "shift overflow"),
        (-1, 63, MIN),
        (1, -1, "negative shift count"),
        (1, 64, "shift count exceeds bit width"),
    ],
    B.INT_SHIFT_RIGHT: [
        (-8, 1, -4),
        (MIN, 63, -1),
        (1, -1, "negative shift count"),
        (1, 64, "shift count exceeds bit width"),
    ],
    B.INT_BIT_AND: [(12, 10, 8)],
    B.INT_BIT_OR: [(12, 10, 14)],
    B.INT_BIT_XOR: [(12, 10, 6)],
    B.INT_WRAPPING_ADD: [(MAX, 1, MIN)],
    B.INT_WRAPPING_SUBTRACT: [(MIN, 1, MAX), (5, 7, -2)],
    B.INT_WRAPPING_MULTIPLY: [(MAX, 2, -2), (MIN, -1, MIN), (3, 4, 12)],
}

COMPARISONS = (B.EQUAL, B.NOT_EQUAL, B.LESS, B.LESS_OR_EQUAL, B.GREATER, B.GREATER_OR_EQUAL)
COMPARED = {
    INT: [(-1, 1), (1, 1), (MAX, MIN)],
    BYTE: [(200, 100), (100, 200), (255, 255)],
    CHAR: [(0x10FFFF, 65), (65, 66), (66, 66)],
    BOOL: [(True, False), (False, True), (True, True)],
}

FLOAT_CASES = {
    B.FLOAT_ADD: [(1.5, 2.25, 3.75)],
    B.FLOAT_SUBTRACT: [(1.0, 3.0, -2.0)],
    B.FLOAT_MULTIPLY: [(1e308, 10.0, math.inf)],
    B.FLOAT_DIVIDE: [(1.0, 0.0, math.inf), (-1.0, 0.0, -math.inf)],
    B.FLOAT_POWER: [(2.0, 0.5, 2.0**0.5)],
    B.FLOAT_EQUAL: [(0.0, -0.0, True), (math.nan, math.nan, False)],
    B.FLOAT_NOT_EQUAL: [(math.nan, math.nan, True), (1.0, 1.0, False)],
    B.FLOAT_LESS: [(1.0, 2.0, True), (math.nan, 1.0, False)],
    B.FLOAT_LESS_OR_EQUAL: [(2.0, 2.0, True), (1.0, math.nan, False)],
    B.FLOAT_GREATER: [(math.inf, 1.0, True), (math.nan, 1.0, False)],
    B.FLOAT_GREATER_OR_EQUAL: [(1.0, 2.0, False)],
}

CONVERSIONS: list[tuple[Intrinsic, Idx, Idx, list[tuple[float, float | str]]]] = [
    (Intrinsic.INT_TO_FLOAT, INT, FLOAT, [(2**53 + 1, 2.0**53), (-3, -3.0)]),
    (
        Intrinsic.FLOAT_TO_INT,
        FLOAT,
        INT,
        [(-2.9, -2), (1e19, "conversion out of range"), (math.nan, "conversion out of range")],
    ),
    (Intrinsic.BOOL_TO_INT, BOOL, INT, [(True, 1), (False, 0)]),
    (Intrinsic.BYTE_TO_INT, BYTE, INT, [(200, 200)]),
    (Intrinsic.CHAR_TO_INT, CHAR, INT, [(0x10FFFF, 0x10FFFF)]),
    (Intrinsic.INT_TO_BYTE, INT, BYTE, [(0x1FF, 0xFF), (-1, 0xFF)]),
    (
        Intrinsic.INT_TO_BYTE_CHECKED,
        INT,
        BYTE,
        [(255, 255), (256, "conversion out of range"), (-1, "conversion out of range")],
    ),
    (
        Intrinsic.INT_TO_CHAR_CHECKED,
        INT,
        CHAR,
        [
            (0x10FFFF, 0x10FFFF),
            (0xD7FF, 0xD7FF),
            (0xE000, 0xE000),
            (0xD800, "conversion out of range"),
            (0xDFFF, "conversion out of range"),
            (0x110000, "conversion out of range"),
            (-1, "conversion out of range"),
        ],
    ),
    (Intrinsic.BYTE_TO_CHAR, BYTE, CHAR, [(255, 255)]),
]


def binary(operator: B, operand: Idx, result: Idx) -> ArcFunction:
    function = Function(f"{operator.value}_{operand}", result)
    left, right = function.parameter(operand, "left"), function.parameter(operand, "right")
    target = function.var(result)
    instruction = Checked if operator in PANICKING_BINARY else Binary
    function.block(0, instruction(line(7), target, operator, left, right), end=Return(target))
    return function.build()


def check(loaded: Loaded, function: ArcFunction, arguments: bytes, result: Idx, expected: float | str) -> None:
    if isinstance(expected, str):
        panic = loaded.panic(function, arguments)
        assert (panic.message, panic.file, panic.line, panic.column) == (expected, "examples/sample.ori", 7, 1)
        assert panic.function == f"@{function.id.name}"
    else:
        (actual,) = struct.unpack(FORMATS[result], loaded.call(function, arguments, SIZES[result]))
        assert actual == expected


@pytest.mark.parametrize("level", LEVELS)
def test_int_operators(machine: Machine, level) -> None:
    functions = {operator: binary(operator, INT, INT) for operator in INT_CASES}
    loaded = machine.load(Types(), list(functions.values()), level)
    for operator, cases in INT_CASES.items():
        for left, right, expected in cases:
            check(loaded, functions[operator], struct.pack("<qq", left, right), INT, expected)


@pytest.mark.parametrize("level", LEVELS)
def test_comparisons_are_unsigned_for_byte_and_char(machine: Machine, level) -> None:
    functions = {(each, idx): binary(each, idx, BOOL) for each in COMPARISONS for idx in COMPARED}
    loaded = machine.load(Types(), list(functions.values()), level)
    for idx, pairs in COMPARED.items():
        for left, right in pairs:
            arguments = struct.pack(2 * FORMATS[idx], left, right)
            expected = (left == right, left != right, left < right, left <= right, left > right, left >= right)
            for operator, answer in zip(COMPARISONS, expected, strict=True):
                check(loaded, functions[operator, idx], arguments, BOOL, answer)


@pytest.mark.parametrize("level", LEVELS)
def test_float_operators(machine: Machine, level) -> None:
    result = {operator: FLOAT if isinstance(cases[0][2], float) else BOOL for operator, cases in FLOAT_CASES.items()}
    functions = {operator: binary(operator, FLOAT, result[operator]) for operator in FLOAT_CASES}
    loaded = machine.load(Types(), list(functions.values()), level)
    for operator, cases in FLOAT_CASES.items():
        for left, right, expected in cases:
            arguments = struct.pack("<dd", left, right)
            check(loaded, functions[operator], arguments, result[operator], expected)


@pytest.mark.parametrize("level", LEVELS)
def test_conversions(machine: Machine, level) -> None:
    functions = {}
    for intrinsic, source, result, _ in CONVERSIONS:
        function = Function(intrinsic.value, result)
        operand, target = function.parameter(source, "operand"), function.var(result)
        function.block(0, CallIntrinsic(line(7), target, intrinsic, (operand,)), end=Return(target))
        functions[intrinsic] = function.build()
    loaded = machine.load(Types(), list(functions.values()), level)
    for intrinsic, source, result, cases in CONVERSIONS:
        for operand, expected in cases:
            check(loaded, functions[intrinsic], struct.pack(FORMATS[source], operand), result, expected)


@pytest.mark.parametrize("level", LEVELS)
def test_unary_operators(machine: Machine, level) -> None:
    cases: list[tuple[U, Idx, list[tuple[float, float | str]]]] = [
        (U.INT_NEGATE, INT, [(5, -5), (MIN, OVERFLOW)]),
        (U.INT_BIT_NOT, INT, [(0, -1)]),
        (U.BOOL_NOT, BOOL, [(True, False), (False, True)]),
        (U.FLOAT_NEGATE, FLOAT, [(0.5, -0.5)]),
    ]
    functions = {}
    for operator, idx, _ in cases:
        function = Function(operator.value, idx)
        operand, target = function.parameter(idx, "operand"), function.var(idx)
        instruction = CheckedUnary if operator is U.INT_NEGATE else Unary
        function.block(0, instruction(line(7), target, operator, operand), end=Return(target))
        functions[operator] = function.build()
    loaded = machine.load(Types(), list(functions.values()), level)
    for operator, idx, pairs in cases:
        for operand, expected in pairs:
            check(loaded, functions[operator], struct.pack(FORMATS[idx], operand), idx, expected)


def test_literals_keep_every_bit(machine: Machine) -> None:
    values: list[tuple[Idx, float]] = [
        (INT, MIN),
        (INT, MAX),
        (BYTE, 255),
        (CHAR, 0x1F600),
        (BOOL, True),
        (FLOAT, 0.1),
        (FLOAT, -0.0),
        (FLOAT, 5e-324),
        (FLOAT, 1.7976931348623157e308),
        (FLOAT, math.inf),
        (FLOAT, -math.inf),
        (FLOAT, 1e22),
    ]
    functions = []
    for number, (idx, value) in enumerate(values):
        function = Function(f"literal_{number}", idx)
        target = function.var(idx)
        function.block(0, Literal(line(1), target, value), end=Return(target))
        functions.append(function.build())
    loaded = machine.load(Types(), functions)
    for function, (idx, value) in zip(functions, values, strict=True):
        packed = struct.pack(FORMATS[idx], value)
        assert loaded.call(function, b"", len(packed)) == packed
