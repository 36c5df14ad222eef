"""What can be wrong with a declaration beyond its own text: what depends on other declarations."""

from typing import TYPE_CHECKING

from ori_compiler.database.declarations import declarations
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Tag
from ori_compiler.types.rules.capsets import check_capset
from ori_compiler.types.rules.coherence import check_coherence
from ori_compiler.types.rules.conformance import check_conformance
from ori_compiler.types.rules.demands import check_demands
from ori_compiler.types.rules.derive import check_derives
from ori_compiler.types.rules.existential import check_hidden_result
from ori_compiler.types.rules.extensions import check_extension
from ori_compiler.types.rules.finite import check_finite
from ori_compiler.types.rules.report import Report
from ori_compiler.types.rules.trait_circles import check_supertraits
from ori_compiler.types.rules.values import check_special_trait

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def declaration_errors(database: "CompilerDatabase", item: ItemId) -> tuple[Diagnostic, ...]:
    """What is wrong with an item's declaration."""
    report = Report(item, database.environment(item.path))
    syntax = database.item_syntax(item).item
    if is_prelude(item.path) or not database.is_well_formed(item):
        return ()
    for declared in declarations(database, item):
        if declared is not None:
            check_demands(report, declared)
    _check_hidden_results(database, report, syntax)
    match syntax:
        case ast.ImplItem():
            if check_special_trait(report, syntax):
                check_coherence(report, syntax)
                check_conformance(report, syntax)
        case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
            check_derives(report, syntax)
            if not isinstance(syntax, ast.SumItem):
                check_finite(report, syntax)
        case ast.ExtendItem():
            check_extension(report, syntax)
        case ast.CapsetItem():
            check_capset(report, syntax)
        case ast.TraitItem():
            check_supertraits(report, syntax)
        case _:
            pass
    return report.errors.diagnostics


def _check_hidden_results(database: "CompilerDatabase", report: Report, syntax: ast.Item) -> None:
    """Functions whose written result is an `impl` type. Only these have their bodies looked at."""
    functions: list[tuple[ItemId | MemberId, ast.FunctionItem | ast.Method]] = []
    match syntax:
        case ast.FunctionItem():
            functions.append((report.item, syntax))
        case ast.ImplItem() | ast.ExtendItem() | ast.TraitItem():
            methods = [member for member in syntax.members if isinstance(member, ast.Method)]
            functions += [(MemberId(report.item, method.name.text), method) for method in methods]
        case _:
            return
    for function, written in functions:
        if isinstance(written.result, ast.ImplType) and written.body is not None:
            signature = database.signature(function)
            if database.pool.tag(signature.result) is Tag.OPAQUE:
                concrete = database.typed_body(function).result
                check_hidden_result(report, signature, concrete, written.result.span)
