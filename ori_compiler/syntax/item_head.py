"""What an item declares and how it is called, read off its first line."""

import re
from typing import Final

from ori_compiler.source.item_id import ItemKind

_HEADER: Final = re.compile(
    r"(?:pub\s+)?(?:"
    r"@\s*(?P<function>\w+)\s*(?P<tests>tests\b)?"
    r"|\$(?P<constant_function>\w+)\s*[(<]"
    r"|(?P<constant>let\b\s*\$?\s*(?P<let>\w+)|\$(?P<dollar>\w+))"
    r"|type\s+(?P<type>\w+)"
    r"|use\s+(?P<import>\"[^\"\n]*\"|[\w.]+)"
    r"|(?P<word>trait|impl|extend|extern|extension|capset|def)\b\s*(?P<rest>[^\n{;]*)"
    r"|(?P<foreign>fn|func|function)\s+(?P<foreign_name>\w+))"
)
_NAME: Final = re.compile(r"\w*")
_HOLDS_MEMBERS: Final = re.compile(r"(?:pub\s+)?(?:def\s+)?(?:impl|trait|extend|extern)\b")
_WORD_KINDS: Final = {
    "trait": ItemKind.TRAIT,
    "impl": ItemKind.IMPL,
    "def": ItemKind.IMPL,
    "extend": ItemKind.EXTEND,
    "extern": ItemKind.EXTERN,
    "extension": ItemKind.IMPORT,
    "capset": ItemKind.CAPSET,
}


def identify(text: str, head: int, end: int) -> tuple[ItemKind, str]:
    """The kind and name of the item whose first token behind its attributes is at `head`."""
    found = _HEADER.match(text, head, end)
    if found is None:
        return (ItemKind.FILE_ATTRIBUTE if text.startswith("#!", head) else ItemKind.BROKEN), ""
    match found.lastgroup:
        case "function":
            return ItemKind.FUNCTION, found["function"]
        case "tests":
            return ItemKind.TEST, found["function"]
        case "constant_function":
            return ItemKind.FUNCTION, found["constant_function"]
        case "constant":
            return ItemKind.CONSTANT, found["let"] or found["dollar"]
        case "type":
            return ItemKind.TYPE, found["type"]
        case "import":
            return ItemKind.IMPORT, found["import"].strip('"')
        case "foreign_name":
            return ItemKind.FUNCTION, found["foreign_name"]
        case _:
            rest = found["rest"].strip()
            if found["word"] in ("trait", "capset"):
                # Only these are known by a name; the others go by what stands in their head.
                named = _NAME.match(rest)
                rest = named[0] if named is not None else ""
            return _WORD_KINDS[found["word"]], rest


def holds_members(text: str, head: int) -> bool:
    """Whether the item at `head` is one that holds methods."""
    return _HOLDS_MEMBERS.match(text, head) is not None
