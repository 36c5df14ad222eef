"""Which items and functions of a file are meant by a name, and whether code can be made of them.

A method is named `Type.method`; of a generic function its instances are meant.
"""

from typing import TYPE_CHECKING

from ori_compiler.database.function_names import method_by_name, methods_of, short_name
from ori_compiler.database.programs import instances_of
from ori_compiler.database.tests import must_not_compile
from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Failed
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.functions import BodyFunction, MemberId, item_of

if TYPE_CHECKING:
    from ori_compiler.backend.target_machine import Target


def select_items(pipeline: CompilationPipeline, path: str, name: str | None) -> tuple[ItemId, ...] | Failed:
    """The items that are asked for: all, or those of one name."""
    readable = [d for d in pipeline.file_diagnostics(path) if d.code in ("E0016", "E0017")]
    if readable:
        return Failed(tuple(readable))
    items = pipeline.items(path)
    if name is None:
        return items
    wanted = name.lstrip("@$")
    found = tuple(item for item in items if item.name == wanted)
    return found or _not_found(pipeline, path, name)


def _not_found(pipeline: CompilationPipeline, path: str, name: str) -> Failed:
    methods = (short_name(pipeline.database, method) for method in methods_of(pipeline.database, path))
    similar = closest(name.lstrip("@$"), (*(item.name for item in pipeline.items(path)), *methods))
    help_ = (f"did you mean `{similar}`?",) if similar else ()
    at = Label(ItemSpan(file_item(path), Span(0, 0)))
    return Failed((Diagnostic("E2003", Severity.ERROR, f"`{path}` declares no `{name}`", at, help=help_),))


def errors_of(pipeline: CompilationPipeline, path: str, items: list[ItemId]) -> tuple[Diagnostic, ...]:
    """The errors that keep these items from being compiled: their own, else the file's."""
    own = tuple(d for item in items for d in pipeline.database.item_errors(item) if d.severity is Severity.ERROR)
    if own or all(pipeline.program((item,)) is not None for item in items):
        return own
    return pipeline.errors([path])


def select_bodies(pipeline: CompilationPipeline, path: str, function: str | None) -> list[BodyFunction] | Failed:
    """The functions, tests and methods that are asked for and can be compiled; of a generic one its instances."""
    named = select_functions(pipeline, path, function)
    if isinstance(named, Failed):
        return named
    if function is not None and not named:
        return _not_found(pipeline, path, function)
    errors = errors_of(pipeline, path, list(dict.fromkeys(map(item_of, named))))
    if errors:
        return Failed(errors)
    found: list[BodyFunction] = []
    for each in named:
        is_generic = bool(pipeline.database.signature(each).type_parameters)
        found += instances_of(pipeline.database, each) if is_generic and function is not None else ()
        if not is_generic:
            found.append(each)
    return found if found or function is None else _no_instance(function, named[0])


def select_functions(pipeline: CompilationPipeline, path: str, name: str | None) -> list[ItemId | MemberId] | Failed:
    """The functions and tests of a file, or those of a name; a method is named `Type.method`."""
    method = method_by_name(pipeline.database, path, name) if name is not None else None
    if method is not None:
        return [method]
    items = select_items(pipeline, path, name)
    if isinstance(items, Failed):
        return items
    kinds = (ItemKind.FUNCTION, ItemKind.TEST)
    return [item for item in items if item.kind in kinds and (name or not must_not_compile(pipeline.database, item))]


def _no_instance(name: str, function: ItemId | MemberId) -> Failed:
    message = f"`{name}` is generic, and the program has no instance of it yet"
    help_ = ("code is generated for each choice of type arguments that the program calls it with",)
    at = Label(ItemSpan(item_of(function), Span(0, 1)))
    return Failed((Diagnostic("E2003", Severity.ERROR, message, at, help=help_),))


def select_target(name: str | None) -> "Target | Failed":
    from ori_compiler.backend.target_machine import Target, find_target

    found = find_target(name)
    return found if isinstance(found, Target) else Failed((found.into_diagnostic(),))
