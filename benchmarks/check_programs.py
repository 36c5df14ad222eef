"""Two programs of any size that do the same, one in Ori and one in Python: what `benchmarks.check` checks.

A program is a shared module and many files of about a thousand lines. A file repeats one chapter under other names:
structs, sums, a generic struct, implementations of a trait, closures, matches, errors that are passed on, tests.
"""

from typing import Final

import msgspec

LINES_OF_A_FILE: Final = 1_000

_ORI_SHARED: Final = """\
// What all files share.

pub trait Priced {
    @price (self) -> int;

    @is_dear (self) -> bool = self.price() > 1_000;
}

pub type Failure = Empty | TooDear(price: int) | Unknown(place: str);
"""

_ORI_HEAD: Final = 'use "./shared" { Priced, Failure, Empty, TooDear, Unknown };\n'

_ORI: Final = """\
// An order, and where it goes.
type Order{n}: Eq, Clone, Debug = {
    id: int,
    price: int,
    count: int,
    place: str,
}

type Season{n} = Summer{n} | Winter{n}(days: int) | Between{n}(days: int, mild: bool);

type Pair{n}<A, B> = { first: A, second: B }

let $free_limit_{n} = 12_500;

impl Order{n}: Priced {
    @price (self) -> int = self.price * self.count;
}

impl Order{n} {
    @label (self, prefix: str) -> str = `{prefix} {self.id}: {self.count} to {self.place}`;

    @with_count (self, count: int) -> Order{n} = Order{n} { ...self, count: count };

    @weight (self) -> int = {
        let $each = if self.count > 10 then 3 else 5;
        self.count * $each + self.id % 7
    }
}

impl<A: Clone, B: Clone> Pair{n}<A, B> {
    @swapped (self) -> Pair{n}<B, A> = Pair{n} { first: self.second, second: self.first };
}

// The price of an order, with what the season takes off.
@discounted_{n} (order: Order{n}, season: Season{n}) -> int = {
    let total = order.price();
    let $rate = match season {
        Summer{n} -> 10,
        Winter{n}(days) if days > 30 -> 25,
        Winter{n}(_) -> 15,
        Between{n}(_, mild) -> if mild then 5 else 0,
    };
    if total > $free_limit_{n} then {
        total = total - total * $rate div 100;
    } else {
        total += shipping_{n}(weight: order.weight(), place: order.place);
    }
    total
}

@shipping_{n} (weight: int, place: str) -> int =
    if place == "home" then 0 else weight * 12 + len(collection: place);

@largest_{n}<T: Comparable> (values: [T], start: T) -> T = {
    let best = start;
    for value in values do if value > best then best = value;
    best
}

@sum_of_even_{n} (numbers: [int], limit: int) -> Result<int, Failure> = {
    let sum = 0;
    for number in numbers if number % 2 == 0 do {
        sum += number;
        if sum > limit then break;
    }
    let $scaled = numbers.map(transform: n -> n * 2 + sum).filter(predicate: n -> n < limit && n != 0);
    if sum < 0 then Err(Empty) else Ok(sum + $scaled.len())
}

@report_{n} (orders: [Order{n}], season: Season{n}) -> str = {
    let text = "";
    for order in orders do {
        let $price = discounted_{n}(order:, season:);
        let $pair = Pair{n} { first: $price, second: order.label(prefix: "order") };
        text += `{$pair.swapped().first}: {$price}`;
        if order.is_dear() then text += "!";
    }
    text
}

@parsed_total_{n} (orders: [Order{n}], limit: int) -> Result<int, Failure> = {
    let $prices = orders.map(transform: order -> order.price());
    let $even = sum_of_even_{n}(numbers: $prices, limit:)?;
    let $dearest = largest_{n}(values: $prices, start: 0);
    if $dearest > limit then Err(TooDear(price: $dearest)) else Ok($even + $dearest)
}

@message_{n} (result: Result<int, Failure>) -> str = match result {
    Ok(total) -> `{total} in all`,
    Err(Empty) -> "nothing",
    Err(TooDear(price)) if price > 1_000_000 -> "far too dear",
    Err(TooDear(price)) -> `too dear: {price}`,
    Err(Unknown(place)) -> `nobody knows {place}`,
};

@a_dear_order_is_discounted_{n} tests @discounted_{n} () -> void = {
    let $order = Order{n} { id: 1, price: 20_000, count: 2, place: "home" };
    assert_eq(actual: discounted_{n}(order: $order, season: Summer{n}), expected: 36_000);
    assert_eq(actual: $order.with_count(count: 1).price(), expected: 20_000);
    assert(condition: $order.is_dear());
}
"""

_PYTHON_SHARED: Final = '''\
"""What all files share."""

from dataclasses import dataclass


class Priced:
    def total(self) -> int:
        raise NotImplementedError

    def is_dear(self) -> bool:
        return self.total() > 1_000


@dataclass(frozen=True)
class Empty:
    pass


@dataclass(frozen=True)
class TooDear:
    price: int


@dataclass(frozen=True)
class Unknown:
    place: str


Failure = Empty | TooDear | Unknown
'''

_PYTHON_HEAD: Final = """\
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from shared import Empty, Failure, Priced, TooDear, Unknown

A = TypeVar("A")
B = TypeVar("B")

"""

_PYTHON: Final = """\
# An order, and where it goes.
@dataclass(frozen=True)
class Order{n}(Priced):
    id: int
    price: int
    count: int
    place: str

    def total(self) -> int:
        return self.price * self.count

    def label(self, prefix: str) -> str:
        return f"{prefix} {self.id}: {self.count} to {self.place}"

    def with_count(self, count: int) -> "Order{n}":
        return replace(self, count=count)

    def weight(self) -> int:
        each = 3 if self.count > 10 else 5
        return self.count * each + self.id % 7


@dataclass(frozen=True)
class Summer{n}:
    pass


@dataclass(frozen=True)
class Winter{n}:
    days: int


@dataclass(frozen=True)
class Between{n}:
    days: int
    mild: bool


Season{n} = Summer{n} | Winter{n} | Between{n}


@dataclass(frozen=True)
class Pair{n}(Generic[A, B]):
    first: A
    second: B

    def swapped(self) -> "Pair{n}[B, A]":
        return Pair{n}(first=self.second, second=self.first)


FREE_LIMIT_{n}: Final = 12_500


def rate_{n}(season: Season{n}) -> int:
    match season:
        case Summer{n}():
            return 10
        case Winter{n}(days) if days > 30:
            return 25
        case Winter{n}(_):
            return 15
        case Between{n}(_, mild):
            return 5 if mild else 0


# The price of an order, with what the season takes off.
def discounted_{n}(order: Order{n}, season: Season{n}) -> int:
    total = order.total()
    if total > FREE_LIMIT_{n}:
        total = total - total * rate_{n}(season) // 100
    else:
        total += shipping_{n}(weight=order.weight(), place=order.place)
    return total


def shipping_{n}(weight: int, place: str) -> int:
    return 0 if place == "home" else weight * 12 + len(place)


def largest_{n}(values: list[int], start: int) -> int:
    best = start
    for value in values:
        if value > best:
            best = value
    return best


def sum_of_even_{n}(numbers: list[int], limit: int) -> int | Failure:
    total = 0
    for number in numbers:
        if number % 2 == 0:
            total += number
            if total > limit:
                break
    scaled = list(filter(lambda n: n < limit and n != 0, map(lambda n: n * 2 + total, numbers)))
    return Empty() if total < 0 else total + len(scaled)


def report_{n}(orders: list[Order{n}], season: Season{n}) -> str:
    text = ""
    for order in orders:
        price = discounted_{n}(order=order, season=season)
        pair = Pair{n}(first=price, second=order.label(prefix="order"))
        text += f"{pair.swapped().first}: {price}"
        if order.is_dear():
            text += "!"
    return text


def parsed_total_{n}(orders: list[Order{n}], limit: int) -> int | Failure:
    prices = [order.total() for order in orders]
    even = sum_of_even_{n}(numbers=prices, limit=limit)
    if not isinstance(even, int):
        return even
    dearest = largest_{n}(values=prices, start=0)
    return TooDear(price=dearest) if dearest > limit else even + dearest


def message_{n}(result: int | Failure) -> str:
    match result:
        case int(total):
            return f"{total} in all"
        case Empty():
            return "nothing"
        case TooDear(price) if price > 1_000_000:
            return "far too dear"
        case TooDear(price):
            return f"too dear: {price}"
        case Unknown(place):
            return f"nobody knows {place}"


def test_a_dear_order_is_discounted_{n}() -> None:
    order = Order{n}(id=1, price=20_000, count=2, place="home")
    assert discounted_{n}(order=order, season=Summer{n}()) == 36_000
    assert order.with_count(count=1).total() == 20_000
    assert order.is_dear()


"""


def ori_program(lines: int) -> dict[str, str]:
    """An Ori program of about so many lines, by the names of its files."""
    return _files("ori", lines)


def python_program(lines: int) -> dict[str, str]:
    """A Python program of about so many lines, by the names of its files."""
    return _files("py", lines)


def line_count(program: dict[str, str]) -> int:
    """The lines of all files of a program."""
    return sum(text.count("\n") for text in program.values())


def chapters(ending: str) -> "Chapters":
    """The parts of the program in one of the languages, by the ending of its files."""
    if ending == "ori":
        return Chapters(_ORI_SHARED, _ORI_HEAD, _ORI)
    return Chapters(_PYTHON_SHARED, _PYTHON_HEAD, _PYTHON)


class Chapters(msgspec.Struct, frozen=True):
    """What all files share, what each begins with, and the chapter that they repeat."""

    shared: str
    head: str
    chapter: str

    @property
    def lines(self) -> int:
        """The lines of a chapter, with the empty one behind it."""
        return self.chapter.count("\n") + 1

    def text(self, numbers: range) -> str:
        """A file with these chapters."""
        return "\n".join((self.head, *(self.chapter.replace("{n}", str(number)) for number in numbers)))


def _files(ending: str, lines: int) -> dict[str, str]:
    parts = chapters(ending)
    files: dict[str, str] = {f"shared.{ending}": parts.shared}
    count = max(1, round(lines / parts.lines))
    in_a_file = max(1, LINES_OF_A_FILE // parts.lines)
    for first in range(0, count, in_a_file):
        numbers = range(first, min(first + in_a_file, count))
        files[f"part_{first // in_a_file}.{ending}"] = parts.text(numbers)
    return files
