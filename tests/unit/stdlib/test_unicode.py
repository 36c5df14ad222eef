"""Letters and cases of all characters, against the Unicode data that Python has."""

import unicodedata
from collections.abc import Callable
from functools import cache

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed
from ori_compiler.stdlib import prelude_texts
from ori_compiler.stdlib.unicode_tables import letter_class, simple_case, unicode_tables

TABLES = prelude_texts()["unicode_tables.ori"]
IS_SAME_UNICODE = f"Unicode {unicodedata.unidata_version}." in TABLES

PROGRAM = """\
@kind (c: char) -> int = {
    let kind = 0;
    if c.is_uppercase() then kind = 1;
    if c.is_lowercase() then kind = 2;
    if kind == 0 && c.is_alphabetic() then kind = 3;
    if c.is_digit() then kind = 4;
    if (kind > 0) != c.is_alphanumeric() || c.is_alpha() != c.is_alphabetic() then kind = 5;
    kind
}

@main () -> void = {
    let before = 0;
    for code in 0..0x110000 do if code < 0xd800 || code > 0xdfff then {
        let c = code as char;
        let kind = kind(c:);
        if kind != before then print(msg: `kind {code} {kind}`);
        before = kind;
        if c.to_uppercase() != c then print(msg: `capital {code} {c.to_uppercase() as int}`);
        if c.to_lowercase() != c then print(msg: `small {code} {c.to_lowercase() as int}`);
        let text = c as str;
        if text.upper() != text then print(msg: `upper {code} {text.upper().chars().map(c -> c as int)}`);
        if text.lower() != text then print(msg: `lower {code} {text.lower().chars().map(c -> c as int)}`);
        let behind = if (text + "Σ").lower().ends_with(suffix: "ς") then 1 else 0;
        let through = if ("A" + text + "Σ").lower().ends_with(suffix: "ς") then 2 else 0;
        let before = if ("AΣ" + text).lower().contains(substr: "ς") then 0 else 4;
        if behind + through + before > 0 then print(msg: `sigma {code} {behind + through + before}`);
    }
}
"""

SCALARS = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]


@cache
def told() -> dict[str, dict[int, str]]:
    """What the program says of each kind, by code point."""
    pipeline = CompilationPipeline.from_sources({"main.ori": PROGRAM})
    finished = pipeline.run("main.ori", backend=Backend.JIT)
    assert not isinstance(finished, Failed)
    assert finished.panic is None
    found: dict[str, dict[int, str]] = {}
    for line in finished.output.splitlines():
        name, code, value = line.split(" ", 2)
        found.setdefault(name, {})[int(code)] = value
    return found


def is_known(code: int) -> bool:
    """Whether the tables and Python speak of the same character: the tables may not know one of a newer Unicode."""
    return IS_SAME_UNICODE or unicodedata.ucd_3_2_0.category(chr(code)) != "Cn"


def test_letters_and_digits_are_those_of_unicode() -> None:
    changes = told()["kind"]
    kind = 0
    wrong = []
    for code in SCALARS:
        kind = int(changes.get(code, kind))
        if kind != letter_class(code) and is_known(code):
            wrong.append(code)
    assert wrong == []
    assert len(changes) > 2000


@pytest.mark.parametrize(("name", "change"), [("capital", str.upper), ("small", str.lower)])
def test_a_character_becomes_one_character(name: str, change: Callable[[str], str]) -> None:
    found = told()[name]
    known = filter(is_known, SCALARS)
    assert [code for code in known if int(found.get(code, code)) != simple_case(change, code)] == []
    assert len(found) > 1300


@pytest.mark.parametrize(("name", "change"), [("upper", str.upper), ("lower", str.lower)])
def test_a_text_becomes_what_unicode_says(name: str, change: Callable[[str], str]) -> None:
    found = told()[name]
    known = filter(is_known, SCALARS)
    assert [code for code in known if found.get(code, str([code])) != str(list(map(ord, change(chr(code)))))] == []


def near_sigma(character: str) -> int:
    behind = (character + "Σ").lower().endswith("ς")
    through = ("A" + character + "Σ").lower().endswith("ς")
    before = "ς" not in ("AΣ" + character).lower()
    return behind + 2 * through + 4 * before


def test_a_sigma_at_the_end_of_a_word_has_its_own_form() -> None:
    found = told()["sigma"]
    known = filter(is_known, SCALARS)
    assert [code for code in known if int(found.get(code, 0)) != near_sigma(chr(code))] == []
    assert len(found) > 6000


def test_simple_capitals_are_those_of_the_unicode_data() -> None:
    pairs = {"ß": "ß", "ŉ": "ŉ", "ﬁ": "ﬁ", "ᾳ": "ᾼ", "ᾼ": "ᾼ", "ᾀ": "ᾈ", "ΐ": "ΐ", "ÿ": "Ÿ", "ǆ": "Ǆ", "ı": "I"}
    assert {small: chr(simple_case(str.upper, ord(small))) for small in pairs} == pairs
    assert chr(simple_case(str.lower, ord("İ"))) == "i"


def test_the_tables_are_as_the_generator_makes_them() -> None:
    made = unicode_tables()
    assert made == TABLES or not IS_SAME_UNICODE
    assert len(TABLES) < 22_000
    assert made.count("\n") > 100
