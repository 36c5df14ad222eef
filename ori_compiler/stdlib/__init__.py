"""The prelude and the standard modules, written in Ori, with intrinsics at the bottom."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Final

LIBRARY_FOLDER: Final = os.path.dirname(__file__)
"""Where the files of the library are on this machine's disk: the prelude's in a folder, a standard module each."""


@cache
def prelude_texts() -> dict[str, str]:
    """The files of the module whose public names every module sees, by name; read once for all pipelines.

    In the order of their names, so that all that counts items counts the same everywhere.
    """
    names = sorted(name for name in os.listdir(os.path.join(LIBRARY_FOLDER, "prelude")) if name.endswith(".ori"))
    return {name: _text_of(os.path.join("prelude", name)) for name in names}


@cache
def standard_modules() -> tuple[str, ...]:
    """The names of the standard modules as imports write them, without `std.`: `math`, `math.rand`."""
    return tuple(sorted(_modules_below(LIBRARY_FOLDER, "")))


@cache
def standard_text(name: str) -> str:
    """The text of a standard module; read when a program imports it."""
    return _text_of(name.replace(".", os.sep) + ".ori")


def _modules_below(folder: str, prefix: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        name = prefix + entry.name
        if entry.is_dir() and entry.name.isidentifier() and name not in ("prelude", "__pycache__"):
            yield from _modules_below(entry.path, name + ".")
        elif entry.name.endswith(".ori"):
            yield name.removesuffix(".ori")


def _text_of(path: str) -> str:
    # Not by `importlib.resources`, whose import costs more than reading the files.
    with open(os.path.join(LIBRARY_FOLDER, path), encoding="utf-8") as file:
        return file.read()
