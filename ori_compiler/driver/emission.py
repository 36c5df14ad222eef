"""Stages of a program as text: `oric emit`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from ori_compiler.codegen.abi_report import render
from ori_compiler.database.tests import must_not_compile
from ori_compiler.driver.abi import classify
from ori_compiler.driver.generated_code import assembly, show_ir
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import EmitKind, Emitted, Failed
from ori_compiler.driver.selection import errors_of, select_items
from ori_compiler.source.item_id import ItemId, ItemKind

if TYPE_CHECKING:
    pass

_BODIES = (ItemKind.FUNCTION, ItemKind.TEST, ItemKind.CONSTANT)


def emit(
    pipeline: CompilationPipeline, kind: EmitKind, path: str, function: str | None, target: str | None, opt_level: int
) -> Emitted | Failed:
    """One stage of a file, or of the item that `function` names."""
    match kind:
        case EmitKind.TOKENS | EmitKind.TREE | EmitKind.AST:
            return _each_item(pipeline, path, function, _syntax_printer(pipeline, kind))
        case EmitKind.TYPES:
            return _each_item(pipeline, path, function, lambda item: _types(pipeline, item))
        case EmitKind.CANON:
            return _each_sound_item(pipeline, path, function, lambda item: _canon(pipeline, item))
        case EmitKind.ARC:
            return _each_sound_item(pipeline, path, function, lambda item: _arc(pipeline, item))
        case EmitKind.LLVM:
            view = show_ir(pipeline, path, function, target, opt_level)
            return view if isinstance(view, Failed) else Emitted(view.text)
        case EmitKind.ASM:
            return assembly(pipeline, path, function, target, opt_level)
        case EmitKind.ABI:
            report = classify(pipeline, path, function, target)
            return report if isinstance(report, Failed) else Emitted(render(report.report))
        case _:
            assert_never(kind)


def _each_item(
    pipeline: CompilationPipeline, path: str, name: str | None, show: Callable[[ItemId], str]
) -> Emitted | Failed:
    items = select_items(pipeline, path, name)
    return items if isinstance(items, Failed) else Emitted("\n".join(show(item) for item in items))


def _each_sound_item(
    pipeline: CompilationPipeline, path: str, name: str | None, show: Callable[[ItemId], str]
) -> Emitted | Failed:
    """Shows the items that have a body; errors in one of them stop it."""
    items = select_items(pipeline, path, name)
    if isinstance(items, Failed):
        return items
    bodies = [
        item for item in items if item.kind in _BODIES and (name or not must_not_compile(pipeline.database, item))
    ]
    errors = errors_of(pipeline, path, bodies)
    return Failed(errors) if errors else Emitted("\n".join(show(item) for item in bodies))


def _syntax_printer(pipeline: CompilationPipeline, kind: EmitKind) -> Callable[[ItemId], str]:
    from ori_compiler.syntax.printer import print_syntax, print_tokens, print_tree

    def show(item: ItemId) -> str:
        parsed = pipeline.database.item_syntax(item)
        if kind is EmitKind.TOKENS:
            return print_tokens(parsed.tree.tokens)
        return print_tree(parsed.tree) if kind is EmitKind.TREE else print_syntax(parsed.item)

    return show


def _types(pipeline: CompilationPipeline, item: ItemId) -> str:
    from ori_compiler.types.printer import print_types

    database = pipeline.database
    head = f"{item.kind} {item.name}\n"
    if item.kind not in _BODIES:
        return head
    source = database.workspace.item_text.get(item)
    return head + print_types(database.typed_body(item), source, database.pool.name)


def _canon(pipeline: CompilationPipeline, item: ItemId) -> str:
    from ori_compiler.canon.printer import print_function

    return print_function(pipeline.database.function(item), pipeline.database.pool.name)


def _arc(pipeline: CompilationPipeline, item: ItemId) -> str:
    from ori_compiler.arc.printer import format_function
    from ori_compiler.driver.native import arc_queries

    return format_function(arc_queries(pipeline.database).function(item), pipeline.database.pool.name)
