"""Imports after files have moved: what others wrote to import them, and what they import themselves.

Texts are looked at line by line, not parsed: a file that is half typed or that nobody has opened moves like any other.
"""

import re
from collections.abc import Callable
from posixpath import dirname, relpath
from typing import Final

from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.resolve.module_path import resolve_relative
from ori_compiler.source.span import Span

Moved = Callable[[str], str]
"""Where a file will be, by where it is: the same path for one that stays."""

_IMPORT: Final = re.compile(r'^[ \t]*(?:pub[ \t]+)?(?:use|extension)[ \t]+"(?P<path>[^"\n]+)"', re.MULTILINE)


def moves_of(pairs: tuple[tuple[str, str], ...]) -> Moved:
    """The moves of files and folders, by their old and new paths."""

    def moved(path: str) -> str:
        for old, new in pairs:
            if path == old:
                return new
            if path.startswith(f"{old.rstrip('/')}/"):
                return new.rstrip("/") + path[len(old.rstrip("/")) :]
        return path

    return moved


def import_edits(path: str, text: str, moved: Moved) -> tuple[TextEdit, ...]:
    """What has to change in a file, which is still where it was, so that its imports mean the same afterwards."""
    edits: list[TextEdit] = []
    for found in _IMPORT.finditer(text):
        written = found["path"]
        old = resolve_relative(path, written)
        new = moved(old)
        if new == old and moved(path) == path:
            continue
        if resolve_relative(moved(path), written) != new:
            edits.append(TextEdit(Span(*found.span("path")), _written(moved(path), new, written)))
    return tuple(edits)


def _written(importer: str, target: str, before: str) -> str:
    """A path as an import writes it, with its ending if it had one."""
    path = relpath(target, dirname(importer) or ".")
    path = path if before.endswith(".ori") else path.removesuffix(".ori")
    return path if path.startswith("..") else f"./{path}"
