"""The prelude and std modules, written in Ori, with intrinsics at the bottom."""

from importlib.resources import files


def prelude_source() -> str:
    """The text of the module whose public names every module sees."""
    return files(__name__).joinpath("prelude.ori").read_text(encoding="utf-8")
