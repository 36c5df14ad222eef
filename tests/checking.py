"""Short ways to ask what the compiler says about a program."""

from collections.abc import Mapping

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.place import locate
from ori_compiler.source.location import Origins

Sources = str | Mapping[str, str]


def pipeline_of(sources: Sources) -> CompilationPipeline:
    """A pipeline over one source, called `main.ori`, or over several."""
    return CompilationPipeline.from_sources({"main.ori": sources} if isinstance(sources, str) else sources)


def check(sources: Sources) -> tuple[Diagnostic, ...]:
    """What is wrong with sources."""
    return pipeline_of(sources).check()


def codes(sources: Sources) -> list[str]:
    """The codes of what is wrong, in order of place."""
    return [diagnostic.code for diagnostic in check(sources)]


def pointed_at(diagnostic: Diagnostic, origins: Origins) -> str:
    """The source that a diagnostic underlines."""
    place = locate(diagnostic.primary.at, origins)
    return place.lines.text[place.start : place.end]


def findings(sources: Sources) -> list[tuple[str, str]]:
    """The code of each message and the source it underlines."""
    pipeline = pipeline_of(sources)
    return [(diagnostic.code, pointed_at(diagnostic, pipeline.origins)) for diagnostic in pipeline.check()]
