"""Whether conditions on constants follow from others (language reference, part 2, 6.4).

Known: literally the same condition, and bounds of one operand: from `N >= 20` follows `N >= 10`. What is more than that
is not proved, and so an error at the call.
"""

from collections.abc import Iterator, Sequence

from ori_compiler.types.definitions import Condition, Predicate
from ori_compiler.types.pool import Idx, Pool, Tag

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def is_implied(pool: Pool, condition: Idx, known: Sequence[Predicate]) -> bool:
    """Whether a condition follows from the conditions among what is known."""
    if pool.tag(condition) is Tag.OPERATION and pool.operator(condition) == "&&":
        return all(is_implied(pool, part, known) for part in pool.arguments(condition))
    facts = [fact for p in known if isinstance(p, Condition) for fact in _conjuncts(pool, p.condition)]
    if condition in facts:
        return True
    wanted = _comparison(pool, condition)
    if wanted is None:
        return False
    subject, operator, limit = wanted
    low, high = _range(pool, subject, facts)
    match operator:
        case ">=":
            return low is not None and low >= limit
        case ">":
            return low is not None and low > limit
        case "<=":
            return high is not None and high <= limit
        case "<":
            return high is not None and high < limit
        case "!=":
            return (low is not None and low > limit) or (high is not None and high < limit)
        case _:
            return low is not None and low == high == limit


def _conjuncts(pool: Pool, condition: Idx) -> Iterator[Idx]:
    if pool.tag(condition) is Tag.OPERATION and pool.operator(condition) == "&&":
        for part in pool.arguments(condition):
            yield from _conjuncts(pool, part)
    else:
        yield condition


def _comparison(pool: Pool, condition: Idx) -> tuple[Idx, str, int] | None:
    """`subject operator number`, turned round if it is written the other way."""
    if condition < 0 or pool.tag(condition) is not Tag.OPERATION or pool.operator(condition) not in _MIRRORED:
        return None
    left, right = pool.arguments(condition)
    operator = pool.operator(condition)
    number = pool.value(right)
    if number is None:
        left, number, operator = right, pool.value(left), _MIRRORED[operator]
    return None if number is None else (left, operator, int(number))


def _range(pool: Pool, subject: Idx, facts: list[Idx]) -> tuple[int | None, int | None]:
    """The least and greatest value of a subject, as far as facts tell."""
    lows: list[int] = []
    highs: list[int] = []
    for fact in facts:
        found = _comparison(pool, fact)
        if found is None or found[0] != subject:
            continue
        _, operator, limit = found
        if operator in (">=", ">", "=="):
            lows.append(limit + (operator == ">"))
        if operator in ("<=", "<", "=="):
            highs.append(limit - (operator == "<"))
    return max(lows, default=None), min(highs, default=None)
