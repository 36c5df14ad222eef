"""The files that the compiler knows, by the paths it knows them under.

Every file is known by its path on disk, but for those of the prelude, which have names of their own.
"""

import os
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.workspace import file_item
from ori_compiler.resolve.module_path import PRELUDE, is_prelude, prelude_path
from ori_compiler.source.line_index import LineIndex
from ori_compiler.stdlib import PRELUDE_FOLDER, prelude_texts

_FOLDER: Final = PRELUDE_FOLDER.replace("\\", "/")


def prelude_file(name: str) -> str:
    """Where a file of the prelude is on this machine's disk."""
    return f"{_FOLDER}/{name}"


def belongs_to_prelude(path: str) -> bool:
    """Whether the compiler means a file of the prelude by a path."""
    return is_prelude(path)


def compiler_path(path: str) -> str:
    """The path under which the compiler knows a file on disk."""
    name = os.path.basename(path)
    is_ours = name in prelude_texts() and os.path.normcase(path) == os.path.normcase(prelude_file(name))
    return prelude_path(name) if is_ours else path


def disk_path(path: str) -> str:
    """Where a file that the compiler knows is on disk."""
    return prelude_file(path.removeprefix(PRELUDE + "/")) if is_prelude(path) else path


def is_known(database: CompilerDatabase, path: str) -> bool:
    """Whether the compiler has the text of a file."""
    return path in database.workspace.texts


def lines_of(database: CompilerDatabase, path: str) -> LineIndex:
    """The lines of a file; those of an empty text for an unknown one."""
    origin = database.workspace.origins.get(file_item(path))
    return origin.lines if origin is not None else LineIndex("")


def restore_prelude(database: CompilerDatabase, path: str) -> None:
    """Goes back to a file of the prelude as it is on disk, after an editor had it open."""
    with open(disk_path(path), encoding="utf-8") as file:
        database.workspace.set_text(path, file.read())
