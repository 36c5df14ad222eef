"""The Ori files of the workspace's folders that nobody has opened: which words they have and what they import.

In: folders. Out: the files that mention a word and see a declaration. A file is read once and again when it has
changed; a client that watches files tells so, for other clients each search looks at the times of change.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Final

from msgspec import Struct

from ori_compiler.driver.loading import normal_path
from ori_compiler.ide.unparsed import DeclaredName, Unparsed, mentions, unparsed

_SKIPPED: Final = frozenset(("node_modules", "__pycache__"))
_MOST_FILES: Final = 20_000
_FRESH_SECONDS: Final = 2.0
"""How long a look at the folders counts where nobody tells of changes: a screen of code lenses asks many times."""

Stamp = tuple[int, int]


class _File(Struct, frozen=True):
    stamp: Stamp
    text: Unparsed


class WorkspaceFiles:
    """An index of the files below `roots`, made when somebody first searches. `check` may raise to end a search."""

    def __init__(self, check: Callable[[], None]) -> None:
        self.roots: tuple[str, ...] = ()
        self._check = check
        self._files: dict[str, _File] = {}
        self._is_current = False
        self._looked = 0.0

    def mentioning(self, word: str, declared_in: str, *, is_watched: bool) -> list[str]:
        """The files that have a word, and that import the file `declared_in`, directly or not."""
        return [path for path, text in self.dependents(declared_in, is_watched=is_watched) if mentions(text, word)]

    def dependents(self, declared_in: str, *, is_watched: bool) -> list[tuple[str, Unparsed]]:
        """The file `declared_in`, and those that import it, directly or not."""
        self._refresh(is_watched)
        importers: dict[str, list[str]] = {}
        for path, file in self._files.items():
            for imported in file.text.imports:
                importers.setdefault(imported, []).append(path)
        found = {declared_in: None}
        work = [declared_in]
        while work:
            new = [path for path in importers.get(work.pop(), ()) if path not in found]
            found.update(dict.fromkeys(new))
            work += new
        return [(path, self._files[path].text) for path in found if path in self._files]

    def importing(self, is_meant: Callable[[str], bool], *, is_watched: bool) -> list[str]:
        """The files that import one of those that are meant, and these themselves."""
        self._refresh(is_watched)
        return [path for path, file in self._files.items() if is_meant(path) or any(map(is_meant, file.text.imports))]

    def set_roots(self, roots: tuple[str, ...]) -> None:
        """Takes the folders of the workspace, which may change."""
        self.roots = roots
        self._is_current = False

    def declared(self, *, is_watched: bool) -> list[tuple[str, tuple[DeclaredName, ...]]]:
        """What all files declare."""
        self._refresh(is_watched)
        return [(path, file.text.declared) for path, file in self._files.items()]

    def paths(self, *, is_watched: bool) -> list[str]:
        """All files."""
        self._refresh(is_watched)
        return list(self._files)

    def forget(self, paths: Iterable[str]) -> None:
        """Takes the news that files were made, changed or deleted."""
        for path in paths:
            self._files.pop(path, None)
            self._is_current = False

    def _refresh(self, is_watched: bool) -> None:
        if self._is_current and (is_watched or monotonic() - self._looked < _FRESH_SECONDS):
            return
        there = set[str]()
        for path, stamp in self._on_disk():
            self._check()
            there.add(path)
            known = self._files.get(path)
            if known is None or known.stamp != stamp:
                self._files[path] = _read(path, stamp)
        for path in set(self._files) - there:
            del self._files[path]
        self._is_current = True
        self._looked = monotonic()

    def _on_disk(self) -> Iterator[tuple[str, Stamp]]:
        count = 0
        for root in self.roots:
            for folder, folders, names in os.walk(root):
                folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    if name.endswith(".ori") and count < _MOST_FILES and os.path.isfile(path):
                        count += 1
                        status = os.stat(path)
                        yield normal_path(path), (status.st_mtime_ns, status.st_size)


def _read(path: str, stamp: Stamp) -> _File:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        text = ""
    return _File(stamp, unparsed(path, text))
