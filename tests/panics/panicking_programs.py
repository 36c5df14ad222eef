"""The programs of the tests beside this file, in memory and built."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Built


@cache
def pipeline(program: Path) -> CompilationPipeline:
    return CompilationPipeline.from_paths([program])


def executables_of(programs: Iterable[Path], folder: Path) -> dict[Path, Path]:
    """Each program, built in a folder."""
    built = {program: folder / f"{program.stem}.exe" for program in programs}
    for program, path in built.items():
        assert isinstance(pipeline(program).build(program, path), Built)
    return built
