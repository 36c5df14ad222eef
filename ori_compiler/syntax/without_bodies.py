"""An item as short as it can be and still declare the same: every body of a function in it is replaced by `0`.

Most of a program is bodies, and whoever wants to know what a module declares needs none of them. Where they end is
read off the brackets, without tokens or a tree; when in doubt, nothing is left out.
"""

import re
from typing import Final

from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.member_places import WITH_MEMBERS
from ori_compiler.syntax.nesting import CHARACTER, COMMENT, PLAIN_TEMPLATE, STRING

_WITH_BODY: Final = frozenset((ItemKind.FUNCTION, ItemKind.TEST))
_SHORT_BODY: Final = "= 0;"
_SIGN: Final = re.compile(
    rf"{STRING}|{CHARACTER}|{COMMENT}|{PLAIN_TEMPLATE}|[(\[{{]|[)\]}}]|=[=>]|[<>!]=|=|;|`|\b(?:type|let)\b|[@$]",
    re.DOTALL,
)
_MEMBER_FOLLOWS: Final = re.compile(r"(?:\s++|//[^\n]*+)*+(?:[@#$}]|pub\b|type\b|let\b|\Z)")


def without_bodies(text: str, kind: ItemKind) -> str | None:
    """The text of an item without its bodies; none if it has none, or in doubt."""
    if kind in _WITH_BODY:
        return _head(text)
    return _members(text) if kind in WITH_MEMBERS else None


def _head(text: str) -> str | None:
    depth = 0
    for found in _SIGN.finditer(text):
        sign = found[0]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == "=" and depth == 0:
            return text[: found.start()] + _SHORT_BODY
        elif sign == "`":
            return None
    return None


def _members(text: str) -> str | None:
    """Bodies stand one bracket deep; each ends with a `;`, or with a `}` that a member or the end follows."""
    pieces: list[str] = []
    depth, kept, in_body, has_value = 0, 0, False, False
    for found in _SIGN.finditer(text):
        sign = found[0]
        if sign == "`":
            return None
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if in_body and depth == 1 and sign == "}" and _MEMBER_FOLLOWS.match(text, found.end()) is not None:
                in_body, kept = False, found.end()
        elif depth != 1:
            continue
        elif in_body:
            if sign == ";":
                in_body, kept = False, found.end()
        elif sign == "=":
            if has_value:
                pieces += (text[kept : found.start()], _SHORT_BODY)
                in_body = True
        elif sign in "@$":
            has_value = True
        elif sign in ("type", "let"):
            has_value = False
    if in_body or depth != 0 or not pieces:
        return None
    return "".join((*pieces, text[kept:]))
