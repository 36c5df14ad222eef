"""The Ori programs of this repository, as raw material for tests."""

from functools import cache
from pathlib import Path
from typing import Final

from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax.splitter import split_items

REPOSITORY: Final = Path(__file__).parent.parent


def named(path: Path) -> str:
    """A file as test names show it."""
    return path.relative_to(REPOSITORY).as_posix()


FILES: Final = tuple(sorted((*(REPOSITORY / "tests").rglob("*.ori"), *(REPOSITORY / "examples").rglob("*.ori"))))
"""Every Ori file: the language tests, the examples, and the broken ones of other tests."""

PROGRAMS: Final = tuple(path for path in FILES if "editors" not in path.parts and "golden" not in path.parts)
"""The files that are right."""


@cache
def text_of(path: Path) -> str:
    """A file's text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


_PARTLY_UNCHECKED: Final = ("#cfg(", "#target(", "#!cfg(", "#!target(", "#compile_fail(")

CHECKED: Final = tuple(path for path in PROGRAMS if not any(mark in text_of(path) for mark in _PARTLY_UNCHECKED))
"""Those of which everything is checked: a change in any place has its effect."""


@cache
def item_texts() -> tuple[tuple[ItemId, str], ...]:
    """Every item of every file."""
    return tuple((item.id, item.text) for path in FILES for item in split_items(named(path), text_of(path)))
