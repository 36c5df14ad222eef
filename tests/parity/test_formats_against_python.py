"""Format specifications against those of Python, where both languages say the same."""

import random

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed

CASES = 250
FILLS = ("", "*", "é", "0", " ", "-", "<", "😀")
INTS = (0, 1, -1, 7, 42, -42, 255, 1234567, 2**63 - 1, -(2**63) + 1)
FLOATS = (0.0, -0.0, 0.5, 1.5, 2.25, -2.75, 0.1, 1 / 3, 1234.5678, -1e-7, 1e22, 5e-324, 1.7976931348623157e308)
TEXTS = ("", "a", "mid", "éöü", "😀 smile", "e\u0301")


def aligned(chance: random.Random) -> str:
    fill = chance.choice(FILLS)
    return fill + chance.choice("<>^") if fill or chance.random() < 0.5 else ""


def number_format(chance: random.Random, rest: str, prefix: str = "") -> tuple[str, str]:
    """A specification of ours and Python's for a number; without an alignment, ours is left."""
    sign = chance.choice(("", "+", "-", " ")) + prefix
    width = chance.choice(("", "1", "9", "24"))
    if chance.random() < 0.3:
        return f"{sign}0{width}{rest}", f"{sign}0{width}{rest}"
    align = aligned(chance)
    return f"{align}{sign}{width}{rest}", f"{align or '<'}{sign}{width}{rest}"


def int_case(chance: random.Random) -> tuple[str, str, str]:
    value = chance.choice(INTS)
    letter = chance.choice(("", "b", "o", "x", "X"))
    ours, theirs = number_format(chance, letter, chance.choice(("", "#")))
    return f"({value})", ours, format(value, theirs).replace("0X", "0x")


def float_case(chance: random.Random) -> tuple[str, str, str]:
    value = chance.choice(FLOATS)
    precision = chance.choice((".0", ".1", ".3", ".12", ".40"))
    ours, theirs = number_format(chance, precision + chance.choice("eEf%"))
    return f"({value!r})", ours, format(value, theirs)


def text_case(chance: random.Random) -> tuple[str, str, str]:
    value = chance.choice(TEXTS)
    spec = aligned(chance) + chance.choice(("", "1", "5", "12")) + chance.choice(("", ".0", ".2", ".9"))
    return f'"{value}"', spec, format(value, spec)


@pytest.mark.parametrize("backend", [Backend.INTERPRETER, Backend.JIT])
def test_texts_are_those_of_python(backend: Backend) -> None:
    chance = random.Random(28)
    cases = [chance.choice((int_case, float_case, text_case))(chance) for _ in range(CASES)]
    lines = "\n".join(f"    print(msg: `{{{value}:{spec}}}`);" for value, spec, _ in cases)
    pipeline = CompilationPipeline.from_sources({"main.ori": f"@main () -> void = {{\n{lines}\n}}\n"})
    finished = pipeline.run("main.ori", backend=backend)
    assert not isinstance(finished, Failed), finished.diagnostics
    found = finished.output.split("\n")[:-1]
    assert [(*case[:2], text) for case, text in zip(cases, found, strict=True)] == cases
