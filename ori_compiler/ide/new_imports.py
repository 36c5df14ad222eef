"""The edits that import names into a file."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.importable import written_path
from ori_compiler.database.imported_files import imported_file
from ori_compiler.ide.position import item_range, items_of
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.formatter.whole_text import line_end


class NewImports:
    """Looks at the imports of one file once, for as many names as there are."""

    def __init__(self, database: CompilerDatabase, importer: str) -> None:
        self.importer = importer
        self._database = database
        imports = [item for item in items_of(database, importer) if item.kind is ItemKind.IMPORT]
        self._start = item_range(database, imports[0]).start if imports else 0
        # The first import of a file stands apart from what follows.
        self._ends = line_end(database.workspace.texts[importer]) * (1 if imports else 2)
        self._by_module: dict[str, ItemId] = {}
        for item in imports:
            module = _module_of_names(database, item)
            if module is not None:
                self._by_module.setdefault(module, item)

    def edit(self, module: str, written: str) -> TextEdit:
        """What imports a name: one more in the import of its module, or an import in front of the first one."""
        text = self._database.workspace.texts[self.importer]
        item = self._by_module.get(module)
        if item is None:
            line = f"use {written_path(self.importer, module)} {{ {written} }};{self._ends}"
            return TextEdit(Span(self._start, self._start), line)
        at = item_range(self._database, item)
        close = text.rindex("}", at.start, at.end)
        last = len(text[:close].rstrip())
        separator = " " if text[last - 1] in "{," else ", "
        return TextEdit(Span(last, last), f"{separator}{written}")


def _module_of_names(database: CompilerDatabase, item: ItemId) -> str | None:
    """The module from which an import takes names that only its file sees."""
    match database.item_syntax(item).item:
        case ast.ImportItem(path=path, is_public=False, is_relative=is_relative, names=(_, *_)):
            return imported_file(database, item.path, path.text, is_relative=is_relative)
        case _:
            return None
