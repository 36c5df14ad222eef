"""Everything that the library offers to programs."""

from collections.abc import Iterator

from ori_compiler import CompilationPipeline
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.documentation import Documentation, documentation_above
from ori_compiler.resolve.module_path import prelude_path, standard_path
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.stdlib import prelude_texts, standard_modules
from ori_compiler.syntax import ast

Documented = tuple[str, Documentation | None]


def library_pipeline() -> CompilationPipeline:
    """A program that imports every standard module."""
    return CompilationPipeline.from_sources({"main.ori": imports_of_all_modules()})


def imports_of_all_modules() -> str:
    """A source that brings every standard module into a program."""
    return "".join(f"use std.{name} {{ }};\n" for name in standard_modules())


def library_paths() -> list[str]:
    """The files of the library."""
    return [*map(prelude_path, prelude_texts()), *map(standard_path, standard_modules())]


def public_declarations(database: CompilerDatabase) -> Iterator[Documented]:
    """The name of everything that programs see in the library, and what its comment says."""
    for path in library_paths():
        for item in database.workspace.module_items.get(path):
            yield from _declared_by(database, item)


def _declared_by(database: CompilerDatabase, item: ItemId) -> Iterator[Documented]:
    def documented(name: str, span: Span) -> Documented:
        return f"{item.path}: {name}", documentation_above(database, ItemSpan(item, span))

    match database.item_syntax(item).item:
        case ast.FunctionItem() | ast.ConstantItem() | ast.StructItem() | ast.SumItem() | ast.NewtypeItem() as declared:
            if declared.is_public:
                yield documented(declared.name.text, Span(0, 0))
        case ast.TraitItem() as trait if trait.is_public:
            yield documented(trait.name.text, Span(0, 0))
            # What an associated type is, its trait says.
            members = (member for member in trait.members if not isinstance(member, ast.AssociatedType))
            yield from (documented(f"{trait.name.text}.{member.name.text}", member.span) for member in members)
        case (ast.ImplItem(trait=None) | ast.ExtendItem()) as owner:
            public = (member for member in owner.members if not member.name.text.startswith("_"))
            yield from (documented(f"{item.name}.{member.name.text}", member.span) for member in public)
