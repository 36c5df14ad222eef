"""Functions of a project without a test (language reference, part 1, 14.3).

A test may stand beside its function, in a file under `_test`, or in any other file of the project; so before a function
is said to have none, the project's files are searched for one.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ori_compiler.database.tests import functions_to_test, tested_functions
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.driver.loading import normal_path, source_files
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.projects import Project, Projects
from ori_compiler.project.manifest import Coverage
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast


def project_diagnostics(pipeline: CompilationPipeline, projects: Projects) -> tuple[Diagnostic, ...]:
    """What is wrong with the manifests of these sources, and their functions that nothing tests."""
    of_project: dict[str, tuple[Project, list[str]]] = {}
    for path in pipeline.roots:
        project = projects.of(path)
        if project is not None:
            of_project.setdefault(project.path, (project, []))[1].append(path)
    found: list[Diagnostic] = []
    for project, paths in of_project.values():
        found += project.diagnostics()
        if project.manifest.testing.coverage is not Coverage.OFF:
            found += _untested(pipeline, project, paths)
    return tuple(found)


def _untested(pipeline: CompilationPipeline, project: Project, paths: Iterable[str]) -> list[Diagnostic]:
    database = pipeline.database
    known = [path for path in paths if database.workspace.module_items.contains(path)]
    tested = _tested(pipeline)
    missing = [function for path in known for function in functions_to_test(database, path) if function not in tested]
    if missing:
        tested = _tested_elsewhere(pipeline, project, missing)
    severity = Severity(project.manifest.testing.coverage.value)
    return [missing_test(pipeline, function, severity, project) for function in missing if function not in tested]


def _tested(pipeline: CompilationPipeline) -> set[ItemId]:
    files = (path for path in pipeline.database.workspace.modules.get("") if not is_library(path))
    return {function for path in files for function in tested_functions(pipeline.database, path)}


def _tested_elsewhere(pipeline: CompilationPipeline, project: Project, missing: Iterable[ItemId]) -> set[ItemId]:
    """What files test that nobody has read yet; they are read on their own, so that the program stays as it is."""
    signs = {f"@{function.name}" for function in missing}
    loaded = {os.path.realpath(path): path for path in pipeline.database.workspace.texts if not is_library(path)}
    found: dict[str, str] = {}
    for path in source_files([os.path.dirname(project.path) or "."]):
        if os.path.realpath(path) not in loaded:
            text = _text_of(path)
            if " tests @" in text and any(sign in text for sign in signs):
                found[path] = text
    if not found:
        return set()
    tested = _tested(CompilationPipeline.from_paths(found))
    return {_as_loaded(function, loaded) for function in tested}


def _as_loaded(function: ItemId, loaded: Mapping[str, str]) -> ItemId:
    """The same function as the program calls it, whatever way its file was named."""
    path = loaded.get(os.path.realpath(function.path), function.path)
    return ItemId(path, function.kind, function.name, function.nth)


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def missing_test(pipeline: CompilationPipeline, function: ItemId, severity: Severity, project: Project) -> Diagnostic:
    """Says that no test names a function, and proposes one."""
    at = Label(pipeline.database.name_span(function), "no test names it")
    file, ending = os.path.splitext(os.path.basename(function.path))
    beside = normal_path(os.path.join(os.path.dirname(function.path), "_test", f"{file}.test{ending}"))
    help_ = f"write one here or in `{beside}`:\n{_proposed_test(pipeline, function)}"
    note = f"`coverage` in `{project.path}` says whether functions need a test"
    return Diagnostic("E0500", severity, f"`@{function.name}` has no test", at, notes=(note,), help=(help_,))


def _proposed_test(pipeline: CompilationPipeline, function: ItemId) -> str:
    database = pipeline.database
    syntax = database.item_syntax(function).item
    names = [parameter.name.text for parameter in syntax.parameters] if isinstance(syntax, ast.FunctionItem) else []
    arguments = ", ".join(f"{name}: …" if name else "…" for name in names)
    call = f"{function.name}({arguments})"
    is_void = isinstance(syntax, ast.FunctionItem) and database.pool.name(database.signature(function).result) == "void"
    body = call if is_void else f"assert_eq(actual: {call}, expected: …)"
    return f"@{function.name}_works tests @{function.name} () -> void = {body};"
