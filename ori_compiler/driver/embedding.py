"""Files that sources embed: read from disk as far as a source asks for them."""

import os

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.driver.projects import Projects
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.embedded_file import READ_LIMIT, EmbeddedFile
from ori_compiler.source.item_id import ItemId


def load_embedded_files(database: CompilerDatabase, projects: Projects) -> None:
    """Reads what the sources embed and nobody has read yet.

    Which files these are is only known once the items are checked that embed something; with one file there may be
    reason to ask for another.
    """
    embedding = [item for path in database.workspace.embedding for item in _embedding_items(database, path)]
    for item in embedding:
        _place(database, item.path, projects)
    while embedding:
        for item in embedding:
            database.item_errors(item)
        unknown = database.workspace.unknown_embedded_files()
        if not unknown:
            return
        for path in unknown:
            database.workspace.embedded_files.set(path, read_embedded_file(path))


def read_embedded_file(path: str) -> EmbeddedFile:
    """A file as it is on disk now."""
    try:
        size = os.stat(path).st_size
        if os.path.isdir(path):
            return EmbeddedFile(problem="it is a folder")
        if not os.path.isfile(path):
            return EmbeddedFile(problem="it is not a file")
        if size > READ_LIMIT:
            return EmbeddedFile(size)
        with open(path, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        return EmbeddedFile(problem="there is no such file")
    except OSError as error:
        return EmbeddedFile(problem=(error.strerror or str(error)).lower())
    except ValueError:
        return EmbeddedFile(problem="this is not a possible file name")
    return EmbeddedFile(len(content), content)


def _embedding_items(database: CompilerDatabase, path: str) -> tuple[ItemId, ...]:
    if is_library(path):
        return ()
    texts, items = database.workspace.item_text, database.workspace.module_items.get(path)
    return tuple(item for item in items if texts.contains(item) and "embed" in texts.get(item))


def _place(database: CompilerDatabase, source: str, projects: Projects) -> None:
    """Says how deep in its project a source is; one without a project has only its own folder."""
    project = projects.of(source)
    if project is not None:
        root = os.path.dirname(os.path.abspath(project.path))
        inside = os.path.relpath(os.path.dirname(os.path.abspath(source)), root)
        depth = 0 if inside == os.curdir else len(inside.split(os.sep))
        database.workspace.folder_depths.set(source, depth)
