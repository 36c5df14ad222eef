"""Time grows with the size of a source, and no legal depth or length is too much."""

import time
from pathlib import Path

import pytest
from laid_out import check_layout, formatted

EXAMPLES = Path(__file__).parents[3] / "examples"

DEEP = {
    "parentheses": ("(", "1", ")"),
    "lists": ("[", "1", "]"),
    "arguments": ("f(a: ", "1", ")"),
    "second arguments": ("f(a: 1, b: ", "1", ")"),
    "lambdas": ("f(x -> ", "1", ")"),
    "blocks": ("{ let x = ", "1", "; x }"),
    "conditionals": ("if a then ", "1", " else 2"),
    "match": ("match x { A -> ", "1", " }"),
    "structs": ("A { x: ", "1", " }"),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting(name: str) -> None:
    opening, inner, end = DEEP[name]
    depth = 40
    text = formatted(f"@f () -> int = {opening * depth}{inner}{end * depth};")
    assert formatted(text) == text
    assert text.count(opening[0]) >= depth


@pytest.mark.parametrize(
    "body",
    [
        " + ".join(["1"] * 900),
        "a" + ".b(x: 1)" * 450,
        "if a then 1 else " * 900 + "1",
        "-" * 80 + "1",
        " |> ".join(["f(x: 1)"] * 900),
        "[" + "1, " * 5_000 + "]",
    ],
)
def test_long_chains(body: str) -> None:
    check_layout(f"@f () -> int = {body};\n")


def test_five_thousand_lines_take_about_a_second() -> None:
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.ori")))
    text = whole
    while text.count("\n") < 5_000:
        text += "\n" + whole
    started = time.process_time()
    formatted(text)
    # Ten times what it takes: this is to notice time that grows faster than the source.
    assert time.process_time() - started < 10


def test_ten_times_the_statements_take_ten_times_as_long() -> None:
    times = [seconds_for(count) for count in (300, 3_000)]
    assert times[1] < 30 * max(times[0], 0.01)


def seconds_for(count: int) -> float:
    text = "@f () -> int = {\n" + "    let x = g(a: 1, b: [1, 2]);\n" * count + "    x\n}\n"
    started = time.process_time()
    formatted(text)
    return time.process_time() - started
