"""How many lines a cold check takes in a second, by phase, beside mypy and pyright on a comparable Python program.

Run as `python -m benchmarks.check [--lines N …] [--rounds N]`. Each checker is a fresh process without a cache of the
program; the checkers take turns, and of each the median of all rounds counts. Times are processor time of the process
and its children. All checkers are installed: what Python modules they have is compiled to bytecode before the first
round, as `pip` does it. `pyright` is used if it is in the path (`npm install -g pyright`).
"""

import argparse
import compileall
import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import ori_compiler
from benchmarks.check_programs import line_count, ori_program, python_program
from ori_compiler.database.declarations import declarations
from ori_compiler.database.members import bodies_of
from ori_compiler.driver import CompilationPipeline

SIZES: Final = (1_000, 10_000, 50_000)


def phases(program: dict[str, str]) -> dict[str, float]:
    """Seconds of each phase over the whole program, in the order of phases; what one needs of earlier ones is done."""
    pipeline = CompilationPipeline()
    database = pipeline.database
    found: dict[str, float] = {}

    def timed(phase: str, work: Callable[[], object]) -> None:
        started = time.process_time()
        work()
        found[phase] = time.process_time() - started

    def split() -> None:
        for path, text in program.items():
            pipeline.set_source(path, text)

    timed("split", split)
    items = [item for path in program for item in database.workspace.module_items.get(path)]
    timed("parse", lambda: [database.item_syntax(item) for item in items])
    timed("names", lambda: [database.scope(path) for path in program])
    timed("declarations", lambda: [list(declarations(database, item)) for item in items])
    timed("inference", lambda: [database.typed_body(body) for item in items for body in bodies_of(database, item)])
    timed("patterns and the rest", pipeline.check)
    return found


def seconds_of(command: list[str], folder: Path) -> float | None:
    """The processor time of a checker that finds nothing wrong; none if it found something or could not run."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode != 0:
        print(f"  {command[0]} ended with {ended.returncode}: {(ended.stdout + ended.stderr)[:400]}")
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write(program: dict[str, str], folder: Path) -> None:
    """The files of a program."""
    folder.mkdir()
    for name, text in program.items():
        (folder / name).write_text(text, encoding="utf-8")


def checkers() -> dict[str, tuple[str, list[str]]]:
    """The command of each checker and the program it checks."""
    found = {
        "oric": ("ori", [sys.executable, "-m", "ori_compiler", "check", "."]),
        "mypy": ("python", [sys.executable, "-m", "mypy", "--no-incremental", f"--cache-dir={os.devnull}", "."]),
    }
    pyright = shutil.which("pyright")
    if pyright is None:
        print("pyright is not in the path and not compared")
    else:
        found["pyright"] = ("python", [pyright, "."])
    return found


def compare(lines: int, rounds: int) -> None:
    """Prints one size."""
    ori, python = ori_program(lines), python_program(lines)
    counts = {"ori": line_count(ori), "python": line_count(python)}
    print(f"{counts['ori']:,} lines of Ori, {counts['python']:,} lines of Python")
    with tempfile.TemporaryDirectory() as temporary:
        write(ori, Path(temporary) / "ori")
        write(python, Path(temporary) / "python")
        own: float | None = None
        compared = checkers()
        measured: dict[str, list[float]] = {name: [] for name in compared}
        for _ in range(rounds):
            for name, (kind, command) in compared.items():
                seconds = seconds_of(command, Path(temporary) / kind)
                if seconds is not None:
                    measured[name].append(seconds)
        for name, (kind, _) in compared.items():
            if not measured[name]:
                continue
            seconds = statistics.median(measured[name])
            speed = counts[kind] / seconds
            if name == "oric":
                own = speed
            ratio = f"oric is {own / speed:.2f} times as fast" if own is not None and name != "oric" else ""
            print(f"  {name:<8} {seconds:7.2f} s  {speed:9,.0f} lines/s   {ratio}".rstrip())
    split = phases(ori)
    total = sum(split.values())
    for phase, seconds in split.items():
        print(f"    {phase:<22} {seconds:6.2f} s  {seconds / total:4.0%}")


def main() -> None:
    """Compares all sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    # As `oric check` runs.
    gc.disable()
    arguments = parser.parse_args()
    for path in ori_compiler.__path__:
        compileall.compile_dir(path, quiet=1)
    for lines in arguments.lines:
        compare(lines, arguments.rounds)


if __name__ == "__main__":
    main()
