"""Compiled Ori beside C and Rust: processor time and peak memory of the same programs.

Run as `python -m benchmarks.native [--runs N] [names]`. C is compiled by the clang that `ziglang` ships, Rust, with
overflow checks, by the `rustc` in the path; without one there is no such column. The programs in `programs/` have to
print the same, else the comparison stops. Each figure is the median of the runs, which go in turn, so that a machine
that gets slower meets all.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from ori_compiler.backend.runtime_build import zig, zig_environment
from ori_compiler.source.cache_folder import cache_folder

HERE: Final = Path(__file__).parent
PROGRAMS: Final = HERE / "programs"


class Language(msgspec.Struct, frozen=True):
    """One peer: the suffix of its sources, and the command that compiles one to a program, without the two paths."""

    name: str
    suffix: str
    compiler: tuple[str, ...]


class Cost(msgspec.Struct, frozen=True):
    """What a run of a program costs."""

    seconds: float
    mebibytes: float


class WrongResultError(Exception):
    """A program that fails, or prints something else than the others."""


def languages() -> tuple[Language, ...]:
    """Ori and the peers that this machine can compile."""
    ori = Language("Ori", "ori", (sys.executable, "-c", _ORIC, "build"))
    found = [ori, Language("C", "c", (*zig("cc"), *_C_FLAGS))]
    if shutil.which("rustc") is not None:
        found.append(Language("Rust", "rs", ("rustc", "-O", "-C", "overflow-checks=on")))
    return tuple(found)


_C_FLAGS: Final = ("-O2", "-std=c11", "-fno-sanitize=all", "-mcpu=baseline")
_ORIC: Final = "import sys; from ori_compiler.cli.main import run_oric; sys.exit(run_oric(sys.argv[1:]))"


def compile_program(language: Language, name: str, folder: Path) -> Path:
    """Compiles one program; raises `CalledProcessError` if that fails."""
    source = PROGRAMS / f"{name}.{language.suffix}"
    return _compiled(language.compiler, source, folder / f"{name}.{language.suffix}.program")


def _compiled(compiler: Sequence[str], source: Path, program: Path) -> Path:
    environment = zig_environment(cache_folder() / "zig")
    subprocess.run([*compiler, str(source), "-o", str(program)], env=environment, check=True)
    return program


def run(measure: Path, program: Path) -> tuple[str, Cost]:
    """What a program prints, and its cost; raises `WrongResultError` if it fails."""
    reading, writing = os.pipe()
    command = ["sh", "-c", f'exec "$0" "$1" 3>&{writing}', str(measure), str(program)]
    ended = subprocess.run(command, pass_fds=(writing,), stdout=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    with os.fdopen(reading) as figures:
        words = figures.read().split()
    if ended.returncode != 0 or len(words) != 2:
        raise WrongResultError(f"{program.name} ended with {ended.returncode}")
    return ended.stdout, Cost(float(words[0]), int(words[1]) / 1024)


def compare(name: str, peers: Sequence[Language], measure: Path, folder: Path, runs: int) -> list[Cost]:
    """The median costs of one program in each language; raises `WrongResultError` if they do not agree."""
    programs = [compile_program(language, name, folder) for language in peers]
    costs: list[list[Cost]] = [[] for _ in programs]
    outputs: set[str] = set()
    for _ in range(runs):
        for program, found in zip(programs, costs, strict=True):
            output, cost = run(measure, program)
            outputs.add(output)
            found.append(cost)
    if len(outputs) != 1:
        raise WrongResultError(f"the programs of {name} print different things: {sorted(outputs)}")
    return [_median(found) for found in costs]


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(cost.seconds for cost in costs), statistics.median(cost.mebibytes for cost in costs))


def row(name: str, peers: Sequence[Language], costs: Sequence[Cost]) -> str:
    """A line of the table: seconds and mebibytes of each, then how many times a peer's figures are Ori's."""
    ori = costs[0]
    figures = "".join(f"{cost.seconds:9.3f}s {cost.mebibytes:6.1f}M" for cost in costs)
    ratios = "".join(
        f"  {peer.name} x{ori.seconds / cost.seconds:.2f} x{ori.mebibytes / cost.mebibytes:.2f}"
        for peer, cost in zip(peers[1:], costs[1:], strict=True)
    )
    return f"{name:10}{figures}{ratios}"


def main() -> int:
    """Compares all programs, or those named."""
    known = sorted(path.stem for path in PROGRAMS.glob("*.ori"))
    parser = argparse.ArgumentParser(description="compiled Ori beside C and Rust")
    parser.add_argument("names", nargs="*", choices=[[], *known], help="the programs; all if none is named")
    parser.add_argument("--runs", type=int, default=5, help="runs of each program (default: 5)")
    options = parser.parse_args()
    peers = languages()
    print("          " + "".join(f"{language.name:>17}" for language in peers) + "   Ori's share of time and memory")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure = _compiled((*zig("cc"), *_C_FLAGS, "-D_GNU_SOURCE"), HERE / "measure.c", folder / "measure")
        for program in options.names or known:
            print(row(program, peers, compare(program, peers, measure, folder, options.runs)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
