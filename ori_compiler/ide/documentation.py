"""The comment above a declaration, taken apart (language reference, part 1, 2.1).

A run of comment lines that ends on the line above a declaration documents it. The character after `//` and a
space says what a line is: `*` a parameter or field, `!` a warning, panic or error condition, `>` an example, else it
is description.
"""

import re
from typing import Final

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.source.location import ItemSpan

_COMMENT: Final = re.compile(r"[ \t]*//[ ]?(.*)")
_PARAMETER: Final = re.compile(r"\*\s*(\w+)\s*:\s*(.*)")


class Documentation(msgspec.Struct, frozen=True):
    """What a documentation comment says. `parameters` are pairs of a name and its text."""

    description: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    conditions: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def of_parameter(self, name: str) -> str:
        """The text about a parameter or field; empty if there is none."""
        return next((text for parameter, text in self.parameters if parameter == name), "")


def documentation_above(database: CompilerDatabase, at: ItemSpan) -> Documentation | None:
    """The documentation of the declaration that begins at a span and is the first thing on its line."""
    origin = database.workspace.origins.get(at.item)
    if origin is None:
        return None
    lines, offset = origin.lines, origin.absolute(at.span).start
    number = lines.line(offset)
    # A variant may have a `|` in front.
    if lines.text[lines.line_start(number) : offset].strip(" \t|"):
        return None
    found: list[str] = []
    while number > 1:
        number -= 1
        comment = _COMMENT.fullmatch(lines.line_text(number))
        if comment is None:
            break
        found.append(comment[1].rstrip())
    return parse_documentation(found[::-1]) if found else None


def parse_documentation(lines: list[str]) -> Documentation:
    """Sorts the lines of a comment, without their `//`, by what they are."""
    description: list[str] = []
    parameters: list[tuple[str, str]] = []
    conditions: list[str] = []
    examples: list[str] = []
    for line in lines:
        parameter = _PARAMETER.fullmatch(line)
        if parameter is not None:
            parameters.append((parameter[1], parameter[2]))
        elif line.startswith("!"):
            conditions.append(line[1:].strip())
        elif line.startswith(">"):
            examples.append(line[1:].removeprefix(" ").rstrip())
        else:
            description.append(line)
    return Documentation("\n".join(description).strip(), tuple(parameters), tuple(conditions), tuple(examples))
