"""Which values a `match` forgets, and which arms it never reaches."""

from itertools import product
from random import Random

import pytest
from checking import check, pipeline_of

from ori_compiler.eval.interpreter import Completed, interpret
from ori_compiler.eval.value import Char, StructValue, SumValue

DECLARATIONS = """
type Color = Red | Green | Blue;
type Shape = Dot | Circle(radius: int) | Box(color: Color, open: bool);
type Card = { color: Color, open: bool }
type Pair = { left: Card, right: Card }
type Chain = End | Link(color: Color, rest: Chain);
"""


def told(scrutinee: str, arms: str) -> list[str]:
    source = f"{DECLARATIONS}@f (v: {scrutinee}) -> int = match v {{ {arms} }};\n"
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in check(source)]


@pytest.mark.parametrize(
    ("scrutinee", "arms"),
    [
        ("Color", "Red -> 1, Green -> 2, Blue -> 3"),
        ("Color", "Red | Green -> 1, other -> 2"),
        ("bool", "true -> 1, false -> 2"),
        ("byte", "0..=127 -> 1, 128..=255 -> 2"),
        ("byte", "0..128 -> 1, 128..=255 -> 2"),
        ("int", "0 -> 1, n -> n"),
        ("str", '"a" -> 1, _ -> 2'),
        ("char", "'\\0'..='z' -> 1, '{'..='\\u{10FFFF}' -> 2"),
        ("Shape", "Dot -> 1, Circle(_) -> 2, Box(_, true) -> 3, Box(_, false) -> 4"),
        ("Card", "Card { color: Red, .. } -> 1, Card { open: true, .. } -> 2, { open: false, .. } -> 3"),
        ("Pair", "Pair { left: Card { open: true, .. }, .. } -> 1, Pair { left: { open: false, .. }, .. } -> 2"),
        ("Chain", "End -> 1, Link(_, End) -> 2, Link(Red, Link(_, _)) -> 3, Link(_, _) -> 4"),
    ],
)
def test_what_covers_everything_is_accepted(scrutinee: str, arms: str) -> None:
    assert told(scrutinee, arms) == []


@pytest.mark.parametrize(
    ("scrutinee", "arms", "missing"),
    [
        ("Color", "Red -> 1", "cover `Green`, `Blue`"),
        ("Color", "Red -> 1, Blue -> 3", "cover `Green`"),
        ("Color", "", "cover every value of `Color`"),
        ("bool", "true -> 1", "cover `false`"),
        ("int", "0 -> 1", "cover every value of `int`"),
        ("int", "n if n > 0 -> 1", "cover every value of `int`"),
        ("Shape", "Dot -> 1, Circle(_) -> 2", "cover `Box(_, _)`"),
        ("Shape", "Dot -> 1, Circle(0) -> 2, Box(_, _) -> 3", "cover `Circle(_)`"),
        ("Shape", "Dot -> 1, Circle(_) -> 2, Box(Red, _) -> 3", "cover `Box(Green, _)`, `Box(Blue, _)`"),
        (
            "Shape",
            "Dot -> 1, Circle(_) -> 2, Box(Red, true) -> 3, Box(Green | Blue, _) -> 4",
            "cover `Box(Red, false)`",
        ),
        (
            "Card",
            "Card { color: Red, .. } -> 1, Card { open: true, .. } -> 2",
            "cover `Card { color: Green, open: false }`",
        ),
        ("Chain", "End -> 1, Link(_, End) -> 2", "cover `Link(_, Link(_, _))`"),
    ],
)
def test_what_is_missing_is_shown(scrutinee: str, arms: str, missing: str) -> None:
    (message,) = told(scrutinee, arms)
    assert message.startswith("E2060 this `match` does not ")
    assert missing in message


@pytest.mark.parametrize(
    ("scrutinee", "arms", "count"),
    [
        ("Color", "_ -> 1, Red -> 2", 1),
        ("Color", "Red -> 1, Green -> 2, Blue -> 3, _ -> 4", 1),
        ("int", "0 -> 1, 0 -> 2, _ -> 3", 1),
        ("int", "0..=9 -> 1, 3 -> 2, 5..7 -> 3, _ -> 4", 2),
        ("bool", "true -> 1, true -> 2, false -> 3", 1),
        ("str", '"a" -> 1, "a" -> 2, _ -> 3', 1),
        ("Shape", "Box(Red, _) -> 1, Box(_, true) -> 2, Box(Red, false) -> 3, _ -> 4", 1),
        ("int", "n if n > 0 -> 1, n if n > 0 -> 2, _ -> 3", 0),
        ("int", "3..1 -> 1, _ -> 2", 1),
    ],
)
def test_arms_that_are_never_reached_are_told(scrutinee: str, arms: str, count: int) -> None:
    assert [message[:5] for message in told(scrutinee, arms)] == ["W2002"] * count


COLORS = ("Red", "Green", "Blue")
CARDS = [(color, is_open) for color in range(3) for is_open in (False, True)]


def random_card_pattern(random: Random) -> tuple[str, set[tuple[int, bool]]]:
    """A pattern of `Card`, and the cards it matches."""
    color = random.choice((None, 0, 1, 2, (0, 1), (1, 2)))
    is_open = random.choice((None, False, True))
    colors = set(range(3)) if color is None else {color} if isinstance(color, int) else set(color)
    flags = {False, True} if is_open is None else {is_open}
    written = "_" if color is None else " | ".join(COLORS[index] for index in sorted(colors))
    flag = "_" if is_open is None else str(is_open).lower()
    text = (
        f"Card {{ color: {written}, open: {flag} }}"
        if color is None or isinstance(color, int)
        else (f"Card {{ open: {flag}, color: ({written}) }}")
    )
    return text, set(product(colors, flags))


@pytest.mark.parametrize("seed", range(150))
def test_trees_choose_the_first_arm_that_matches(seed: int) -> None:
    """Random patterns against a direct reading of them: choice of arm, coverage and unreachable arms."""
    random = Random(seed)
    patterns = [random_card_pattern(random) for _ in range(random.randrange(1, 6))]
    arms = ", ".join(f"{text} -> {index}" for index, (text, _) in enumerate(patterns))
    covered: set[tuple[int, bool]] = set()
    unreachable = 0
    for _, cards in patterns:
        unreachable += cards <= covered
        covered |= cards
    pipeline = pipeline_of(f"{DECLARATIONS}@f (v: Card) -> int = match v {{ {arms} }};\n")
    found = sorted(diagnostic.code for diagnostic in pipeline.check())
    if len(covered) < len(CARDS):
        assert found == ["E2060"]
        return
    assert found == ["W2002"] * unreachable
    item = pipeline.find_function("main.ori", "f")
    assert item is not None
    program = pipeline.program((item,))
    assert program is not None
    for color, is_open in CARDS:
        expected = next(index for index, (_, cards) in enumerate(patterns) if (color, is_open) in cards)
        value = StructValue((SumValue(color, ()), is_open))
        assert interpret(program, item, [value], print) == Completed(expected)


def test_characters_and_bytes_split_at_the_ends_of_ranges() -> None:
    pipeline = pipeline_of(
        "@f (c: char) -> int = match c { 'a'..='f' -> 1, 'e'..='z' -> 2, 'é' -> 3, _ -> 4 };\n"
        "@g (n: int) -> int = match n { 0..10 -> 1, 5..=15 -> 2, -3..0 -> 3, _ -> 4 };\n"
    )
    assert [diagnostic.code for diagnostic in pipeline.check()] == ["W2004", "W2004"]
    (f, g) = pipeline.items("main.ori")
    program = pipeline.program((f, g))
    assert program is not None
    for character, expected in zip("aefgzé~", (1, 1, 1, 2, 2, 3, 4), strict=True):
        assert interpret(program, f, [Char(ord(character))], print) == Completed(expected)
    for number, expected in ((-4, 4), (-3, 3), (-1, 3), (0, 1), (9, 1), (10, 2), (15, 2), (16, 4)):
        assert interpret(program, g, [number], print) == Completed(expected)
