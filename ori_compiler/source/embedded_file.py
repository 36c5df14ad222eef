"""Files that a program embeds: what is known about them, and which file a written path means."""

import posixpath
import re
from enum import Enum
from typing import Final

import msgspec

STANDARD_LIMIT: Final = 10_000_000
"""The bytes that `embed` takes where no `#embed_limit(…)` says anything else: 10 MB."""

READ_LIMIT: Final = 256_000_000
"""Of larger files only the size is known."""

_DRIVE: Final = re.compile(r"[A-Za-z]:")


class EmbeddedFile(msgspec.Struct, frozen=True):
    """A file as somebody found it: its content, or why there is none in the words of the system."""

    size: int = 0
    content: bytes | None = None
    problem: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether there is such a file, and it can be read."""
        return not self.problem


class WrongPath(Enum):
    """Why a written path means no file that may be embedded."""

    ABSOLUTE = "it is absolute"
    BACKSLASH = "it has a `\\`"
    OUTSIDE = "it leaves the project"


def embedded_path(importer: str, path: str, depth: int) -> str | WrongPath:
    """The file that `path` means in the source `importer`, `depth` folders below the root of the project."""
    if path.startswith("/") or _DRIVE.match(path):
        return WrongPath.ABSOLUTE
    if "\\" in path:
        return WrongPath.BACKSLASH
    for part in path.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return WrongPath.OUTSIDE
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer.replace("\\", "/")), path))
