"""Writes the tables of letters and cases of the prelude, from the Unicode data that Python has.

    python -m ori_compiler.stdlib.unicode_tables

Each table is a text of entries of one width, sorted by the code point they begin at, so that the prelude finds an
entry by bisection. A symbol of a table stands for 6 bits; three of them stand for a code point. Beyond `LIMIT` there
are no letters.
"""

import os
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from ori_compiler.stdlib import LIBRARY_FOLDER

LIMIT: Final = 1 << 18
FIRST_SYMBOL: Final = ord("#")
FILE: Final = os.path.join(os.path.join(LIBRARY_FOLDER, "prelude"), "unicode_tables.ori")

_CLASSES: Final = {"Lu": 1, "Ll": 2, "Lt": 3, "Lm": 3, "Lo": 3, "Nd": 4}
_ALTERNATING: Final = 4
_LINE: Final = 80
_SIGMA: Final = "\u03a3"
_FINAL_SIGMA: Final = "\u03c2"


def letter_class(code: int) -> int:
    """1 for a capital letter, 2 for a small one, 3 for any other letter, 4 for a decimal digit, else 0."""
    return _CLASSES.get(unicodedata.category(chr(code)), 0)


def simple_case(change: Callable[[str], str], code: int) -> int:
    """The one character that a character becomes; itself if it becomes several."""
    changed = change(chr(code))
    if len(changed) == 1:
        return ord(changed)
    # A Greek letter with a iota below it has a form of one character for titles, which is its simple capital, too.
    title = chr(code).title()
    if change is str.upper and len(title) == 1:
        return ord(title)
    return ord("i") if changed == "i\u0307" else code


def sigma_class(code: int) -> int:
    """1 for a character with a case, 2 for one that is looked through for such a character, else 0.

    They decide about the small letter of a sigma near them (Unicode, section 3.13, `Final_Sigma`). Python follows the
    rule, but does not tell the properties: here they are read off it.
    """
    character = chr(code)
    if (character + _SIGMA).lower().endswith(_FINAL_SIGMA):
        return 1
    return 2 if ("A" + character + _SIGMA).lower().endswith(_FINAL_SIGMA) else 0


def _runs() -> Iterator[tuple[int, int]]:
    """Where a run of one class begins, or one of capital and small letters by turns (by the class of the first)."""
    code = 0
    while code < LIMIT:
        first = letter_class(code)
        end = code + 1
        while end < LIMIT and letter_class(end) == first:
            end += 1
        turns = code + 1
        while first in (1, 2) and letter_class(turns) == 3 - letter_class(turns - 1):
            turns += 1
        if turns - code > max(end - code, 2):
            yield code, first + _ALTERNATING
            code = turns
        else:
            yield code, first
            code = end


def _sigma_runs() -> Iterator[tuple[int, int]]:
    """Where a run of one class begins that counts near a sigma."""
    before = -1
    for code in range(LIMIT):
        class_ = sigma_class(code)
        if class_ != before:
            yield code, class_
            before = class_


def _case_ranges(change: Callable[[str], str]) -> Iterator[tuple[int, int, int, int]]:
    """First and last code point, step, and what the first one becomes; nothing else that changes lies in between."""
    targets = {code: simple_case(change, code) for code in range(LIMIT)}
    changing = [code for code in range(LIMIT) if targets[code] != code]
    at = 0
    while at < len(changing):
        first = changing[at]
        distance = targets[first] - first
        step = changing[at + 1] - first if at + 1 < len(changing) and changing[at + 1] - first <= 2 else 1
        count = 1
        while at + count < len(changing):
            next_ = changing[at + count]
            if next_ != first + count * step or targets[next_] - next_ != distance:
                break
            count += 1
        yield first, first + (count - 1) * step, step, first + distance
        at += count


def _special_cases(change: Callable[[str], str]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The characters that become several, at most three."""
    for code in range(LIMIT):
        changed = change(chr(code))
        if len(changed) > 1:
            yield code, tuple(map(ord, changed))


def symbols(number: int, count: int) -> str:
    """A number in `count` symbols, the highest bits first."""
    return "".join(chr(FIRST_SYMBOL + (number >> 6 * place & 63)) for place in reversed(range(count)))


def _case_table(change: Callable[[str], str]) -> list[str]:
    return [
        symbols(first, 3) + symbols(last, 3) + symbols(step, 1) + symbols(target, 3)
        for first, last, step, target in _case_ranges(change)
    ]


def _special_table(change: Callable[[str], str]) -> list[str]:
    return [
        symbols(code, 3) + "".join(symbols(part, 3) for part in (*parts, 0, 0)[:3])
        for code, parts in _special_cases(change)
    ]


def _constant(name: str, meaning: str, entries: list[str]) -> str:
    table = "".join(entries)
    pieces = [table[start : start + _LINE].replace("\\", "\\\\") for start in range(0, len(table), _LINE)]
    lines = "\n    + ".join(f'"{piece}"' for piece in pieces)
    return f"// {meaning}\nlet $_{name} =\n    {lines};\n"


def unicode_tables() -> str:
    """The text of the file."""
    classes = [symbols(first, 3) + symbols(class_, 1) for first, class_ in _runs()]
    near_sigma = [symbols(first, 3) + symbols(class_, 1) for first, class_ in _sigma_runs()]
    return "\n".join(
        (
            f"// Made by `python -m ori_compiler.stdlib.unicode_tables` of Unicode {unicodedata.unidata_version}.\n",
            _constant("letter_classes", "Where a class of characters begins, and which.", classes),
            _constant(
                "uppercase", "First and last of some characters, their step, their capital.", _case_table(str.upper)
            ),
            _constant(
                "lowercase",
                "First and last of some characters, their step, their small letter.",
                _case_table(str.lower),
            ),
            _constant(
                "long_uppercase",
                "A character, and the two or three that its capital consists of.",
                _special_table(str.upper),
            ),
            _constant("sigma_classes", "Where characters begin that have a case, or do not count.", near_sigma),
        )
    )


def main() -> None:
    """Writes the file."""
    with open(FILE, "w", encoding="utf-8", newline="\n") as file:
        file.write(unicode_tables())


if __name__ == "__main__":
    main()
