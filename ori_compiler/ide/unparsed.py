"""What is known about a file without parsing it: its words, and which files it imports."""

import re
from typing import Final

import msgspec

from ori_compiler.database.words import words_of
from ori_compiler.resolve.module_path import resolve_relative

_IMPORT: Final = re.compile(r'^\s*(?:pub\s+)?(?:use|extension)\s+"([^"\n]+)"', re.MULTILINE)


class Unparsed(msgspec.Struct, frozen=True):
    """The words of a file, and the paths of the files that it may import."""

    words: frozenset[str]
    imports: tuple[str, ...]


def unparsed(path: str, text: str) -> Unparsed:
    """What a look at the text of a file tells; imports in comments count, too."""
    return Unparsed(words_of(text), tuple(resolve_relative(path, written) for written in _IMPORT.findall(text)))


def mentions(file: Unparsed, name: str) -> bool:
    """Whether a file has a word of a name."""
    return not words_of(name).isdisjoint(file.words)
