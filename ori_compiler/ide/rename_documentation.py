"""The lines of documentation comments that are about a parameter or field: they are renamed with it."""

import re
from collections.abc import Iterator
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.files import lines_of
from ori_compiler.ide.occurrences import Occurrence
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast

_ABOUT: Final = re.compile(r"[ \t]*//[ ]?\*\s*(\w+)\s*:")


def documented_at(database: CompilerDatabase, declaration: Occurrence) -> Iterator[Span]:
    """Where the comment above says what a parameter or field is; the ranges of its name there, absolute."""
    match declaration.place.nodes:
        case (*_, owner, ast.Parameter() | ast.FieldSyntax(), ast.Name(text=name)):
            pass
        case _:
            return
    lines = lines_of(database, declaration.path)
    number = lines.line(database.workspace.origins[declaration.place.item].absolute(owner.span).start) - 1
    while number >= 1 and lines.line_text(number).lstrip().startswith(("//", "#")):
        found = _ABOUT.match(lines.line_text(number))
        if found is not None and found[1] == name:
            start = lines.line_start(number)
            yield Span(start + found.start(1), start + found.end(1))
        number -= 1
