"""Short texts cost no memory: a native program that makes many of them allocates no more than one that makes few."""

import subprocess
import sys
from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.backend.runtime_build import zig
from ori_compiler.driver.results import Built

pytestmark = [
    pytest.mark.usefixtures("caches"),
    pytest.mark.skipif(sys.platform != "linux", reason="needs LD_PRELOAD"),
]

ROUNDS = 1000
LINE = "a line of words, all of them short"


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("counter") / "count_allocations.so"
    source = Path(__file__).with_name("count_allocations.c")
    command = zig("cc", "-O1", "-shared", "-fPIC", "-fno-sanitize=all", str(source), "-o", str(library))
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return library


def allocations(folder: Path, counter: Path, body: str, rounds: int) -> int:
    """How many objects a program makes that does something so many times; `n` is the number of the round."""
    source = folder / "rounds.ori"
    source.write_text(f"""\
@measure (text: str, n: int) -> int = {{
    {body}
}}

@main () -> void = {{
    let sum = 0;
    for n in 0..{rounds} do sum += measure(text: "{LINE}", n:);
    print(msg: `{{sum}}`);
}}
""")
    built = CompilationPipeline.from_paths([source]).build(source, folder / "rounds")
    assert isinstance(built, Built), built
    done = subprocess.run(
        [folder / "rounds"], env={"LD_PRELOAD": str(counter)}, capture_output=True, text=True, check=True
    )
    return int(done.stderr)


@pytest.mark.parametrize(
    "body",
    [
        "str(n).len()",
        "`{n}: {n % 7}`.len()",
        "text[n % 7].len()",
        "text.substring(start: n % 9, end: n % 9 + 15).len()",
        'let part = text.substring(start: n % 9, end: n % 9 + 7); if part < "of" then part.hash() & 7 else 0',
        "let sum = 0; for char in text do sum += `{char}`.len(); sum",
        'let key = `k{n % 3}`; match key { "k0" -> 1, "k1" -> 2, _ -> 3 }',
        'let joined = ""; for _ in 0..15 do joined = joined + "x"; joined.len()',
    ],
)
def test_short_texts_allocate_nothing(tmp_path: Path, counter: Path, body: str) -> None:
    few, many = (allocations(tmp_path, counter, body, rounds) for rounds in (10, ROUNDS))
    assert many == few


def test_a_long_text_is_counted(tmp_path: Path, counter: Path) -> None:
    few, many = (
        allocations(tmp_path, counter, "text.substring(start: n % 9, end: n % 9 + 16).len()", rounds)
        for rounds in (10, ROUNDS)
    )
    assert many == few + ROUNDS - 10
