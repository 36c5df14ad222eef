"""The standard modules: found by name, read only by programs that import them, right, laid out and documented."""

from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.formatting import Formatted, format_source
from ori_compiler.resolve.module_path import standard_path
from ori_compiler.stdlib import standard_modules, standard_text

IMPORTING = "use std.math { sqrt };\n@main () -> void = print(msg: `{sqrt(x: 9.0)}`);\n"


@pytest.mark.parametrize("name", standard_modules())
def test_nothing_is_wrong_with_a_module(name: str) -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": f"use std.{name} {{ }};\n"})
    database, path = pipeline.database, standard_path(name)
    items = database.workspace.module_items.get(path)
    assert [(item, found.code, found.message) for item in items for found in database.item_errors(item)] == []
    laid_out = format_source(standard_text(name))
    assert isinstance(laid_out, Formatted)
    assert laid_out.text == standard_text(name)


def test_a_module_is_read_when_it_is_imported() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": "@main () -> void = ();\n"})
    path = standard_path("math")
    assert path not in pipeline.database.workspace.texts
    pipeline.set_source(Path("main.ori"), IMPORTING)
    assert pipeline.check() == ()
    assert pipeline.database.workspace.texts[path] == standard_text("math")


def test_the_private_names_of_a_module_stay_there() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": "use std.math { limit };\n"})
    assert [found.code for found in pipeline.check()] == ["E2067"]
    pipeline.set_source(Path("main.ori"), "@f () -> int = modular_add(left: 1, right: 2);\n")
    assert [found.code for found in pipeline.check()] == ["E2003"]


def test_a_folder_of_that_name_is_the_users_own() -> None:
    main = 'use "./std/math" { half };\nuse std.math { sqrt };\n@f () -> float = half(x: sqrt(x: 9.0));\n'
    mine = "pub @half (x: float) -> float = x / two();\n@two () -> float = 2.0;\n@wrong () -> int = modular_add;\n"
    pipeline = CompilationPipeline.from_sources({"std/math.ori": mine, "main.ori": main})
    assert [found.code for found in pipeline.check()] == ["E2003"]
