"""From paths to sources: the only place where the library reads Ori files."""

import os
from collections.abc import Iterable
from pathlib import Path

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.resolve.module_path import interface_path, is_library, resolve_relative
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span


def normal_path(path: str | os.PathLike[str]) -> str:
    """A path as the compiler names it: as given, with `/` and without detours."""
    return os.path.normpath(os.fspath(path)).replace(os.sep, "/")


def source_files(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The files that are meant: each file itself, and every `.ori` file below a folder, in order."""
    found: dict[str, None] = {}
    for path in paths:
        given = Path(path)
        if given.is_dir():
            below = sorted(given.rglob("*.ori"))
            found.update(dict.fromkeys(normal_path(file) for file in below if not _is_hidden(file, given)))
        else:
            found[normal_path(path)] = None
    return list(found)


def _is_hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def unreadable(path: str, reason: str) -> Diagnostic:
    """A file that was asked for and cannot be read."""
    at = Label(ItemSpan(file_item(path), Span(0, 0)))
    return Diagnostic("E0017", Severity.ERROR, f"cannot read `{path}`: {reason}", at)


def load(database: CompilerDatabase, path: str) -> Diagnostic | None:
    """Reads a file and every file it imports, as far as they exist. Returns what is wrong with the first one."""
    problem = _read(database, path)
    work = [path]
    while work:
        importer = work.pop()
        if not database.workspace.module_items.contains(importer) or is_library(importer):
            continue
        for header in database.type_scope(importer).imported_modules:
            if not header.is_relative:
                continue
            new = _read_imported(database, importer, header.path)
            work += () if new is None else (new,)
    return problem


def load_imported(database: CompilerDatabase, importer: str, path: str) -> None:
    """Reads the file that an import means, and what that one imports, unless it is known."""
    new = _read_imported(database, importer, path)
    if new is not None:
        load(database, new)


def _read_imported(database: CompilerDatabase, importer: str, path: str) -> str | None:
    """The file that an import means, if nobody has read it before."""
    file = resolve_relative(importer, path)
    possible = (file, interface_path(file))
    if any(map(database.workspace.module_items.contains, possible)):
        return None
    return next((each for each in possible if _read(database, each) is None), None)


def _read(database: CompilerDatabase, path: str) -> Diagnostic | None:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return unreadable(path, (error.strerror or str(error)).lower())
    except ValueError:
        return unreadable(path, "this is not a possible file name")
    database.workspace.set_bytes(path, content)
    return None
