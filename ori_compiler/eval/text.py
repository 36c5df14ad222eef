"""How values look as text: the printed forms of primitives and the quoted forms of `debug`."""

import math
from decimal import Decimal

_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", "\0": "\\0"}


def float_to_text(number: float) -> str:
    """The shortest decimal that reads back as `number`, without an exponent and without a zero fraction."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def float_in_scientific_notation(number: float, decimals: int) -> str:
    """A finite number as `d.ddde+XX`; with a negative number of decimals the shortest that reads back."""
    if decimals >= 0:
        return f"{number:.{decimals}e}"
    sign, digits, exponent = Decimal(repr(number)).as_tuple()
    shortest = "".join(map(str, digits)).rstrip("0") or "0"
    # `repr` has no special values here: the exponent is a number.
    power = int(exponent) + len(digits) - 1 if number != 0.0 else 0
    mantissa = shortest[0] + ("." + shortest[1:] if len(shortest) > 1 else "")
    return f"{'-' if sign else ''}{mantissa}e{power:+03d}"


def quoted(text: str, quote: str) -> str:
    """`text` between quotes, with escapes for control characters, the backslash and the quote itself."""
    escapes = {**_ESCAPES, quote: "\\" + quote}
    return quote + "".join(escapes.get(character, character) for character in text) + quote
