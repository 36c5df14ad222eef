"""The types that random programs use, and how they are written."""

from typing import Final

import msgspec


class Simple(msgspec.Struct, frozen=True):
    """A type that is one word."""

    name: str


class ListOf(msgspec.Struct, frozen=True):
    """`[element]`."""

    element: "Type"


class SetOf(msgspec.Struct, frozen=True):
    """`Set<element>`."""

    element: "Type"


class MapOf(msgspec.Struct, frozen=True):
    """`{ key: value }`."""

    key: "Type"
    value: "Type"


class OptionOf(msgspec.Struct, frozen=True):
    """`Option<payload>`."""

    payload: "Type"


class TupleOf(msgspec.Struct, frozen=True):
    """`(first, second)`."""

    first: "Type"
    second: "Type"


class Function(msgspec.Struct, frozen=True):
    """`(parameter) -> result`."""

    parameter: "Type"
    result: "Type"


Type = Simple | ListOf | SetOf | MapOf | OptionOf | TupleOf | Function

INT: Final = Simple("int")
FLOAT: Final = Simple("float")
BOOL: Final = Simple("bool")
CHAR: Final = Simple("char")
STR: Final = Simple("str")
POINT: Final = Simple("Point")
SHAPE: Final = Simple("Shape")
TREE: Final = Simple("Tree")

DECLARATIONS: Final = """\
#derive(Eq, Comparable, Hashable, Clone, Debug)
type Point = { x: int, label: str }

#derive(Eq, Comparable, Hashable, Clone, Debug)
type Shape = Dot | Line(from: int, to: int) | Named(str, Point);

#derive(Eq, Clone, Debug)
type Tree = Leaf | Node(left: Tree, value: int, right: Tree);

@grown (tree: Tree, value: int) -> Tree if tree == Leaf = Node(left: Leaf, value:, right: Leaf);
@grown (Node(left, value: here, right), value) -> Tree if value < here =
    Node(left: grown(tree: left, value:), value: here, right:);
@grown (Node(left, value: here, right), value) -> Tree =
    Node(left:, value: here, right: grown(tree: right, value:));
@grown (tree, _) -> Tree = tree;

@total (tree: Tree) -> int = match tree {
    Leaf -> 0,
    Node(left, value, right) -> total(tree: left) + value + total(tree: right),
};

@twice<T> (f: (T) -> T, value: T) -> T = f(f(value));

@none_of<T> () -> Option<T> = None;

@no_items<T> () -> [T] = [];

@no_entries<K: Eq + Hashable, V> () -> { K: V } = {};

@elements<T: Eq + Hashable> (items: [T]) -> Set<T> =
    items.iter().collect();

@choose<T> (first: T, second: T, is_first: bool) -> T = if is_first then first else second;
"""
"""What every program can use."""

ATOMS: Final[tuple[Type, ...]] = (INT, INT, STR, STR, BOOL, CHAR, FLOAT, POINT, SHAPE)
"""Types that are made of nothing else, the usual ones more than once."""
HASHABLE: Final[tuple[Type, ...]] = (INT, STR, CHAR, BOOL, POINT, SHAPE)
"""Types of map keys and elements of sets."""


def written(type_: Type) -> str:
    """A type as source text."""
    match type_:
        case Simple(name):
            return name
        case ListOf(element):
            return f"[{written(element)}]"
        case SetOf(element):
            return f"Set<{written(element)}>"
        case MapOf(key, value):
            return f"{{ {written(key)}: {written(value)} }}"
        case OptionOf(payload):
            return f"Option<{written(payload)}>"
        case TupleOf(first, second):
            return f"({written(first)}, {written(second)})"
        case Function(parameter, result):
            return f"({written(parameter)}) -> {written(result)}"


def is_printed(type_: Type) -> bool:
    """Whether values have a `debug` text."""
    match type_:
        case Function():
            return False
        case ListOf(part) | SetOf(part) | OptionOf(part):
            return is_printed(part)
        case MapOf(first, second) | TupleOf(first, second):
            return is_printed(first) and is_printed(second)
        case Simple():
            return True


def is_ordered(type_: Type) -> bool:
    """Whether values have an order."""
    match type_:
        case Simple():
            return type_ != TREE
        case ListOf(part) | OptionOf(part):
            return is_ordered(part)
        case TupleOf(first, second):
            return is_ordered(first) and is_ordered(second)
        case _:
            return False
