"""Calls in tail position take no stack: millions of them, where some hundred thousand frames would be too many."""

from pathlib import Path
from typing import Final

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Backend, Finished

PROGRAM: Final = """\
@summed (n: int, total: int) -> int = if n == 0 then total else summed(n: n - 1, total: total + n % 3);

@is_even (n: int) -> bool = if n == 0 then true else is_odd(n: n - 1);

@is_odd (n: int) -> bool = match n {
    0 -> false,
    _ -> is_even(n: n - 1),
}

@counted (0: int, total: int) -> int = total;
@counted (n, total) -> int if n % 2 == 0 = counted(n: n - 1, total:);
@counted (n, total) -> int = {
    let text = `a text that needs memory of its own: {n}`;
    counted(n: n - 1, total: if text.is_empty() then total else total + 1)
}

@main (args: [str]) -> void = {
    let n = int(args[1]);
    match args[0] {
        "itself" -> print(msg: `{summed(n:, total: 0)}`),
        "each other" -> print(msg: `{is_even(n:)}`),
        _ -> print(msg: `{counted(n:, total: 0)}`),
    }
}
"""
COUNTS: Final = {Backend.INTERPRETER: 1_000_000, Backend.JIT: 10_000_000, Backend.AOT: 10_000_000}


@pytest.mark.parametrize("backend", Backend)
def test_millions_of_tail_calls(backend: Backend, tmp_path: Path) -> None:
    path = tmp_path / "tail_calls.ori"
    path.write_text(PROGRAM, "utf-8")
    pipeline = CompilationPipeline.from_paths([path])
    n = COUNTS[backend]
    # Each three remainders of three make 3, and that of the last number is 1; every second clause counts.
    expected = {"itself": str(n), "each other": "true", "clauses": str(n // 2)}
    for case, result in expected.items():
        finished = pipeline.run(path, backend=backend, arguments=[case, str(n)])
        assert finished == Finished(0, f"{result}\n")
