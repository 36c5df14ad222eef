"""The words that continue what was begun before a place: `then` behind a condition, `do` behind a range.

They are found token by token, because what is half typed does not parse.
"""

from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.position import items_of

_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_LAST: Final = frozenset(")]}\"'`_?")
"""What an expression may end with, besides letters and digits."""

_AFTER: Final[dict[str, tuple[str, ...]]] = {
    "if": ("then",),
    "then": ("else",),
    "while": ("do",),
    "for": ("in",),
    "in": ("do", "yield", "if"),
}
"""What can follow the expression or pattern behind a word."""

_ENDS: Final = {"then": "if", "else": "then", "in": "for", "do": "", "yield": "", ";": "", ",": ""}
"""The word that is done with at another; nothing stands for all."""


def following_words(database: CompilerDatabase, path: str, offset: int) -> tuple[str, ...]:
    """The words that can stand at an offset because of those before it, in the same brackets."""
    items = [item for item in items_of(database, path) if database.workspace.origins.offset(item) <= offset]
    if not items:
        return ()
    start = database.workspace.origins.offset(items[-1])
    tokens = database.item_syntax(items[-1]).tree.tokens
    pending: list[list[str]] = [[]]
    last = ""
    for at, text in zip(tokens.starts, tokens.texts, strict=True):
        if not text or start + at + len(text) > offset:
            break
        last = text
        if text in _OPENING:
            pending.append([])
        elif text in _CLOSING and len(pending) > 1:
            pending.pop()
        else:
            _take(text, pending[-1])
    return _AFTER[pending[-1][-1]] if pending[-1] and _ends_expression(last) else ()


def _ends_expression(token: str) -> bool:
    """Whether an expression or pattern can be complete with a token; behind an operator more has to come."""
    is_word = token in _AFTER or token in _ENDS
    return not is_word and (token[-1:].isalnum() or token[-1:] in _LAST)


def _take(text: str, words: list[str]) -> None:
    """Notes what a token begins and ends."""
    if text in _ENDS:
        ended = _ENDS[text]
        if not ended:
            words.clear()
        elif ended in words:
            del words[len(words) - 1 - words[::-1].index(ended) :]
    if text in _AFTER and not (text == "if" and words[-1:] == ["in"]):
        words.append(text)
