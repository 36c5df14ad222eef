"""Patterns of `match`, `let` and `let?` (language reference, part 1, 7)."""

from functools import cache

from tests.generators.features import Features
from tests.generators.generator import Generator, enabled
from tests.generators.lexicon import end_points, integer, name, pattern_literal, upper_name
from tests.generators.productions import Gap, Part, Production, commas, production


def pattern(g: Generator) -> Production:
    """`pattern ::= pat_alt ("|" pat_alt)*`."""
    return _Patterns(g, is_fallible_let=False).pattern()


def fallible_pattern(g: Generator) -> Production:
    """What stands behind `let?`: a pattern in which `$` may mark bindings."""
    return _Patterns(g, is_fallible_let=True).pattern()


def simple_pattern(g: Generator) -> Production:
    """A pattern without `|` at its top."""
    return _Patterns(g, is_fallible_let=False).alternative()


@cache
def _forms(f: Features) -> tuple[str, ...]:
    return enabled(
        (True, 3, "name"),
        (True, 2, "wildcard"),
        (True, 3, "literal"),
        (True, 3, "variant"),
        (True, 2, "range"),
        (True, 1, "path"),
        (True, 2, "at"),
        (f.destructuring, 2, "struct"),
        (f.tuple_types, 2, "tuple"),
        (f.list_patterns, 2, "list"),
    )


class _Patterns:
    __slots__ = ("g", "is_fallible_let")

    def __init__(self, g: Generator, is_fallible_let: bool) -> None:
        self.g = g
        self.is_fallible_let = is_fallible_let

    def _mark(self) -> tuple[Part, ...]:
        return ("$", Gap.TOUCH) if self.is_fallible_let and self.g.chance(30) else ()

    def pattern(self) -> Production:
        g = self.g
        first = self.alternative()
        if not g.chance(15):
            return first
        parts: list[Part] = [self._alternative_of_or(first)]
        for _ in range(g.count(2, 1)):
            parts += ("|", self._alternative_of_or(self.alternative()))
        return production("or_pattern", *parts)

    def _alternative_of_or(self, alternative: Production) -> Production:
        # `whole @ A | B` groups as `whole @ (A | B)`.
        if alternative.name == "at_pattern":
            return production("tuple_pattern", "(", alternative, ")")
        return alternative

    def alternative(self) -> Production:
        g = self.g
        form = g.pick(_forms(g.features)) if g.spend() else "name"
        match form:
            case "name":
                return production("name_pattern", *self._mark(), name(g))
            case "wildcard":
                return production("wildcard_pattern", "_")
            case "literal":
                if g.chance(20):
                    return production("literal_pattern", "-", integer(g))
                return production("literal_pattern", pattern_literal(g))
            case "range":
                return self._range()
            case "path":
                return production("name_pattern", upper_name(g), ".", upper_name(g))
            case "at":
                return production("at_pattern", *self._mark(), name(g), "@", self.pattern())
            case "variant":
                head: tuple[Part, ...] = (upper_name(g),)
                if g.chance(15):
                    head = (upper_name(g), ".", upper_name(g))
                fields = g.several(lambda _: self._payload(), 3)
                return production("variant_pattern", *head, "(", *commas(fields), ")")
            case "struct":
                return self._struct()
            case "tuple":
                elements = g.several(lambda _: self.pattern(), 3)
                return production("tuple_pattern", "(", *commas(elements), ")")
            case _:
                return self._list()

    def _range(self) -> Production:
        g = self.g
        first, last = end_points(g)
        low: tuple[Part, ...] = (first,)
        high: tuple[Part, ...] = (last,)
        if g.chance(15):
            low = ("-", "5")
            high = ("5",)
        if g.chance(15):
            low = ("$", Gap.TOUCH, "low")
        if g.chance(15):
            high = ("$", Gap.TOUCH, "high")
        return production("range_pattern", *low, g.pick(("..", "..=")), *high)

    def _payload(self) -> Production:
        g = self.g
        if g.chance(30):
            return production("pattern_field", name(g), ":", *((self.pattern(),) if g.chance(60) else ()))
        return production("pattern_field", self.pattern())

    def _struct(self) -> Production:
        g = self.g
        head: tuple[Part, ...] = (upper_name(g),) if g.chance(60) else ()
        if head and g.chance(15):
            head = (upper_name(g), ".", *head)
        elements: list[Part | tuple[Part, ...]] = list(g.several(lambda _: self._field(), 3))
        if g.chance(25):
            rest = production("pattern_field", "..")
            # Nothing follows the rest, not even a comma.
            return production("struct_pattern", *head, "{", *commas([*elements, rest], is_bracketed=False), "}")
        return production("struct_pattern", *head, "{", *commas(elements), "}")

    def _field(self) -> Production:
        g = self.g
        field: tuple[Part, ...] = (*self._mark(), name(g))
        if g.chance(40):
            field = (name(g), ":", self.pattern())
        return production("pattern_field", *field)

    def _list(self) -> Production:
        g = self.g
        elements: list[Part | tuple[Part, ...]] = list(g.several(lambda _: self.pattern(), 3))
        if not g.chance(30):
            return production("list_pattern", "[", *commas(elements), "]")
        rest = production("rest_pattern", "..", *((*self._mark(), name(g)) if g.chance(60) else ()))
        return production("list_pattern", "[", *commas([*elements, rest], is_bracketed=False), "]")


def let_pattern(g: Generator) -> Production:
    """What stands behind `let` and `for`."""
    if not g.spend() or not g.features.destructuring or g.chance(60):
        return _binding(g)
    match g.number(4):
        case 0:
            return production("wildcard_pattern", "_")
        case 1:
            return production("struct_pattern", "{", *commas(g.several(_let_field, 3)), "}")
        case 2:
            return production("tuple_pattern", "(", *commas(g.several(let_pattern, 3)), ")")
        case _:
            elements: list[Part | tuple[Part, ...]] = list(g.several(let_pattern, 2))
            if not g.chance(40):
                return production("list_pattern", "[", *commas(elements), "]")
            rest = production("rest_pattern", "..", *((*_mark(g), name(g)) if g.chance(60) else ()))
            return production("list_pattern", "[", *commas([*elements, rest], is_bracketed=False), "]")


def _mark(g: Generator) -> tuple[Part, ...]:
    return ("$", Gap.TOUCH) if g.chance(25) else ()


def _binding(g: Generator) -> Production:
    return production("name_pattern", *_mark(g), name(g))


def _let_field(g: Generator) -> Production:
    parts: tuple[Part, ...] = (*_mark(g), name(g))
    if g.chance(40):
        parts = (*parts, ":", let_pattern(g))
    return production("pattern_field", *parts)
