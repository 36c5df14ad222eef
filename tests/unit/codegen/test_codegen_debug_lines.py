"""Source lines through LLVM's optimiser: every instruction of a function still knows the line it is from."""

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Listing

SOURCE = """
@twice (n: int) -> int =
    n * 2;

@weight (n: int) -> int = {
    let total = 0;
    for i in 0..n do {
        if i % 3 == 0 then
            total += twice(n: i);
    }
    if total > 100 then panic(msg: `too heavy: {total}`);
    total
}
"""


def view(opt_level: int) -> Listing:
    found = CompilationPipeline.from_sources({"a.ori": SOURCE}).show_ir("a.ori", "weight", opt_level=opt_level)
    assert isinstance(found, Listing)
    return found


@pytest.mark.parametrize("opt_level", [0, 1, 2, 3])
def test_every_line_has_an_entry_and_panics_know_their_line(opt_level: int) -> None:
    shown = view(opt_level)
    lines = shown.text.split("\n")
    assert len(lines) == len(shown.line_map)
    panics = {
        source
        for line, source in zip(lines, shown.line_map, strict=True)
        if "@ori_panic(" in line and "declare" not in line
    }
    assert panics == {11}
    assert {7, 8, 9, 11} <= {source for source in shown.line_map if source is not None}
    assert all(source is None or 5 <= source <= 13 for source in shown.line_map)


@pytest.mark.parametrize("opt_level", [1, 2])
def test_optimised_ir_is_free_of_metadata_and_of_other_functions(opt_level: int) -> None:
    text = view(opt_level).text
    assert "!" not in text
    assert text.count("define") == 1
    # What was inlined belongs to the line of its call.
    assert "smul.with.overflow" in text or "shl" in text
