"""Random expressions and matches, from source text to value, agree with a direct computation in Python."""

from collections.abc import Callable
from fractions import Fraction
from math import floor, trunc

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import program_of
from ori_compiler.eval.interpreter import Completed, Outcome, interpret
from ori_compiler.eval.value import SumValue, Value
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.stack import reserve_stack

MIN, MAX = -(2**63), 2**63 - 1

# Parsing does this anyway; done in the middle of a test it would worry Hypothesis.
reserve_stack()


def runner(source: str) -> Callable[..., Outcome]:
    """The function `f` of a program, to be called with arguments in parameter order."""
    database = CompilerDatabase()
    database.workspace.set_text("main.ori", source)
    entry = ItemId("main.ori", ItemKind.FUNCTION, "f")
    program = program_of(database, [entry])
    assert program is not None, (source, database.item_errors(entry))
    return lambda *arguments: interpret(program, entry, arguments, lambda text: None)


class PanicError(Exception):
    """What Ori would panic with."""


def fitting(exact: int) -> int:
    if not MIN <= exact <= MAX:
        raise PanicError("integer overflow")
    return exact


def divided(left: int, right: int, rounded: Callable[[Fraction], int], message: str) -> int:
    if right == 0:
        raise PanicError(message)
    return fitting(rounded(Fraction(left, right)))


class Binary(msgspec.Struct, frozen=True):
    operator: str
    left: "Tree"
    right: "Tree"


class Unary(msgspec.Struct, frozen=True):
    operator: str
    operand: "Tree"


Tree = int | str | Binary | Unary
"""A number, a variable (`a` to `c`), or an operation."""

LEVELS = {"*": 4, "/": 4, "%": 4, "div": 4, "+": 5, "-": 5, "&": 10, "^": 11, "|": 12}
"""Binary operators with their precedence (language reference, part 3, 6.1); a lower level binds tighter."""

COMPUTE: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: fitting(a + b),
    "-": lambda a, b: fitting(a - b),
    "*": lambda a, b: fitting(a * b),
    "/": lambda a, b: divided(a, b, trunc, "division by zero"),
    "div": lambda a, b: divided(a, b, floor, "division by zero"),
    "%": lambda a, b: a - b * divided(a, b, trunc, "modulo by zero"),
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}


def level(tree: Tree) -> int:
    match tree:
        case Binary(operator=operator):
            return LEVELS[operator]
        case Unary():
            return 3
        case _:
            return 1


def written(tree: Tree) -> str:
    """The tree as source, with parentheses only where precedence needs them."""
    match tree:
        case Binary(operator=operator, left=left, right=right):
            own = LEVELS[operator]
            return f"{grouped(left, own)} {operator} {grouped(right, own - 1)}"
        case Unary(operator=operator, operand=operand):
            return f"{operator} {grouped(operand, 3)}"
        case _:
            return str(tree)


def grouped(tree: Tree, loosest: int) -> str:
    return written(tree) if level(tree) <= loosest else f"({written(tree)})"


def computed(tree: Tree, variables: dict[str, int]) -> int:
    match tree:
        case Binary(operator=operator, left=left, right=right):
            first = computed(left, variables)
            return COMPUTE[operator](first, computed(right, variables))
        case Unary(operator=operator, operand=operand):
            value = computed(operand, variables)
            return fitting(-value) if operator == "-" else ~value
        case int():
            return tree
        case str():
            return variables[tree]


NUMBERS = st.one_of(st.integers(0, 9), st.sampled_from([2**31, 2**62, MAX]))

TREES = st.recursive(
    st.one_of(NUMBERS, st.sampled_from("abc")),
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from(sorted(LEVELS)), inner, inner),
        st.builds(Unary, st.sampled_from("-~"), inner),
    ),
    max_leaves=12,
)

ARGUMENTS = st.one_of(st.integers(-9, 9), st.sampled_from([MIN, MAX, 2**32]))


@settings(deadline=None)
@given(TREES, ARGUMENTS, ARGUMENTS, ARGUMENTS)
def test_expressions_mean_what_precedence_says(tree: Tree, a: int, b: int, c: int) -> None:
    outcome = runner(f"@f (a: int, b: int, c: int) -> int = {written(tree)};\n")(a, b, c)
    try:
        expected = computed(tree, {"a": a, "b": b, "c": c})
    except PanicError as panic:
        assert not isinstance(outcome, Completed)
        assert outcome.message == str(panic)
    else:
        assert outcome == Completed(expected)


TYPES = """
type Color = Red | Green | Mixed(a: int, b: int);

type Pair = | Pair(left: Color, right: Color, number: int);
"""

Matches = Callable[[Value], bool]
Pattern = tuple[str, Matches]


def any_of(patterns: list[Pattern]) -> Pattern:
    return " | ".join(text for text, _ in patterns), lambda value: any(matches(value) for _, matches in patterns)


def variant(name: str, index: int, *fields: Pattern) -> Pattern:
    text = f"{name}({', '.join(text for text, _ in fields)})" if fields else name

    def matches(value: Value) -> bool:
        assert isinstance(value, SumValue)
        parts = zip(fields, value.fields, strict=True)
        return value.variant == index and all(field[1](part) for field, part in parts)

    return text, matches


WILDCARD: Pattern = ("_", lambda value: True)

INT_PATTERNS = st.one_of(
    st.just(WILDCARD),
    st.integers(-2, 4).map(lambda n: (str(n), lambda value: value == n)),
    st.tuples(st.integers(-2, 4), st.integers(0, 3)).map(
        lambda ends: (f"{ends[0]}..={sum(ends)}", lambda value: ends[0] <= value <= sum(ends))
    ),
)


def with_alternatives(patterns: st.SearchStrategy[Pattern]) -> st.SearchStrategy[Pattern]:
    return st.one_of(patterns, st.lists(patterns, min_size=2, max_size=3).map(any_of))


COLOR_PATTERNS = with_alternatives(
    st.one_of(
        st.just(WILDCARD),
        st.just(variant("Red", 0)),
        st.just(variant("Green", 1)),
        st.builds(lambda a, b: variant("Mixed", 2, a, b), with_alternatives(INT_PATTERNS), INT_PATTERNS),
    )
)

PAIR_PATTERNS = with_alternatives(
    st.one_of(
        st.just(WILDCARD),
        st.builds(lambda *parts: variant("Pair", 0, *parts), COLOR_PATTERNS, COLOR_PATTERNS, INT_PATTERNS),
    )
)

ARMS = st.lists(st.tuples(PAIR_PATTERNS, st.one_of(st.none(), st.integers(0, 2))), max_size=7)
"""Arms with their guards: `limit > n` for a number, none for `None`."""

INTS = st.integers(-2, 5)
COLORS = st.one_of(
    st.just(SumValue(0, ())), st.just(SumValue(1, ())), st.tuples(INTS, INTS).map(lambda ab: SumValue(2, ab))
)
PAIRS = st.tuples(COLORS, COLORS, INTS).map(lambda fields: SumValue(0, fields))


@settings(deadline=None)
@given(ARMS, st.lists(st.tuples(PAIRS, st.integers(0, 3)), min_size=5, max_size=20))
def test_the_first_arm_that_matches_runs(
    arms: list[tuple[Pattern, int | None]], subjects: list[tuple[SumValue, int]]
) -> None:
    lines = [
        f"{text}{'' if guard is None else f' if limit > {guard}'} -> {number},"
        for number, ((text, _), guard) in enumerate(arms)
    ]
    run = runner(f"{TYPES}\n@f (pair: Pair, limit: int) -> int = match pair {{ {' '.join(lines)} _ -> -1 }};\n")
    for pair, limit in subjects:
        chosen = (
            number
            for number, ((_, matches), guard) in enumerate(arms)
            if matches(pair) and (guard is None or limit > guard)
        )
        assert run(pair, limit) == Completed(next(chosen, -1))
