"""Features answer for every text and every place in it, and an edit costs what it touches."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.document_symbols import document_symbols
from ori_compiler.ide.goto_definition import goto_definition
from ori_compiler.ide.hover import hover

# Making a database raises the limit for good, which Hypothesis notices.
pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

PIECES = """\
use "./main" { f };|type P = { x: int }|type S = A(n: int, P) | B;|let $c = 1;|@f (n: int) -> int = |n|{ let x = |\
; x }|match s { A(n, _) -> n, B -> 0 }|P { x: 1 }|p.x|f(n: 1)|f(n:)|`a {n}|`|"|(|)|}|{|\n|  |// note\n|\
@t tests @f () -> void = |for:l i in 0..3 do |break:l|loop:m |if |then |else |$c|😋|\x00|'a'|#skip("x")\n|pub |as int|::
"""


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=15).map("".join), st.data())
def test_every_place_of_every_text_gets_an_answer(text: str, data: st.DataObject) -> None:
    pipeline = CompilationPipeline.from_sources({MAIN: text})
    offset = data.draw(st.integers(0, len(text)))
    found = hover(pipeline.database, MAIN, offset)
    assert found is None or 0 <= found.at.start <= offset <= found.at.end <= len(text)
    definition = goto_definition(pipeline.database, MAIN, offset)
    if definition is not None and definition.site.path == MAIN:
        site = definition.site
        assert site.whole.start <= site.name.start <= site.name.end <= site.whole.end <= len(text)
    document_symbols(pipeline.database, MAIN)


def many_functions(changed: str = "1") -> str:
    bodies = [f"@f{index} (n: int) -> int = n + f{(index + 1) % 300}(n: {index});" for index in range(300)]
    bodies[150] = f"@f150 (n: int) -> int = n + {changed};"
    return "\n\n".join(bodies)


def inferred(pipeline: CompilationPipeline) -> int:
    return pipeline.database.engine.executions["typed_body"]


def test_an_edit_in_one_of_300_functions_infers_that_function_only() -> None:
    pipeline = CompilationPipeline.from_sources({MAIN: many_functions()})
    assert pipeline.file_diagnostics(MAIN) == ()
    before = inferred(pipeline)
    text = many_functions("2")
    pipeline.set_source(MAIN, text)
    pipeline.file_diagnostics(MAIN)
    found = hover(pipeline.database, MAIN, text.index("@f150") + 2)
    assert found is not None and found.code == "@f150 (n: int) -> int"
    assert inferred(pipeline) == before + 1


def test_a_line_above_moves_answers_and_infers_nothing() -> None:
    pipeline = CompilationPipeline.from_sources({MAIN: many_functions()})
    pipeline.file_diagnostics(MAIN)
    before = inferred(pipeline)
    text = "// a new first line\n\n" + many_functions()
    pipeline.set_source(MAIN, text)
    pipeline.file_diagnostics(MAIN)
    found = hover(pipeline.database, MAIN, text.index("@f299") + 2)
    assert found is not None and text[found.at.start : found.at.end] == "f299"
    assert inferred(pipeline) == before
