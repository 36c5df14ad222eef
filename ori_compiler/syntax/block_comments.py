"""`/* … */` of other languages, which Ori does not have: each is one mistake, and what stands in it is none."""

import re
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax.errors import SyntaxProblem

# What may hold `/*` and is no block comment stands first.
_PARTS: Final = re.compile(
    r"""//[^\n\r]*|"(?:[^"\\\n\r]|\\.)*"|`(?:[^`\\]|\\.)*`|b?'(?:[^'\\\n\r]|\\.)'|(/\*(?:.*?\*/)?)""", re.DOTALL
)


def blank_block_comments(text: str) -> tuple[str, list[SyntaxProblem]]:
    """The text with spaces for every block comment, line ends kept, and a problem for each of them."""
    problems: list[SyntaxProblem] = []

    def blank(found: "re.Match[str]") -> str:
        comment = found[1]
        if comment is None:
            return found[0]
        problems.append(_problem(Span(*found.span())))
        return re.sub(r"[^\n\r]", " ", comment)

    return _PARTS.sub(blank, text), problems


def _problem(at: Span) -> SyntaxProblem:
    help_ = "a comment begins with `//` and goes to the end of its line"
    return SyntaxProblem("E1015", "Ori has no block comments", at, "", help_)
