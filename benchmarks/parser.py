"""How fast source text becomes trees: whole files, and one keystroke at a time.

Run as `python -m benchmarks.parser [--profile] [--rounds N]`. The programs are fixed: items of realistic shape, one
after another, until they have so many lines. All times are processor time, the best of several rounds for whole files
and the median of many for keystrokes, with Python's cyclic garbage collector on and off.

Goals: at least 600,000 tokens per second for splitting, lexing and parsing, and a keystroke whose cost does not depend
on the size of the file, but for comparing and copying its text. They are judged with the collector off, because so run
`oric check`, `fmt`, `build` and `emit` (`ori_compiler.cli.garbage`), and so does the language server, which collects
when there is nothing else to do.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from ori_compiler.driver import CompilationPipeline
from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax.lexer import lex
from ori_compiler.syntax.lowering import lower_item
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.splitter import split_items

GOAL: Final = 600_000
KEYSTROKES: Final[dict[int, int]] = {500: 200, 5_000: 100, 50_000: 20}
PATH: Final = "main.ori"

_ITEMS: Final = (
    """\
// The price of an order, with what the season takes off.
// * order: what was ordered
@discounted_{n} (order: Order{n}, season: Season) -> int = {
    let total = order.price * order.count;
    let rate = match season {
        Summer -> 10,
        Winter(days:) if days > 30 -> 25,
        Winter(_) -> 15,
    };
    if total > $free_limit_{n} then {
        total = total - total * rate div 100;
    } else {
        total += shipping(weight: order.weight, to: order.place);
    }
    total
}
""",
    """\
type Order{n}: Eq, Clone = {
    price: int,
    count: int,
    weight: float,
    place: str,
}
""",
    """\
let $free_limit_{n} = 12_500;
""",
    """\
// Adds up what is even, and says so.
@sum_of_even_{n} (numbers: [int], limit: int) -> Result<int, str> = {
    let sum = 0;
    for number in numbers if number % 2 == 0 do {
        sum += number;
        if sum > limit then break;
    }
    print(msg: `even up to {limit}: {sum}`);
    let scaled = numbers.map(transform: n -> n * 2 + sum).filter(predicate: n -> n < limit && n != 0);
    if sum < 0 then Err("negative") else Ok(sum + scaled.len())
}
""",
    """\
type Shape{n} = Dot | Circle(radius: int) | Box(width: int, height: int);
""",
    """\
impl Shape{n}: Printable {
    @area (self) -> int = match self {
        Dot -> 0,
        Circle(radius:) -> radius * radius * 3,
        Box(width:, height:) -> width * height,
    }

    @to_str (self) -> str = {
        let name = match self { Dot -> "dot", Circle(_) -> "circle", Box(_, _) -> "box" };
        `{name} of {self.area()}`
    }
}
""",
    """\
@shape_is_measured_{n} tests @area_of_{n} () -> void = {
    let box = Box(width: 3, height: 4);
    assert_eq(actual: box.area(), expected: 12);
    assert_eq(actual: area_of_{n}(shape: Dot), expected: 0);
}
""",
    """\
@area_of_{n}<T: Printable> (shape: T, seen: {str: int} = {}) -> int uses Log where T: Clone = {
    let key = shape.to_str();
    let known = seen[key] ?? 0;
    let found = parse(text: key)?;
    while known < found do known += 1;
    Point { x: known, y: found, ...origin }.length()
}
""",
)


def program(lines: int) -> str:
    """A program of about so many lines."""
    pieces = ['use "./shapes" { shipping, Season };\n']
    count = 1
    n = 0
    while count < lines:
        piece = _ITEMS[n % len(_ITEMS)].replace("{n}", str(n // len(_ITEMS)))
        pieces.append(piece)
        count += piece.count("\n") + 1
        n += 1
    return "\n".join(pieces)


@contextmanager
def collector(is_on: bool) -> Iterator[None]:
    """Python's cyclic garbage collector switched on or off."""
    was_on = gc.isenabled()
    gc.collect()
    (gc.enable if is_on else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was_on else gc.disable)()


def seconds(action: Callable[[], object]) -> float:
    """The processor time of one call."""
    start = time.process_time_ns()
    action()
    return (time.process_time_ns() - start) / 1e9


def best(action: Callable[[], object], rounds: int) -> float:
    """The least processor time of several calls."""
    return min(seconds(action) for _ in range(rounds))


def measure_file(lines: int, rounds: int) -> None:
    """Prints what each step costs for a whole file."""
    text = program(lines)
    items = split_items(PATH, text)
    trees = [parse_item(item.text) for item in items]
    tokens = sum(len(tree.tokens.texts) - 1 for tree in trees)
    problems = [problem.message for tree in trees for problem in tree.problems]
    if problems:
        raise ValueError(f"the program is not right: {problems[0]}")

    def split_and_parse() -> list[object]:
        return [parse_item(item.text) for item in split_items(PATH, text)]

    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("split", lambda: split_items(PATH, text)),
        ("lex", lambda: [lex(item.text) for item in items]),
        ("lex and parse", lambda: [parse_item(item.text) for item in items]),
        ("split, lex and parse", split_and_parse),
        ("lower trees to syntax", lambda: [lower_item(tree) for tree in trees]),
    )
    print(f"\n{lines:,} lines, {len(text):,} characters, {len(items):,} items, {tokens:,} tokens")
    print(f"  {'':26}{'gc on':>10}{'gc off':>10}{'tokens/s':>14}{'tokens/s, gc off':>20}")
    for name, step in steps:
        with collector(is_on=True):
            on = best(step, rounds)
        with collector(is_on=False):
            off = best(step, rounds)
        mark = ""
        if step is split_and_parse:
            mark = "  goal met" if tokens / off >= GOAL else "  below the goal"
        print(f"  {name:26}{on * 1000:7.1f} ms{off * 1000:7.1f} ms{tokens / on:14,.0f}{tokens / off:20,.0f}{mark}")


class Session:
    """A file that is open in an editor, with the cursor inside a function in its middle."""

    def __init__(self, lines: int) -> None:
        self.text = program(lines)
        self.pipeline = CompilationPipeline.from_sources({PATH: self.text})
        for item in self.pipeline.items(PATH):
            self.pipeline.database.item_syntax(item)
        functions = [item for item in self.pipeline.items(PATH) if item.name.startswith("sum_of_even")]
        self.item = functions[len(functions) // 2]
        assert self.item.kind is ItemKind.FUNCTION
        self.at = self.text.index("let sum", self.text.index(f"@{self.item.name}"))

    def typed(self, keystrokes: int) -> Iterator[str]:
        """The file's text after each keystroke."""
        for character in ("let added = sum + limit; " * keystrokes)[:keystrokes]:
            self.text = self.text[: self.at] + character + self.text[self.at :]
            self.at += 1
            yield self.text


def measure_keystrokes(lines: int, is_collector_on: bool) -> None:
    """Prints what the steps of a keystroke cost."""
    session = Session(lines)
    database = session.pipeline.database
    figures: dict[str, list[float]] = {"split all": [], "set_source": [], "syntax of the item": []}
    with collector(is_collector_on):
        for text in session.typed(KEYSTROKES[lines]):
            figures["split all"].append(seconds(partial(split_items, PATH, text)))
            figures["set_source"].append(seconds(partial(session.pipeline.set_source, PATH, text)))
            figures["syntax of the item"].append(seconds(partial(database.item_syntax, session.item)))
    both = [a + b for a, b in zip(figures["set_source"], figures["syntax of the item"], strict=True)]
    columns = [statistics.median(values) * 1e6 for values in (*figures.values(), both)]
    worst = max(both) * 1e6
    print(f"  {lines:>8,}  {'on ' if is_collector_on else 'off'}" + "".join(f"{c:15,.0f}" for c in (*columns, worst)))


def profile(lines: int) -> None:
    """Prints the functions in which splitting and parsing spend their time."""
    import cProfile
    import pstats

    text = program(lines)
    profiler = cProfile.Profile()
    profiler.enable()
    for item in split_items(PATH, text):
        parse_item(item.text)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", action="store_true", help="show where a parse of 5,000 lines spends its time")
    parser.add_argument("--rounds", type=int, default=15, help="how often whole files are parsed (default: 15)")
    options = parser.parse_args()
    if options.profile:
        profile(5_000)
        return
    for lines in KEYSTROKES:
        measure_file(lines, max(3, options.rounds * 500 // lines))
    headings = ("split all anew", "set_source", "syntax of item", "last two", "slowest")
    print("\nmicroseconds per keystroke (medians; set_source splits only around the edit)")
    print(f"  {'lines':>8}  gc " + "".join(f"{heading:>15}" for heading in headings))
    for lines in KEYSTROKES:
        for is_collector_on in (True, False):
            measure_keystrokes(lines, is_collector_on)


if __name__ == "__main__":
    main()
