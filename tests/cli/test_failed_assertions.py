"""How the two sides of an assertion are shown: side by side if they are short, else where they differ."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oric import oric, oric_process, write

from ori_compiler.cli.testing.differences import Side, difference, pointer
from ori_compiler.cli.testing.written_values import Group, Part, group_of, lines_of_text, unequal_sides


def compared(actual: str, expected: str) -> list[str]:
    return [f"{line.side.value}{line.text}" for line in difference(actual, expected)]


def listed(*numbers: int) -> str:
    return f"[{', '.join(map(str, numbers))}]"


@pytest.mark.parametrize(
    ("message", "sides"),
    [
        ("assertion failed: 1 != 2", ("1", "2")),
        ('assertion failed: "a != b" != "c"', ('"a != b"', '"c"')),
        (r'assertion failed: "\" != " != "\\"', (r'"\" != "', r'"\\"')),
        ("assertion failed: '\"' != 'a'", ("'\"'", "'a'")),
        ("assertion failed: Odd { is: a != b } != [c != d]", ("Odd { is: a != b }", "[c != d]")),
        ("assertion failed: a != b != c", None),
        ("assertion failed: values are equal: 1", None),
        ("assertion failed", None),
        ("1 != 2", None),
    ],
)
def test_the_sides_of_a_message(message: str, sides: tuple[str, str] | None) -> None:
    assert unequal_sides(message) == sides


@pytest.mark.parametrize(
    ("value", "group"),
    [
        ("[]", Group("[", (), "]")),
        ("[1, [2, 3]]", Group("[", (Part("", "1"), Part("", "[2, 3]")), "]")),
        ('{"a, b": 1}', Group("{", (Part('"a, b"', "1"),), "}")),
        ("P { x: 1, at: Q { y: 2 } }", Group("P {", (Part("x", "1"), Part("at", "Q { y: 2 }")), "}")),
        ("Some(1)", Group("Some(", (Part("", "1"),), ")")),
        ("(1) + (2)", None),
        ("1)", None),
        ("[1", None),
        ("12", None),
        ('"[1]"', None),
    ],
)
def test_the_parts_of_a_value(value: str, group: Group | None) -> None:
    assert group_of(value) == group


def test_short_values_are_seen_at_once() -> None:
    assert compared("[1, 2]", "[1, 3]") == []


def test_texts_are_compared_line_by_line() -> None:
    before = "".join(f"line {number}\\n" for number in range(9))
    assert compared(f'"{before}a word\\nend"', f'"{before}a sword \\nend"') == [
        " … 7 equal lines",
        " line 7",
        " line 8",
        "-a sword·",
        "+a word",
        " end",
    ]
    assert lines_of_text(r'"a\\nb\"\nc"') == [r"a\\nb\"", "c"]


def test_a_long_line_is_shown_where_it_differs() -> None:
    assert compared(f'"{"x" * 300}a{"y" * 300}"', f'"{"x" * 300}b{"y" * 300}"') == [
        f"-…{'x' * 30}b{'y' * 89}…",
        f"+…{'x' * 30}a{'y' * 89}…",
        f"^{' ' * 31}^",
    ]


def test_lists_are_shown_where_they_differ() -> None:
    numbers = range(100, 130)
    changed = [*numbers[:10], 5, *numbers[11:20], *numbers[21:]]
    assert compared(listed(*changed), listed(*numbers)) == [
        " [",
        "   … 9 equal elements",
        "   109",
        "-  110",
        "+  5",
        "   111",
        "   … 7 equal elements",
        "   119",
        "-  120",
        "   121",
        "   … 8 equal elements",
        " ]",
    ]


def test_structs_and_maps_are_compared_by_key() -> None:
    long = "x" * 40
    actual = f'{{"a": 1, "b": P {{ name: "{long}", x: 1, y: 2, z: 3 }}, "d": 4, "e": 5}}'
    expected = f'{{"e": 5, "b": P {{ name: "{long}", x: 1, y: 2, z: 4 }}, "c": 3, "a": 1}}'
    assert compared(actual, expected) == [
        " {",
        '   "e": 5',
        '   "b": P {',
        "     … 2 equal fields",
        "     y: 2",
        "-    z: 4",
        "+    z: 3",
        "   }",
        '-  "c": 3',
        '   "a": 1',
        '+  "d": 4',
        " }",
    ]


def test_a_comparison_of_much_is_cut_and_quick() -> None:
    one, other = listed(*range(5000)), listed(*range(1, 5001))
    found = compared(one, other)
    assert len(found) == 41
    assert found[-1] == " … 9962 more lines"


@given(st.text("[](){}\"'\\,: !=ab\n"), st.text("[](){}\"'\\,: !=ab\n"))
def test_nothing_that_debug_writes_breaks_it(actual: str, expected: str) -> None:
    unequal_sides(f"assertion failed: {actual} != {expected}")
    lines = difference(actual * 20, expected * 20)
    assert all(isinstance(line.side, Side) for line in lines)
    pointer(actual, expected)


LISTS = "@f () -> [int] = [1, 2, 3];\n@t tests @f () -> void = assert_eq(actual: f(), expected: [1, 2, 4]);\n"


def test_both_values_and_the_line_are_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", LISTS)
    ended = oric("test", path, "--backend", "interp", "--all")
    assert ended.out == (
        f"failed   {path}:2  t\n"
        "  assertion failed: the values differ\n"
        "    expected  [1, 2, 4]\n"
        "    actual    [1, 2, 3]\n"
        "                     ^\n"
        f"   --> {path}:2:26\n"
        "    |\n"
        "  2 | @t tests @f () -> void = assert_eq(actual: f(), expected: [1, 2, 4]);\n"
        "    |                          ^\n"
        "0 passed, 1 failed, 0 skipped\n"
    )


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", LISTS)
    words = ("test", path, "--backend", "interp", "--all")
    assert "\x1b" not in oric_process(*words).out
    assert "\x1b[31m[1, 2, 4]\x1b[0m" in oric_process(*words, environment={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in oric_process(*words, environment={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out
    assert "\x1b" in oric("test", path, "--backend", "interp", "--color", "always").out


def test_a_report_for_continuous_integration_has_the_difference(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", LISTS)
    assert "    expected  [1, 2, 4]\n" in oric("test", path, "--backend", "interp", "--format", "junit").out
