"""The results of tests between runs, each with the facts that it depends on.

One file in the user's cache folder holds what is known of a set of sources on a set of backends. It is named after
them and the state of the toolchain, and begins with the checksum of the rest. A file that is missing or damaged counts
as empty; one that cannot be written is done without. It is replaced as a whole, so a run that is killed leaves the old
one, and of two runs at once the last one wins. A wrong result cannot come of that: an entry counts only while all its
facts hold. Writing one removes those that nobody has used for a month, and what killed runs have left.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, PanicReport, TestResult, TestStatus
from ori_compiler.driver.testing.cone import Cone, Fact
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.cache_folder import cache_folder
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span

_DAY: Final = 24 * 3600.0
_DAYS_UNUSED: Final = 30
_OURS: Final = re.compile(r"[0-9a-f]{32}")
_UNFINISHED: Final = re.compile(r"\.[0-9a-f]{32}\.\w+")

_CHECKSUM: Final = hashlib.blake2b(digest_size=16).digest_size


class Anchor(msgspec.Struct, frozen=True):
    """Where a panic was: so many lines below the beginning of an item, which may have moved since."""

    item: ItemId
    lines: int


class Entry(msgspec.Struct, frozen=True):
    """A result and what it depends on, as positions in the table of facts."""

    result: TestResult
    facts: tuple[int, ...]
    anchor: Anchor | None


class _Stored(msgspec.Struct, frozen=True):
    sources: str
    facts: tuple[Fact, ...]
    entries: tuple[Entry, ...]


class ResultCache:
    """What is known of earlier runs, and what this run adds to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        stored = _load(path)
        self._known = {entry.result.item: (entry, _facts(entry, stored.facts)) for entry in stored.entries}
        self.checked_sources = stored.sources
        """The digest of the sources when they had no errors."""

    def find(self, test: ItemId) -> tuple[Entry, Cone] | None:
        """What is known of a test, if anything."""
        return self._known.get(test)

    def add(self, entry: Entry, cone: Cone) -> None:
        """Keeps a result."""
        self._known[entry.result.item] = (entry, cone)

    def drop(self, test: ItemId) -> None:
        """Forgets a result."""
        self._known.pop(test, None)

    def save(self, sources: str, existing: Iterable[ItemId]) -> None:
        """Writes what is known of the tests that exist."""
        numbers: dict[Fact, int] = {}
        entries = [
            replace(entry, facts=tuple(numbers.setdefault(fact, len(numbers)) for fact in cone))
            for test in existing
            if (known := self._known.get(test)) is not None
            for entry, cone in (known,)
        ]
        _save(self._path, _Stored(sources, tuple(numbers), tuple(entries)))
        remove_old_files(self._path.parent, time.time())


def result_cache(sources: Sequence[str], backends: Sequence[Backend]) -> ResultCache:
    """The cache for sources as they were given on the command line, seen from the current folder."""
    parts = [_toolchain(), os.getcwd(), *sources, *(backend.value for backend in backends)]
    return ResultCache(cache_folder() / "tests" / _name(parts))


def digest_of_sources(pipeline: CompilationPipeline) -> str:
    """A name for the whole program as it was read."""
    workspace = pipeline.database.workspace
    texts = sorted((path, text) for path, text in workspace.texts.items() if not is_library(path))
    embedded = (f"{path} {file!r}" for path, file in sorted(pipeline.embedded_files.items()))
    are_texts = [path for path, _ in texts if not workspace.problems(path)]
    return _name(
        [
            repr(pipeline.configuration),
            *pipeline.roots,
            "",
            *are_texts,
            "",
            *(part for pair in texts for part in pair),
            "",
            *embedded,
        ]
    )


def entry_of(pipeline: CompilationPipeline, result: TestResult) -> Entry:
    """A result as it is kept: its place is told relative to the item that it is in."""
    panic = result.panic
    anchor = _anchor(pipeline, panic) if panic is not None and panic.line else None
    return Entry(result, (), anchor)


def result_of_entry(pipeline: CompilationPipeline, entry: Entry, line: int) -> TestResult:
    """A kept result as it is told: the test and its panic are where they are now."""
    panic = entry.result.panic
    if panic is not None and entry.anchor is not None:
        panic = PanicReport(
            panic.message,
            panic.path,
            _first_line(pipeline, entry.anchor.item) + entry.anchor.lines,
            panic.column,
            panic.function,
        )
    return replace(entry.result, panic=panic, line=line, duration=0.0, is_unchanged=True)


def is_worth_keeping(result: TestResult) -> bool:
    """What is skipped is not run anyway."""
    return result.status is not TestStatus.SKIPPED


def _anchor(pipeline: CompilationPipeline, panic: PanicReport) -> Anchor | None:
    before = [item for item in pipeline.items(panic.path) if _first_line(pipeline, item) <= panic.line]
    if not before:
        return None
    return Anchor(before[-1], panic.line - _first_line(pipeline, before[-1]))


def _first_line(pipeline: CompilationPipeline, item: ItemId) -> int:
    origin = pipeline.origins.get(item)
    return origin.location(Span(0, 0)).line if origin is not None else 0


def _facts(entry: Entry, table: Sequence[Fact]) -> Cone:
    return tuple(table[number] for number in entry.facts)


def _load(path: Path) -> _Stored:
    try:
        content = path.read_bytes()
        checksum, rest = content[:_CHECKSUM], content[_CHECKSUM:]
        if checksum == _digest(rest):
            return msgspec.msgpack.decode(rest, type=_Stored)
    except (OSError, msgspec.MsgspecError):
        pass
    return _Stored("", (), ())


def _save(path: Path, stored: _Stored) -> None:
    rest = msgspec.msgpack.encode(stored)
    unfinished = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_digest(rest) + rest)
        os.replace(unfinished, path)
    except OSError:
        with suppress(OSError):
            os.unlink(unfinished)


def remove_old_files(folder: Path, now: float) -> None:
    """Removes what has not been written for long; each run writes its file again, so that is what nobody uses.

    Only files with names like ours are touched.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            is_unfinished = _UNFINISHED.fullmatch(entry.name) is not None
            days = 1 if is_unfinished else _DAYS_UNUSED
            with suppress(OSError):  # another run has removed it
                if is_unfinished or _OURS.fullmatch(entry.name):
                    if now - entry.stat(follow_symlinks=False).st_mtime > days * _DAY:
                        os.unlink(entry.path)


@cache
def _toolchain() -> str:
    """Changes whenever a file of the toolchain does."""
    package = Path(__file__).parents[2]
    files = (file for ending in ("py", "ori", "so", "dylib", "dll", "a", "bc") for file in package.rglob(f"*.{ending}"))
    states = sorted(f"{file} {status.st_size} {status.st_mtime_ns}" for file in files for status in (file.stat(),))
    return _name(states)


def _name(parts: Iterable[str]) -> str:
    return _digest("\0".join(parts).encode("utf-8", "surrogatepass")).hex()


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_CHECKSUM).digest()
