"""Document links: the paths in imports lead to their files."""

from collections.abc import Iterator

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.imported_files import imported_file
from ori_compiler.ide.position import items_of
from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class DocumentLink(msgspec.Struct, frozen=True):
    """A path in an import, without its quotes (absolute), and the file it means."""

    at: Span
    target: str


def document_links(database: CompilerDatabase, path: str) -> Iterator[DocumentLink]:
    """The links of a file; an import of a file that nobody knows has none."""
    for item in items_of(database, path):
        syntax = database.item_syntax(item).item if item.kind is ItemKind.IMPORT else None
        if isinstance(syntax, (ast.ImportItem, ast.NamespaceImportItem, ast.ExtensionImportItem)):
            target = imported_file(database, path, syntax.path.text, is_relative=syntax.is_relative)
            if target in database.workspace.texts:
                span = database.workspace.origins[item].absolute(syntax.path.span)
                quote = 1 if syntax.is_relative else 0
                yield DocumentLink(Span(span.start + quote, span.end - quote), target)
