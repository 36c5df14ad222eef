"""The prelude and std modules, written in Ori, with intrinsics at the bottom."""

import os
from functools import cache
from typing import Final

PRELUDE_FOLDER: Final = os.path.join(os.path.dirname(__file__), "prelude")
"""Where the files of the prelude are on this machine's disk."""


@cache
def prelude_texts() -> dict[str, str]:
    """The files of the module whose public names every module sees, by name; read once for all pipelines.

    In the order of their names, so that all that counts items counts the same everywhere.
    """
    # Not by `importlib.resources`, whose import costs more than reading the files.
    names = sorted(name for name in os.listdir(PRELUDE_FOLDER) if name.endswith(".ori"))
    return {name: _text_of(name) for name in names}


def _text_of(name: str) -> str:
    with open(os.path.join(PRELUDE_FOLDER, name), encoding="utf-8") as file:
        return file.read()
