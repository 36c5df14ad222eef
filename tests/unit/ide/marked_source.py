"""Programs with a cursor: `‸` in a source marks the place that a test asks about."""

from ori_compiler.database import CompilerDatabase
from ori_compiler.driver import CompilationPipeline
from ori_compiler.source.stack import reserve_stack

reserve_stack()

CURSOR = "‸"
MAIN = "main.ori"


def program(sources: dict[str, str]) -> tuple[CompilerDatabase, str, int]:
    """The database of a program, and the path and offset of the cursor that stands in one of its files."""
    pipeline = CompilationPipeline.from_sources({path: text.replace(CURSOR, "") for path, text in sources.items()})
    path = next(path for path, text in sources.items() if CURSOR in text)
    return pipeline.database, path, sources[path].index(CURSOR)


def one_file(source: str) -> tuple[CompilerDatabase, str, int]:
    return program({MAIN: source})
