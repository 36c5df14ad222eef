"""The files that the compiler knows, by the paths it knows them under.

Every file is known by its path on disk, but for those of the library, which have names of their own.
"""

import os
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.workspace import file_item
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.line_index import LineIndex
from ori_compiler.stdlib import LIBRARY_FOLDER

_FOLDER: Final = LIBRARY_FOLDER.replace("\\", "/")


def belongs_to_library(path: str) -> bool:
    """Whether the compiler means a file of the prelude or a standard module by a path."""
    return is_library(path)


def compiler_path(path: str) -> str:
    """The path under which the compiler knows a file on disk."""
    below = os.path.normcase(path).replace("\\", "/").startswith(os.path.normcase(_FOLDER).replace("\\", "/") + "/")
    return f"<std>{path[len(_FOLDER) :]}" if below else path


def disk_path(path: str) -> str:
    """Where a file that the compiler knows is on disk."""
    return f"{_FOLDER}{path.removeprefix('<std>')}" if is_library(path) else path


def is_known(database: CompilerDatabase, path: str) -> bool:
    """Whether the compiler has the text of a file."""
    return path in database.workspace.texts


def lines_of(database: CompilerDatabase, path: str) -> LineIndex:
    """The lines of a file; those of an empty text for an unknown one."""
    origin = database.workspace.origins.get(file_item(path))
    return origin.lines if origin is not None else LineIndex("")


def restore_library_file(database: CompilerDatabase, path: str) -> None:
    """Goes back to a file of the library as it is on disk, after an editor had it open."""
    with open(disk_path(path), encoding="utf-8") as file:
        database.workspace.set_text(path, file.read())
