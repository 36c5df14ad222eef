"""Sizes and depths that no person writes: a clear message or none, in work that grows with the text alone.

Work is counted in calls of Python functions, so that a slow machine fails no test.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from types import FrameType

import pytest
from examination import Examiner, examine_item

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.render.terminal import render

N = 10_000
CALLS_FOR_EACH_CHARACTER = 400
CALLS_FOR_ANYTHING = 200_000


@contextmanager
def call_limit(most: int) -> Iterator[None]:
    """Raises `AssertionError` out of the work inside once it has made more calls."""
    left = most

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        if event == "call":
            left -= 1
            if left == 0:
                raise AssertionError(f"more than {most} calls")

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def codes_of(text: str) -> set[str]:
    """What is wrong with a file; checking and showing it keeps to the limit."""
    with call_limit(CALLS_FOR_ANYTHING + CALLS_FOR_EACH_CHARACTER * len(text)):
        pipeline = CompilationPipeline.from_sources({"main.ori": text})
        found = pipeline.check()
        assert bool(render(found[:100], pipeline.origins)) == bool(found)
    return {diagnostic.code for diagnostic in found}


def body(expression: str, result: str = "int") -> str:
    return f"@f () -> {result} = {expression};\n"


TOO_DEEP = {
    "parentheses": body("(" * N + "1" + ")" * N),
    "open parentheses": body("(" * N),
    "minuses": body("-" * N + "1"),
    "nots": body("! " * N + "true", "bool"),
    "blocks": body("{" * N + "1" + "}" * N),
    "ifs": body("if true then " * N + "1" + " else 2" * N),
    "conditions": body("if " * N + "true" + " then true else false" * N, "bool"),
    "else ifs": body("if true then 1 else " * 5_000 + "2"),
    "matches": body("match 1 { _ -> " * N + "1" + "}" * N),
    "scrutinees": body("match " * N + "1" + " { _ -> 1 }" * N),
    "list types": f"@f (x: {'[' * N}int{']' * N}) -> int = 1;",
    "generic types": f"@f (x: {'Option<' * N}int{'>' * N}) -> int = 1;",
    "function types": f"@f (x: {'(' * N}int{') -> int' * N}) -> int = 1;",
    "variant patterns": body("match 1 { " + "Some(" * N + "x" + ")" * N + " -> 1 }"),
    "at patterns": body("match 1 { " + "x @ " * N + "_ -> 1 }"),
    "sums": body("1 + " * 20_000 + "1"),
    "powers": body("1 ** " * 20_000 + "1"),
    "mixed operators": body("1 + 2 * " * 20_000 + "1"),
    "calls": body("f(x: " * N + "1" + ")" * N),
    "calls of results": body("f" + "()" * 20_000),
    "members": body("f" + ".a" * 20_000),
    "indices": body("f" + "[1]" * 20_000),
    "conversions": body("1" + " as int" * 20_000),
    "lets": body("let a = " * N + "1"),
    "lambdas": body("x -> " * N + "1"),
    "templates": body("`{" * N + "1" + "}`" * N, "str"),
    "struct literals": body("A { a: " * N + "1" + "}" * N),
    "lists": body("[" * N + "1" + "]" * N),
    "loops": body("loop { " * N + "1" + "}" * N),
    "whiles": body("while true do " * N + "()", "void"),
    "fors": body("for x in 0..1 do " * N + "()", "void"),
    "breaks": body("break " * N, "void"),
}


@pytest.mark.parametrize("name", TOO_DEEP)
def test_what_nests_too_deep_is_told_in_one_message(name: str) -> None:
    assert codes_of(TOO_DEEP[name]) == {"E1021"}


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("(" * 100 + "1" + ")" * 100, "int"),
        ("-" * 900 + "1", "int"),
        ("1 + " * 900 + "1", "int"),
        ("true && " * 900 + "true", "bool"),
        ("if true then 1 else " * 900 + "2", "int"),
        ("if true then " * 100 + "1" + " else 2" * 100, "int"),
        ("{" * 100 + "1" + "}" * 100, "int"),
        ("match 1 { _ -> " * 90 + "1" + " }" * 90, "int"),
        ("for x in 0..1 do " * 100 + "()", "void"),
        ("`{" * 60 + "1" + "}`" * 60, "str"),
    ],
)
def test_what_is_only_deep_goes_through_every_phase(expression: str, result: str) -> None:
    assert Examiner().examine("main.ori", body(expression, result)) == ()


MANY = {
    "arms": body("match 1 { " + ", ".join(f"{i} -> {i}" for i in range(2_000)) + ", _ -> 0 }"),
    "texts": "@f (s: str) -> int = match s { " + ", ".join(f'"{i}" -> {i}' for i in range(2_000)) + ", _ -> 0 };",
    "ranges": body("match 1 { " + ", ".join(f"{9 * i}..{9 * i + 5} -> {i}" for i in range(500)) + ", _ -> 0 }"),
    "alternatives": body("match 1 { " + " | ".join(map(str, range(2_000))) + " -> 1, _ -> 2 }"),
    "variants": f"type T = {' | '.join(f'A{i}(x: int)' for i in range(1_000))};\n"
    + f"@f (t: T) -> int = match t {{ {', '.join(f'A{i}(x) -> x' for i in range(1_000))} }};",
    "fields": f"type S = {{ {', '.join(f'a{i}: int' for i in range(500))} }}\n@f (s: S) -> bool = s == s;",
    "parameters": f"@f ({', '.join(f'a{i}: int' for i in range(2_000))}) -> int = 1;",
    "statements": body("{ " + "f(); " * 3_000 + "1 }"),
    "bindings": body("{ " + "let a = 1; " * 3_000 + "a }"),
    "items": "".join(f"@f{i} () -> int = {i};\n" for i in range(1_500)),
    "constants in a row": "".join(f"let $c{i} = $c{i + 1} + 1;\n" for i in range(500)) + "let $c500 = 1;\n",
    "a long name": f"@{'f' * 100_000} () -> int = 1;",
    "a long text": body(f'"{"x" * 1_000_000}"', "str"),
    "a long line": body(" " * 1_000_000 + "1"),
    "a long comment": "//" + "x" * 1_000_000,
    "empty statements": body("{" + ";" * 50_000 + "}", "void"),
    "nothing": "",
    "empty lines": "\n" * 100_000,
}


@pytest.mark.parametrize("name", MANY)
def test_much_of_one_thing_is_fine(name: str) -> None:
    assert codes_of(MANY[name]) == set()


NOISE = {
    "backslashes": "\\" * 50_000,
    "quotes": "'" * 50_000,
    "double quotes": '"' * 50_000,
    "backticks": "`" * 50_000,
    "hashes": "#" * 50_000,
    "sigils": "@" * 50_000,
    "dollars": "$" * 50_000,
    "braces": "{" * 50_000,
    "closing braces": "}" * 50_000,
    "lets": "let " * 50_000,
    "words": "x y ( " * 50_000,
    "open functions": "@f () -> int = {\n" * 1_000,
    "closed functions": "@f () -> int = }\n" * 1_000,
    "open templates": "`\n@f () -> int = 1;" * 1_000,
    "a circle of constants": "".join(f"let $c{i} = $c{(i + 1) % 200} + 1;\n" for i in range(200)),
    "a circle of structs": "".join(f"type S{i} = {{ a: S{(i + 1) % 100} }}\n" for i in range(100)),
    "a bad number": body("9" * 50_000),
    "a bad duration": body("9" * 50_000 + "s"),
    "a long fraction": body("0." + "9" * 50_000 + "s"),
    "digits that are no number": body("0x" + "g" * 50_000),
    "a NUL": "@f\0 () -> int = 1;",
    "a byte order mark": "\ufeff@f () -> int = 1;",
}


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_told_without_end_or_crash(name: str) -> None:
    assert codes_of(NOISE[name]) != set()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(end: str) -> None:
    lines = ["// first", "@f () -> int = {", "    let n = 1;", "    n", "}", "", "type T = { a: int }", ""]
    assert codes_of(end.join(lines)) == set()


def random_bytes(random: Random) -> bytes:
    return random.randbytes(random.randrange(400))


def random_ascii(random: Random) -> bytes:
    return bytes(random.choices(range(9, 127), k=random.randrange(400)))


def random_signs(random: Random) -> bytes:
    return "".join(random.choices("@$#`'\"{}()[]<>=-|&:;,./\\ \n\r\tabf01", k=random.randrange(400))).encode()


@pytest.mark.parametrize("make", [random_bytes, random_ascii, random_signs])
def test_random_bytes_are_taken_calmly(make: Callable[[Random], bytes]) -> None:
    random = Random(7)
    pipeline = CompilationPipeline()
    for _ in range(150):
        content = make(random)
        pipeline.database.workspace.set_bytes("main.ori", content)
        found = pipeline.check(["main.ori"])
        assert bool(render(found, pipeline.origins)) == bool(found)
        examine_item(content.decode("utf-8", "replace"))
