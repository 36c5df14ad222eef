"""Calls in tail position take no stack: millions of them, where some hundred thousand frames would be too many."""

import re
from pathlib import Path
from typing import Final

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Backend, EmitKind, Emitted, Finished

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
IN_MEMORY: Final = """\
type Account = { number: int, owner: str, items: [int], balance: int }

@paid (left: int, account: Account) -> Account =
    if left == 0 then account
    else booked(account: Account { ...account, balance: account.balance + 1 }, by: account.owner, left: left - 1);

@booked (account: Account, by: str, left: int) -> Account =
    match left {
        0 -> account,
        _ -> paid(left: left - 1, account: Account { ...account, owner: by + "", items: [left] }),
    };

@many (left: int, a: int, b: int, c: int, d: int, name: str, items: [int], is_odd: bool) -> int =
    if left == 0 then a + b + c + d + name.len() + items.len() + (if is_odd then 100 else 0)
    else few(left: left - 1, numbers: [b, c, d, a], name:, is_odd: !is_odd);

@few (left: int, numbers: [int], name: str, is_odd: bool) -> int =
    if left == 0 then numbers.len()
    else many(
        left: left - 1,
        a: numbers[0],
        b: numbers[1],
        c: numbers[2],
        d: numbers[3],
        name: name + "",
        items: numbers,
        is_odd:,
    );

@is_even (n: int) -> bool = if n == 0 then true else passed_on(to: m -> is_odd(n: m), n: n - 1);

@is_odd (n: int) -> bool = if n == 0 then false else passed_on(to: is_even, n: n - 1);

@passed_on (to: (int) -> bool, n: int) -> bool = to(n);

trait State { @run (self, left: int, other: State) -> str; }

type Counting = { by: int }

type Naming = { name: str, by: int }

impl Counting: State {
    @run (self, left: int, other: State) -> str =
        if left <= 0 then `{self.by}` else other.run(left: left - 1, other: Naming { name: "n", by: self.by + 1 });
}

impl Naming: State {
    @run (self, left: int, other: State) -> str =
        if left <= 0 then self.name else other.run(left: left - 1, other: Counting { by: self.by });
}

@one<T> (left: int, a: T, b: T) -> T = if left == 0 then a else other(left: left - 1, a: b, b: a);

@other<T> (left: int, a: T, b: T) -> T = if left == 0 then b else one(left: left - 1, a:, b:);

@main (args: [str]) -> void = {
    let n = int(args[0]);
    let first = Account { number: 1, owner: "an owner with a long name", items: [], balance: 0 };
    print(msg: `{paid(left: n, account: first).balance}`);
    print(msg: `{many(left: n, a: 1, b: 2, c: 3, d: 4, name: "name", items: [], is_odd: false)}`);
    print(msg: `{is_even(n:)}`);
    print(msg: Counting { by: 0 }.run(left: n, other: Counting { by: 0 }));
    print(msg: one(left: n, a: "left", b: "right"));
    print(msg: `{one(left: n, a: first, b: Account { ...first, number: 2 }).number}`);
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


@pytest.mark.parametrize("backend", Backend)
def test_millions_through_objects_and_with_values_in_memory(backend: Backend, tmp_path: Path) -> None:
    path = tmp_path / "in_memory.ori"
    path.write_text(IN_MEMORY, "utf-8")
    n = COUNTS[backend] // 10 if backend is Backend.INTERPRETER else COUNTS[backend]
    finished = CompilationPipeline.from_paths([path]).run(path, backend=backend, arguments=[str(n)])
    assert finished == Finished(0, f"{n // 2}\n18\ntrue\n{n // 4}\nleft\n1\n")


@pytest.mark.parametrize("opt_level", [0, 2])
def test_other_processors_have_jumps_for_tail_calls(opt_level: int, tmp_path: Path) -> None:
    path = tmp_path / "in_memory.ori"
    path.write_text(IN_MEMORY, "utf-8")
    pipeline = CompilationPipeline.from_paths([path])
    emitted = pipeline.emit(EmitKind.ASM, path, opt_level=opt_level, target="aarch64-linux-gnu")
    assert isinstance(emitted, Emitted)
    assert re.search(r"^\tb\t\S*in_memory\.paid\"?$", emitted.text, re.MULTILINE)
    assert re.search(r"^\tbr\tx\d+$", emitted.text, re.MULTILINE)
