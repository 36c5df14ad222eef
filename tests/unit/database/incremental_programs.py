"""A generated program and random edits of it."""

from collections.abc import Iterator
from random import Random

from ori_compiler import CompilationPipeline

PATH = "main.ori"
FUNCTIONS = 300


def function(index: int, body: str = "") -> str:
    """A function that calls the next five, with a struct, a sum and constants in play."""
    calls = " + ".join(f"f{(index + step) % FUNCTIONS}(n: n - {step})" for step in range(1, 6))
    start = body or f"n * {index}"
    return (
        f"@f{index} (n: int) -> int = {{\n"
        f"    let total = {start};\n"
        f"    let point = Point {{ x: n, y: $limit }};\n"
        f"    if n > $limit then total += {calls};\n"
        f"    match shade(n: total) {{ Dark -> point.x, Light(level) -> level + total }}\n"
        f"}}"
    )


HEAD = (
    "type Point = { x: int, y: int }",
    "type Shade = Dark | Light(level: int);",
    "let $limit: int = 2 + $step;",
    "let $step: int = 3;",
    "@steps (0: int) -> int = 0;",
    "@steps (n) -> int if n < 0 = -1;",
    "@steps (n) -> int = 1 + steps(n: n - 2);",
    "@shade (n: int) -> Shade = if n > 0 then Light(level: n) else Dark;",
)


def items() -> list[str]:
    """The items of the program: types, constants, and `FUNCTIONS` functions."""
    return [*HEAD, *(function(index) for index in range(FUNCTIONS))]


def source(parts: list[str]) -> str:
    """The items as one file."""
    return "\n\n".join(parts) + "\n"


class Session:
    """A program under edit: each edit tells which bodies were inferred again."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.pipeline = CompilationPipeline.from_sources({PATH: source(parts)})
        self.found = self.pipeline.check()

    def edit(self, text: str) -> list[str]:
        """The items whose body was checked after the file's text became `text`."""
        executions = self.pipeline.database.engine.executions
        executions.reset(keep_log=True)
        self.pipeline.set_source(PATH, text)
        self.found = self.pipeline.check()
        return sorted(item.name for query, item in executions.log if query == "typed_body")

    def replace(self, old: str, new: str) -> list[str]:
        """Replaces one whole item."""
        self.parts = [new if part == old else part for part in self.parts]
        return self.edit(source(self.parts))


SMALL = (
    'use "./other" { helper, $shared, Remote, Area };',
    'extension "./other" { Remote.far };',
    "type P = { x: int, y: str }",
    "type S = A | B(n: int) | C(p: P, next: S);",
    "let $one = 1;",
    "let $two: int = $one + unit();",
    "@unit () -> int = 1;",
    "@f (n: int) -> int = if n > $two then g(s: B(n:)) else unit();",
    "@g (s: S) -> int = match s { A -> 0, B(n) -> n, C(p, next) -> p.x + g(s: next) };",
    "@text (p: P) -> str = `{p.x} {p.y} {g(s: C(p:, next: A))}`;",
    '@main () -> void = print(msg: text(p: P { x: f(n: 3), y: "y" }));',
    "@t tests @f () -> void = assert_eq(actual: f(n: 1), expected: 1);",
    "@use_it (r: Remote) -> int = helper(n: $shared) + r.x + r.far();",
    "impl P: Area {\n    @area (self) -> int = self.x * $one;\n}",
    "impl P {\n    @moved (self, by: int) -> P = P { ...self, x: self.x + by };\n\n"
    "    @shown (self) -> str = `{self.area()} {self.moved(by: 2).y}`;\n\n"
    "    @start (x: int) -> P = P { x, y: `{x}` };\n}",
    "impl S {\n    @depth (self) -> int = match self { C(_, next) -> next.depth() + 1, B(n) -> n, A -> 0 };\n}",
    "@measured<T: Area> (value: T) -> int = value.double() + value.area();",
    "@methods (p: P) -> int = measured(value: [p.moved(by: f(n: 2))]) + P.start(x: 3).double();",
    "extend [int] {\n    @near (self) -> bool = self.len() < $two;\n}",
)
OTHER = (
    "pub type Remote = { x: int }",
    "pub let $shared = 4;",
    "pub @helper (n: int) -> int = n + hidden();",
    "@hidden () -> int = 2;",
    "pub trait Area {\n    @area (self) -> int;\n\n    @double (self) -> int = self.area() * 2;\n}",
    "pub extend Remote {\n    @far (self) -> int = self.area() + hidden();\n}",
    "impl<T: Area> [T]: Area {\n    @area (self) -> int = self.map(transform: each -> each.area()).len();\n}",
    "impl Remote: Area {\n    @area (self) -> int = self.x;\n}",
)
_WORDS = (
    ("int", "str", "float", "Unknown", "P", "S", "bool"),
    ("$one", "$two", "$shared", "1", "2.5", '"x"', "true"),
    ("f(", "g(", "unit(", "helper(", "text(", "hidden("),
    ("A", "B", "C", "Remote", "P"),
    ("x", "y", "n", "p", "s", "next"),
    ("+", "-", "==", "&&", "@"),
    ("pub ", "", "// a comment\n"),
    ("area", "double", "moved", "shown", "depth", "start", "far", "near"),
    ("impl ", "extend ", "trait ", "pub extend "),
    (": Area", "", ": Eq", "<T>"),
    ("self.", "", "p."),
    ("\n}", ";\n\n    @added (self) -> int = self.area() + 1;\n}"),
)


def random_edits(random: Random, parts: list[str]) -> Iterator[list[str]]:
    """One changed version of a file after another."""
    while True:
        parts = list(parts)
        at = random.randrange(len(parts)) if parts else 0
        match random.randrange(10):
            case 0 if len(parts) > 2:
                del parts[at]
            case 1:
                parts.insert(at, random.choice((*SMALL, *OTHER)))
            case 2 if parts:
                parts.insert(at, parts.pop(random.randrange(len(parts))))
            case 3 if parts:
                parts[at] = "// a line above\n" + parts[at]
            case 4 if parts:
                cut = random.randrange(len(parts[at]) + 1)
                parts[at] = parts[at][:cut]
            case _ if parts:
                words = random.choice(_WORDS)
                old, new = random.choice(words), random.choice(words)
                parts[at] = parts[at].replace(old, new, 1) if old else new + parts[at]
            case _:
                parts = list(SMALL)
        yield parts
