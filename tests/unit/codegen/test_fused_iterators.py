"""A chain of iterators becomes one loop: nothing is allocated, counted or called per item."""

import re
from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.arc.ir import ArcFunction, MakeBox, RcDecrement, RcIncrement
from ori_compiler.arc.operands import successors
from ori_compiler.driver.native import arc_functions
from ori_compiler.driver.results import EmitKind, Emitted, Failed
from ori_compiler.types.functions import name_of

CHAINS = {
    "map, filter, fold": """@total (xs: [int]) -> int = xs
    .iter()
    .map(transform: x -> x * 10)
    .filter(predicate: x -> x > 10)
    .fold(initial: 0, op: (a, b) -> a + b);
""",
    "enumerate, take_while, sum_by": """@total (xs: [int]) -> int = xs
    .iter()
    .enumerate()
    .take_while(predicate: (index, _) -> index < 1000)
    .sum_by(op: (index, x) -> index * x);
""",
    "zip, skip, any": """@total (xs: [int]) -> int =
    if xs.iter().zip(other: 0..).skip(count: 1).any(predicate: (x, n) -> x == n) then 1 else 0;
""",
    "rev, for": """@total (xs: [int]) -> int = {
    let sum = 0;
    for x in xs.iter().rev() do sum = sum * 3 + x;

    sum
}
""",
}
MAIN = "\n@main () -> void = print(msg: `{total(xs: [1, 2, 3])}`);\n"
PATH = Path("main.ori")


def pipeline_of(chain: str) -> CompilationPipeline:
    return CompilationPipeline.from_sources({"main.ori": CHAINS[chain] + MAIN})


def blocks_in_cycles(function: ArcFunction) -> list[int]:
    """The blocks from which control can come back to them."""
    found = []
    for start in range(len(function.blocks)):
        work, seen = list(successors(function.blocks[start].terminator)), set()
        while work:
            block = work.pop()
            if block not in seen:
                seen.add(block)
                work += successors(function.blocks[block].terminator)
        if start in seen:
            found.append(start)
    return found


@pytest.mark.parametrize("chain", CHAINS)
def test_no_step_counts_or_allocates(chain: str) -> None:
    pipeline = pipeline_of(chain)
    main = pipeline.main_of("main.ori")
    assert not isinstance(main, Failed)
    program = pipeline.executable((main,), PATH)
    assert not isinstance(program, Failed)
    functions = arc_functions(pipeline.database, program)
    steps = [function for function in functions if name_of(function.id).endswith(("next", "next_back"))]
    assert steps
    for function in functions:
        inside = range(len(function.blocks)) if function in steps else blocks_in_cycles(function)
        for block in inside:
            for instruction in function.blocks[block].instructions:
                assert not isinstance(instruction, RcIncrement | MakeBox), name_of(function.id)
                assert not isinstance(instruction, RcDecrement) or function in steps, name_of(function.id)


@pytest.mark.parametrize("chain", ("map, filter, fold", "rev, for"))
def test_what_is_known_of_closures_is_called_in_place(chain: str) -> None:
    emitted = pipeline_of(chain).emit(EmitKind.LLVM, PATH, opt_level=2)
    assert isinstance(emitted, Emitted)
    found = re.search(r"^define [^\n]*main\.total\"?\(.*?^}", emitted.text, re.MULTILINE | re.DOTALL)
    assert found is not None
    called = re.findall(r"\b(?:call|invoke) [^@%\n]*([@%][^(]+)\(", found.group())
    # At the end, and on the way out of a panic, the list is let go.
    expected = ("@llvm.", '@"ori.drop.', "@ori_panic", "@ori_object_release", "@ori_list_release", "@ori_rc_")
    assert [name for name in called if not name.startswith(expected)] == []
