"""What `oric test` costs on a project of 1,000 tests in 100 files: cold, after an edit of one function, unchanged.

Run as `python -m benchmarks.test_runs [--backend NAME]`. Each run is a fresh process; the cache folder is new. Told are
the seconds by the clock, the processor time of all processes, and how many tests ran.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

FILES: Final = 100
TESTS_IN_A_FILE: Final = 10


def project(files: int = FILES, tests: int = TESTS_IN_A_FILE) -> dict[str, str]:
    """Each file has functions that call one of the file before, and a test for each."""
    return {f"m{number}.ori": _module(number, tests) for number in range(files)}


def _module(number: int, tests: int) -> str:
    lines = [f'use "./m{number - 1}" {{ step{number - 1}_0 }};'] if number % 10 else []
    before = f"step{number - 1}_0(n: n)" if number % 10 else "n"
    for index in range(tests):
        inner = before if index == 0 else "n * 2"
        lines.append(f"pub @step{number}_{index} (n: int) -> int = {inner} + {index};")
        lines.append(
            f"@t{number}_{index} tests @step{number}_{index} () -> void = "
            f"assert(condition: step{number}_{index}(n: {index}) >= {index});"
        )
    return "\n".join(lines) + "\n"


def edited(sources: dict[str, str], number: int) -> tuple[str, str]:
    """A file with another body for a function that only one test calls."""
    name = f"m{number}.ori"
    return name, sources[name].replace("n * 2 + 5", "n + n + 5")


def _measure(label: str, folder: Path, backend: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    command = [sys.executable, "-m", "ori_compiler", "test", str(folder), "--format", "json", "--backend", backend]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "XDG_CACHE_HOME": str(folder / ".cache")}, check=True
    )
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    summary = json.loads(done.stdout.splitlines()[-1])
    ran = summary["passed"] - summary["unchanged"]
    print(f"| {label} | {ran} | {seconds:.2f} s | {processor:.2f} s |", flush=True)


def main() -> None:
    """Prints the rows of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="jit")
    backend = parser.parse_args().backend
    sources = project()
    with tempfile.TemporaryDirectory(prefix="ori-tests-") as name:
        folder = Path(name)
        for path, text in sources.items():
            (folder / path).write_text(text, "utf-8")
        _measure("cold", folder, backend)
        path, text = edited(sources, 42)
        (folder / path).write_text(text, "utf-8")
        _measure("warm, one function edited", folder, backend)
        _measure("warm, nothing changed", folder, backend)


if __name__ == "__main__":
    main()
