"""Which file the path of an import means (language reference, part 1, 11)."""

from typing import TYPE_CHECKING

from ori_compiler.resolve.module_path import import_path, interface_path

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def imported_file(database: "CompilerDatabase", importer: str, path: str, *, is_relative: bool) -> str:
    """The file that is meant: of `"./geo"` it is `geo.ori`, or `geo/mod.ori` if only that is there.

    It need not exist; empty if there can be none.
    """
    file = import_path(importer, path, is_relative)
    is_known = database.workspace.module_items.contains
    if is_relative and not is_known(file) and is_known(interface := interface_path(file)):
        return interface
    return file
