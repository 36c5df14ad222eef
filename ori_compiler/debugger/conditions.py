"""What a breakpoint demands besides its place: a condition, a number of hits; and the message of a logpoint.

A number of hits is written `5` (the fifth), `>= 5`, `> 5`, `< 5`, `<= 5` or `% 5` (every fifth). In a message, what
stands in braces is an expression.
"""

import operator
import re
from collections.abc import Callable
from typing import Final

_HITS: Final = re.compile(r"\s*(==|=|>=|<=|>|<|%)?\s*(\d+)\s*")
_COMPARISONS: Final[dict[str, Callable[[int, int], bool]]] = {
    "": operator.eq,
    "=": operator.eq,
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "%": lambda hits, each: each > 0 and hits % each == 0,
}
_HOLE: Final = re.compile(r"\{([^{}]*)\}")


def is_number_of_hits(text: str) -> bool:
    """Whether a text says how often a breakpoint has to be hit."""
    return not text.strip() or _HITS.fullmatch(text) is not None


def enough_hits(wanted: str, hits: int) -> bool:
    """Whether a breakpoint that has been hit so often is one to stop at."""
    found = _HITS.fullmatch(wanted)
    return found is None or _COMPARISONS[found[1] or ""](hits, int(found[2]))


def filled_in(message: str, text_of: Callable[[str], str]) -> str:
    """The message of a logpoint with its expressions evaluated."""
    return _HOLE.sub(lambda hole: text_of(hole[1]), message)
