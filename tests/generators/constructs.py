"""The call-like constructs (language reference, part 1, 6.9)."""

from typing import Final

from tests.generators import expressions, patterns, types
from tests.generators.generator import Generator
from tests.generators.productions import TRAILING_COMMA, Gap, Part, Production, commas, production

_ARGUMENTS: Final[dict[str, tuple[str, ...]]] = {
    "recurse": ("condition", "base", "step", "memo", "parallel"),
    "parallel": ("tasks", "max_concurrent", "timeout"),
    "spawn": ("tasks", "max_concurrent"),
    "timeout": ("op", "after"),
    "cache": ("key", "op", "ttl"),
    "with": ("acquire", "action", "release"),
    "nursery": ("body", "on_error", "timeout"),
    "catch": ("expr",),
    "embed": (),
    "has_embed": (),
}
_OPTIONAL: Final = frozenset(("memo", "parallel", "max_concurrent", "timeout"))


def construct(g: Generator) -> Production:
    """One of them."""
    match g.number(4):
        case 0:
            return _channel(g)
        case 1:
            return _first_match(g)
        case _:
            return _named(g)


def _named(g: Generator) -> Production:
    word = g.pick(tuple(_ARGUMENTS))
    if not _ARGUMENTS[word]:
        return production("construct", word, Gap.SAME_LINE, "(", expressions.positional(g), ")")
    given = [label for label in _ARGUMENTS[word] if label not in _OPTIONAL or g.chance(40)]
    values = [production("argument", label, ":", expressions.expression(g)) for label in given]
    return production("construct", word, Gap.SAME_LINE, "(", *commas(values), ")")


def _channel(g: Generator) -> Production:
    word = g.pick(("channel", "channel_in", "channel_out", "channel_all"))
    element: tuple[Part, ...] = (types.type_arguments(g),) if g.features.generics and g.chance(70) else ()
    buffer = production("argument", "buffer", ":", expressions.expression(g))
    return production("construct", word, Gap.SAME_LINE, *element, Gap.SAME_LINE, "(", buffer, TRAILING_COMMA, ")")


def _first_match(g: Generator) -> Production:
    parts: list[Part] = ["for", "(", "over", ":", expressions.expression(g), ","]
    if g.chance(50):
        parts += ("map", ":", expressions.expression(g), ",")
    parts += ("match", ":", patterns.pattern(g), "->", expressions.expression(g), ",")
    parts += ("default", ":", expressions.expression(g), TRAILING_COMMA, ")")
    return production("for_match", *parts)
