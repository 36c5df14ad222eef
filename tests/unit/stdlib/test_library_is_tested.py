"""Every function and method that programs see in the library is called by the language tests.

Those run on all three backends; here it is only counted which of them call what.
"""

from collections import defaultdict
from pathlib import Path

from library import imports_of_all_modules, library_paths

from ori_compiler import CompilationPipeline
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import bodies_of
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId, base_of, item_of
from ori_compiler.types.typed_body import CapabilityReference, FunctionReference, Reference, TraitMethodReference

LANGUAGE_TESTS = Path(__file__).parents[2] / "language"
ENOUGH = 2
"""A normal case and an edge."""

NOT_CALLED_BY_NAME = {"Drop.drop", "<K: Eq + Hashable, V>.empty", "<K: Eq + Hashable, V>.from_entries"}
"""What the ends of values and the literals of maps stand for."""
WITHOUT_EDGES = {"MatMul.matrix_multiply", "As.as"}
"""Traits that the library implements for no type of its own, or only for conversions that cannot fail."""

Function = ItemId | MemberId


def called_functions(database: CompilerDatabase, reference: Reference) -> set[Function]:
    """The declarations of the library that a reference means: a trait's method, and what implements it."""
    found: set[Function] = set()
    match reference:
        case FunctionReference(function=function):
            found.add(function)
        case CapabilityReference(trait=trait, name=name):
            found.add(MemberId(trait, name))
        case TraitMethodReference(trait=trait, name=name, arguments=arguments):
            found.add(MemberId(trait, name))
            if not any(map(database.pool.has_parameters, arguments)):
                chosen = database.dispatch.implementation(trait, name, arguments)
                base = base_of(chosen) if chosen is not None else None
                found.update({base} if base is not None else ())
        case _:
            pass
    return {function for function in found if is_library(item_of(function).path)}


def callers(database: CompilerDatabase) -> dict[Function, set[Function]]:
    """The functions and tests of the language tests that call each function of the library."""
    found: dict[Function, set[Function]] = defaultdict(set)
    for path in list(database.workspace.modules.get("")):
        if is_library(path):
            continue
        for item in database.workspace.module_items.get(path):
            for body in bodies_of(database, item):
                typed = database.typed_body(body)
                for reference in (*typed.references.values(), *typed.methods.values()):
                    for function in called_functions(database, reference):
                        found[function].add(body)
    return found


def offered(database: CompilerDatabase) -> list[tuple[str, Function]]:
    """The public functions of the library, the methods of its types and those of its public traits."""
    found: list[tuple[str, Function]] = []
    for path in library_paths():
        for item in database.workspace.module_items.get(path):
            match database.item_syntax(item).item:
                case ast.FunctionItem(is_public=True, name=name):
                    found.append((name.text, item))
                case ast.TraitItem(is_public=True) | ast.ImplItem(trait=None) as owner:
                    methods = [member for member in owner.members if isinstance(member, ast.Method)]
                    names = [method.name.text for method in methods if not method.name.text.startswith("_")]
                    found += [(f"{item.name}.{name}", MemberId(item, name)) for name in names]
                case _:
                    pass
    return found


def test_everything_that_the_library_offers_is_called_by_several_tests() -> None:
    files = sorted(LANGUAGE_TESTS.rglob("*.ori"))
    pipeline = CompilationPipeline.from_paths(files)
    # With every standard module in sight, whether a test imports it or not.
    pipeline.set_source("all.ori", imports_of_all_modules())
    counted = callers(pipeline.database)
    lacking = [
        f"{name}: {len(counted[function])}"
        for name, function in offered(pipeline.database)
        if len(counted[function]) < ENOUGH
    ]
    assert [name for name in lacking if name.rpartition(":")[0] not in NOT_CALLED_BY_NAME | WITHOUT_EDGES] == []
    assert sum(1 for _ in counted) > 600
