"""In optimised code no loop of a chain of iterators allocates or calls a closure, whatever the chain is made of."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import llvmlite.binding as llvm
import pytest
from iterator_chains import ADAPTERS, COLLECTING, CONSUMERS, DECLARATIONS, LONG, LOOPS, SOURCES

from ori_compiler import CompilationPipeline
from ori_compiler.backend.object_code import optimized_ir
from ori_compiler.backend.target_machine import Target, find_target
from ori_compiler.driver.native import generate
from ori_compiler.driver.results import Failed

FAMILIES = {
    "adapters": ADAPTERS,
    "consumers": CONSUMERS,
    "sources": SOURCES,
    "long": LONG,
    "loops": LOOPS,
    "collecting": COLLECTING,
}
PARAMETERS = "(xs: [int], words: [str], text: str, map: {int: int}, set: Set<int>) -> int"
FREEING = re.compile(
    r"ori_rc_(increment|decrement|destroy|count_broken|free)|ori_object_re(lease|tain)|ori_list_release"
)
PANICKING = re.compile(r"ori_panic\w*")
GROWING = re.compile(r"ori_list_grow")


def optimized(chains: tuple[str, ...]) -> str:
    """A program with a function for each chain, as LLVM leaves it."""
    functions = "".join(f"\n@chain{number} {PARAMETERS} = {chain};\n" for number, chain in enumerate(chains))
    pipeline = CompilationPipeline.from_sources({"main.ori": DECLARATIONS + functions})
    assert pipeline.check() == ()
    path = Path("main.ori")
    entries = tuple(item for item in pipeline.items("main.ori") if item.name.startswith("chain"))
    program = pipeline.executable(entries, path)
    assert not isinstance(program, Failed)
    target = find_target(None)
    assert isinstance(target, Target)
    module = generate(pipeline.database, program, (), target.triple, 2, "main.ori", exported=frozenset(entries))
    return optimized_ir(module.text, target, 2)


def called_in_loops(functions: dict[str, llvm.ValueRef], name: str, *, is_inside: bool = False) -> Iterator[str]:
    """What a function calls in its cycles, and all that is called there in turn; an indirect call has no name."""
    blocks = {block.name: list(block.instructions) for block in functions[name].blocks}
    following = {
        label: [operand.name for operand in instructions[-1].operands if str(operand.type) == "label"]
        for label, instructions in blocks.items()
    }
    for label, instructions in blocks.items():
        repeats = is_inside or label in reached_from(following, following[label])
        for instruction in instructions:
            if instruction.opcode in ("call", "invoke"):
                callee = list(instruction.operands)[-1].name
                is_direct = f"@{callee}(" in str(instruction) or f'@"{callee}"(' in str(instruction)
                if repeats:
                    yield callee if is_direct else f"closure: {instruction}"
                if is_direct and callee in functions and callee != name:
                    yield from called_in_loops(functions, callee, is_inside=repeats)


def reached_from(following: dict[str, list[str]], start: list[str]) -> set[str]:
    work, seen = list(start), set[str]()
    while work:
        block = work.pop()
        if block not in seen:
            seen.add(block)
            work += following[block]
    return seen


@pytest.mark.parametrize("family", FAMILIES)
def test_no_loop_allocates_or_calls_a_closure(family: str) -> None:
    chains = FAMILIES[family]
    with closing(llvm.create_context()) as context, closing(llvm.parse_assembly(optimized(chains), context)) as module:
        functions = {function.name: function for function in module.functions if not function.is_declaration}
        found: dict[str, list[str]] = {}
        for number, chain in enumerate(chains):
            unexpected = [
                callee
                for callee in called_in_loops(functions, f"main.chain{number}")
                if callee not in functions
                and not callee.startswith("llvm.")
                and not FREEING.fullmatch(callee)
                and not PANICKING.fullmatch(callee)
                and not (family == "collecting" and GROWING.fullmatch(callee))
            ]
            if unexpected:
                found[chain] = unexpected
    assert found == {}


def test_a_closure_that_nobody_knows_is_seen() -> None:
    chain = "xs.iter().map(transform: [twice, n -> n + 1][xs.len() % 2]).sum()"
    with (
        closing(llvm.create_context()) as context,
        closing(llvm.parse_assembly(optimized((chain,)), context)) as module,
    ):
        functions = {function.name: function for function in module.functions if not function.is_declaration}
        assert any(callee.startswith("closure") for callee in called_in_loops(functions, "main.chain0"))
