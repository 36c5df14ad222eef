"""What can be wrong with a module as a whole: clashing names, imports, tests without target, endless types."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ori_compiler.database.constant_circles import check_constant_circle
from ori_compiler.database.extension_imports import check_clashes, check_imported_methods
from ori_compiler.database.import_clashes import check_default_imports, imported_entities
from ori_compiler.database.members import bodies_of, is_constant
from ori_compiler.database.module_graph import import_cycle
from ori_compiler.database.names import Lookup
from ori_compiler.database.panic_handlers import check_panic_handlers
from ori_compiler.database.tests import check_test_targets, must_not_compile
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.entry_points import is_main, is_panic_handler
from ori_compiler.resolve.errors import (
    DuplicateDefinition,
    ImportCycle,
    ImportedNameNotFound,
    ImportedNamePrivate,
    MainProblem,
    ModuleNotFound,
)
from ori_compiler.resolve.header import CapsetHeader, ExtensionImportHeader, ImportedHeader, ImportHeader, TraitHeader
from ori_compiler.resolve.module_path import BUILT_IN_FUNCTIONS, resolve_relative
from ori_compiler.resolve.scope import BrokenEntity, Clash, Entity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.stdlib import standard_modules
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.pool import ERROR, INT, NEVER, STR, VOID

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def module_errors(database: "CompilerDatabase", path: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a module beyond its single items."""
    errors = PhaseErrors()
    scope = database.scope(path)
    for clash in scope.clashes:
        kinds = {type(database.header(item)) for item in (clash.first, clash.second)}
        code = "E1222" if kinds == {TraitHeader, CapsetHeader} else "E2006"
        errors.emit(DuplicateDefinition(clash.name, *_clash_spans(database, clash), code))
    bound: dict[str, ItemSpan] = {}
    for item, header in scope.imports:
        _check_import(database, item, header, errors)
        _check_import_clashes(database, item, errors, bound)
    for item, extension_header in scope.extension_imports:
        _check_extension_import(database, item, extension_header, errors)
    check_clashes(database, path, errors)
    check_default_imports(database, path, errors)
    _check_order(database, path, errors)
    check_panic_handlers(database, path, errors)
    for item in database.active_items(path):
        syntax = database.item_syntax(item).item
        if isinstance(syntax, ast.TestItem):
            if not must_not_compile(database, item):
                check_test_targets(database, item, syntax, errors)
        elif isinstance(syntax, ast.FunctionItem) and is_main(item):
            _check_main(database, item, syntax, errors)
        elif isinstance(syntax, ast.FunctionItem) and _is_built_in(item):
            at = ItemSpan(item, syntax.name.span)
            message = f"`@{syntax.name.text}` is a built-in function and cannot be declared"
            errors.emit(TypeProblem("E1014", message, at, "", (), "choose another name"))
        elif isinstance(syntax, (ast.ConstantItem, ast.TraitItem, ast.ImplItem)):
            for constant in (body for body in bodies_of(database, item) if is_constant(database, body)):
                check_constant_circle(database, constant, errors)
    return errors.diagnostics


def _is_built_in(item: ItemId) -> bool:
    return item.name in BUILT_IN_FUNCTIONS and not is_panic_handler(item)


def _check_order(database: "CompilerDatabase", path: str, errors: PhaseErrors) -> None:
    """File attributes come first, then imports, then all else; each kind out of its place is told once."""
    seen: ItemId | None = None
    reported: set[ItemKind] = set()
    for position, item in enumerate(database.workspace.module_items.get(path)):
        at = ItemSpan(item, Span(0, 0))
        if item.kind is ItemKind.FILE_ATTRIBUTE and position and item.kind not in reported:
            reported.add(item.kind)
            at = ItemSpan(item, database.item_syntax(item).item.span)
            errors.emit(TypeProblem("E0933", "a file attribute stands first in its file", at, "not the first item"))
        elif item.kind is ItemKind.IMPORT and seen is not None and item.kind not in reported:
            reported.add(item.kind)
            at = ItemSpan(item, database.item_syntax(item).item.span)
            first = (Label(database.name_span(seen), "this item comes before it"),)
            message = "imports stand before all other items"
            errors.emit(TypeProblem("E1022", message, at, "out of place", first, "move it to the top of the file"))
        elif item.kind not in (ItemKind.IMPORT, ItemKind.FILE_ATTRIBUTE, ItemKind.BROKEN) and seen is None:
            seen = item


def _clash_spans(database: "CompilerDatabase", clash: Clash) -> tuple[ItemSpan, ItemSpan]:
    first = _declaration_of(database, clash.first, clash.name, last=False)
    second = _declaration_of(database, clash.second, clash.name, last=True)
    return second, first


def _declaration_of(database: "CompilerDatabase", item: ItemId, name: str, *, last: bool) -> ItemSpan:
    """Where an item declares a name: its own, or one of its variants."""
    syntax = database.item_syntax(item).item
    if isinstance(syntax, ast.SumItem):
        variants = reversed(syntax.variants) if last else syntax.variants
        for variant in variants:
            if variant.name.text == name:
                return ItemSpan(item, variant.name.span)
    return database.name_span(item)


def _check_extension_import(
    database: "CompilerDatabase", item: ItemId, header: ExtensionImportHeader, errors: PhaseErrors
) -> None:
    syntax = database.item_syntax(item).item
    if isinstance(syntax, ast.ExtensionImportItem):
        target = _check_path(database, item, header, ItemSpan(item, syntax.path.span), errors)
        if target is not None and target != item.path:
            check_imported_methods(database, item, header, target, errors)


def _import_syntax(database: "CompilerDatabase", item: ItemId) -> ast.ImportItem | ast.NamespaceImportItem | None:
    syntax = database.item_syntax(item).item
    return syntax if isinstance(syntax, (ast.ImportItem, ast.NamespaceImportItem)) else None


def _names_bound(syntax: ast.ImportItem | ast.NamespaceImportItem) -> list[ast.Name]:
    """The names that an import makes known in its file."""
    return [syntax.name] if isinstance(syntax, ast.NamespaceImportItem) else [name.alias for name in syntax.names]


def _check_import(database: "CompilerDatabase", item: ItemId, header: ImportHeader, errors: PhaseErrors) -> None:
    syntax = _import_syntax(database, item)
    if syntax is None:
        return
    target = _check_path(database, item, header, ItemSpan(item, syntax.path.span), errors)
    if target is None or target == item.path or isinstance(syntax, ast.NamespaceImportItem):
        return
    for imported, name in zip(header.names, syntax.names, strict=True):
        _check_imported_name(database, item, imported, name, target, header.path, errors)


def _check_path(
    database: "CompilerDatabase",
    item: ItemId,
    header: ImportHeader | ExtensionImportHeader,
    at: ItemSpan,
    errors: PhaseErrors,
) -> str | None:
    """The file that an import means; none after a report that there is no such module."""
    target = database.import_target(item.path, header)
    if target is None:
        looked_for = resolve_relative(item.path, header.path) if header.is_relative else ""
        standard = [f"std.{name}" for name in standard_modules()] if not header.is_relative else []
        errors.emit(ModuleNotFound(header.path, at, looked_for, closest(header.path, standard), tuple(standard)))
        return None
    cycle = import_cycle(database, item.path, target)
    if cycle and item.path == min(cycle):
        errors.emit(ImportCycle(at, tuple(cycle)))
    return target


def _check_imported_name(
    database: "CompilerDatabase",
    item: ItemId,
    imported: ImportedHeader,
    syntax: ast.ImportedName,
    target: str,
    module: str,
    errors: PhaseErrors,
) -> None:
    at = ItemSpan(item, syntax.name.span)
    found = [entity for entity in _entities(database, target, imported.name) if entity is not None]
    if not found:
        scope, passed_on = database.scope(target), database.environment(target).exported_names(target)
        similar = closest(imported.name, (*scope.values, *scope.types, *passed_on))
        errors.emit(ImportedNameNotFound(imported.name, module, at, similar))
        return
    if not imported.is_private and not any(entity.is_public for entity in found):
        entity = found[0]
        declared = _declaration_of(database, entity.item, imported.name, last=False)
        written = ItemSpan(item, Span(syntax.span.start, syntax.name.span.end))
        errors.emit(ImportedNamePrivate(imported.name, module, at, written, declared))


def _entities(database: "CompilerDatabase", path: str, name: str) -> Iterator[Entity | None]:
    yield database.exported(Lookup(path, name, True))
    yield database.exported(Lookup(path, name, False))


def _check_import_clashes(
    database: "CompilerDatabase", item: ItemId, errors: PhaseErrors, bound: dict[str, ItemSpan]
) -> None:
    """A name that two imports bind, or that the module declares itself."""
    syntax = _import_syntax(database, item)
    scope = database.scope(item.path)
    if syntax is None or _imports_itself(database, item):
        return
    for bound_name in _names_bound(syntax):
        name, at = bound_name.text, ItemSpan(item, bound_name.span)
        is_module = isinstance(syntax, ast.NamespaceImportItem)
        help_ = "give the module another name" if is_module else f"import it under another name: `{name} as …`"
        own = scope.values.get(name) or scope.types.get(name)
        first = bound.setdefault(name, at)
        if own is not None and not isinstance(own, BrokenEntity):
            declared = _declaration_of(database, own.item, name, last=False)
            errors.emit(DuplicateDefinition(name, declared, at, help=help_))
        elif first != at and not _is_same(database, first.item, item, name):
            errors.emit(DuplicateDefinition(name, at, first, help=help_))


def _is_same(database: "CompilerDatabase", first: ItemId, second: ItemId, name: str) -> bool:
    """Whether two imports bind a name to one thing, found on two ways; default providers of a trait may differ."""
    found = imported_entities(database, first, name)
    return first != second and found != (None, None) and found == imported_entities(database, second, name)


def _imports_itself(database: "CompilerDatabase", item: ItemId) -> bool:
    headers = (header for importing, header in database.scope(item.path).imports if importing == item)
    return any(database.import_target(item.path, header) == item.path for header in headers)


def _check_main(database: "CompilerDatabase", item: ItemId, syntax: ast.FunctionItem, errors: PhaseErrors) -> None:
    signature = database.signature(item)
    taken = [parameter.type for parameter in signature.parameters]
    if taken not in ([], [database.pool.list_(STR)]) and not any(map(database.pool.has_errors, taken)):
        at = ItemSpan(item, syntax.parameters[0].span)
        help_ = "write `@main (args: [str]) -> void = …` or `@main () -> void = …`"
        errors.emit(MainProblem("`@main` takes nothing, or the arguments of the program as `args: [str]`", at, help_))
    elif signature.result not in (VOID, INT, NEVER, ERROR):
        at = ItemSpan(item, syntax.result.span)
        errors.emit(MainProblem("`@main` returns `void` or `int`", at, "write `@main () -> void = …`"))
