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


def quoted(text: str, quote: str) -> str:
    """`text` between quotes, with escapes for control characters, the backslash and the quote itself."""
    escapes = {**_ESCAPES, quote: "\\" + quote}
    return quote + "".join(escapes.get(character, character) for character in text) + quote
