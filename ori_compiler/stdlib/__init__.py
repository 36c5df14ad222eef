"""The prelude and std modules, written in Ori, with intrinsics at the bottom."""

import os
from functools import cache


@cache
def prelude_source() -> str:
    """The text of the module whose public names every module sees; read once for all pipelines of the process."""
    # Not by `importlib.resources`, whose import costs more than reading the file.
    with open(os.path.join(os.path.dirname(__file__), "prelude.ori"), encoding="utf-8") as file:
        return file.read()
