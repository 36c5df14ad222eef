"""The files that the compiler knows, by the paths it knows them under.

Every file is known by its path on disk, but for the prelude, which has a name of its own.
"""

import os
from functools import cache
from importlib.resources import files

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.workspace import file_item
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.source.line_index import LineIndex


@cache
def prelude_file() -> str:
    """Where the prelude is on this machine's disk."""
    return str(files("ori_compiler.stdlib").joinpath("prelude.ori")).replace("\\", "/")


def is_prelude(path: str) -> bool:
    """Whether the compiler means the prelude by a path."""
    return path == PRELUDE


def compiler_path(path: str) -> str:
    """The path under which the compiler knows a file on disk."""
    return PRELUDE if os.path.normcase(path) == os.path.normcase(prelude_file()) else path


def disk_path(path: str) -> str:
    """Where a file that the compiler knows is on disk."""
    return prelude_file() if path == PRELUDE else path


def is_known(database: CompilerDatabase, path: str) -> bool:
    """Whether the compiler has the text of a file."""
    return path in database.workspace.texts


def lines_of(database: CompilerDatabase, path: str) -> LineIndex:
    """The lines of a file; those of an empty text for an unknown one."""
    origin = database.workspace.origins.get(file_item(path))
    return origin.lines if origin is not None else LineIndex("")


def restore_prelude(database: CompilerDatabase) -> None:
    """Goes back to the prelude as it is on disk, after an editor had it open."""
    with open(prelude_file(), encoding="utf-8") as file:
        database.workspace.set_text(PRELUDE, file.read())
