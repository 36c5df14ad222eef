"""Text that every program can read: well-formed Unicode, and JSON made of it.

Half of a surrogate pair may get into a source through an editor's messages. It has no UTF-8 encoding, so it becomes
U+FFFD, the replacement character.
"""

import json
import re
from typing import Final

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """The text with lone surrogates replaced."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def to_json(value: object, indent: int | None = None) -> str:
    """A value of dicts, lists, strings and numbers as JSON; on one line without `indent`."""
    separators = (",", ":") if indent is None else None
    return well_formed(json.dumps(value, ensure_ascii=False, indent=indent, separators=separators))
