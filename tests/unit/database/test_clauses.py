"""Functions of several clauses as the database knows them."""

from pathlib import Path

from ori_compiler import CompilationPipeline
from ori_compiler.source.item_id import ItemId, ItemKind

SOURCE = "@f (0: int) -> int = 1;\n@f (1) -> int = 2;\n@g () -> int = f(7);\n@h () -> int = 1;\n"


def entry(name: str) -> tuple[ItemId, ...]:
    return (ItemId("main.ori", ItemKind.FUNCTION, name),)


def test_what_calls_a_function_that_leaves_arguments_out_cannot_run() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": SOURCE})
    assert pipeline.program(entry("g")) is None
    assert pipeline.program(entry("f")) is None
    assert pipeline.program(entry("h")) is not None
    pipeline.set_source(Path("main.ori"), SOURCE.replace("(1)", "(_)"))
    assert pipeline.program(entry("g")) is not None


def test_a_guard_alone_takes_not_every_argument() -> None:
    source = "@f (n: int) -> int if n > 0 = 1;\n@g () -> int = f(n: 7);\n"
    pipeline = CompilationPipeline.from_sources({"main.ori": source})
    assert pipeline.program(entry("g")) is None
    assert [found.code for found in pipeline.check()] == ["E2060"]
