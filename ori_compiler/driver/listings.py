"""Generated code for people, with the source line of each of its lines: what editors show beside the source."""

from typing import assert_never

from ori_compiler.codegen.abi_report import heading, paragraphs
from ori_compiler.database.members import callable_syntax
from ori_compiler.driver.abi import classify
from ori_compiler.driver.generated_code import assembly_listing, joined, show_ir, source_line
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import EmitKind, Failed, ListedKind, Listing
from ori_compiler.driver.selection import select_bodies
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.functions import BodyFunction, MemberId, item_of


def list_code(
    pipeline: CompilationPipeline, kind: ListedKind, path: str, function: str | None, target: str | None, opt_level: int
) -> Listing | Failed:
    """The code of a function or of a file. ARC IR knows neither targets nor levels, the ABI no levels."""
    match kind:
        case EmitKind.LLVM:
            return show_ir(pipeline, path, function, target, opt_level)
        case EmitKind.ASM:
            return assembly_listing(pipeline, path, function, target, opt_level)
        case EmitKind.ARC:
            return _arc(pipeline, path, function)
        case EmitKind.ABI:
            return _abi(pipeline, path, function, target)
        case _:
            assert_never(kind)


def _arc(pipeline: CompilationPipeline, path: str, function: str | None) -> Listing | Failed:
    bodies = select_bodies(pipeline, path, function)
    return bodies if isinstance(bodies, Failed) else joined(_arc_function(pipeline, body) for body in bodies)


def _arc_function(pipeline: CompilationPipeline, body: BodyFunction) -> Listing:
    from ori_compiler.arc.printer import annotated_lines
    from ori_compiler.driver.native import arc_queries

    item = item_of(body)
    lines = annotated_lines(arc_queries(pipeline.database).function(body), pipeline.database.pool.name)
    sources = [source_line(pipeline, ItemSpan(item, span)) if span is not None else None for _, span in lines]
    return Listing("\n".join([*(line for line, _ in lines), ""]), (*sources, None))


def _abi(pipeline: CompilationPipeline, path: str, function: str | None, target: str | None) -> Listing | Failed:
    """Types and functions, each standing for the line where its declaration begins."""
    classified = classify(pipeline, path, function, target)
    if isinstance(classified, Failed):
        return classified
    lines: list[str] = [heading(classified.report), ""]
    sources: list[int | None] = [None, None]
    for paragraph, declaration in zip(paragraphs(classified.report), classified.declarations, strict=True):
        line = source_line(pipeline, _name_of(pipeline, declaration))
        written = paragraph.split("\n")
        lines += [*written, ""]
        sources += [*(line for _ in written), None]
    return Listing("\n".join(lines), tuple(sources))


def _name_of(pipeline: CompilationPipeline, declaration: ItemId | MemberId) -> ItemSpan:
    item = item_of(declaration)
    method = callable_syntax(pipeline.database, declaration) if isinstance(declaration, MemberId) else None
    if method is None or method.name is None:
        return pipeline.database.name_span(item)
    return ItemSpan(item, method.name.span)
