"""What is known about a file without parsing it: its words, which files it imports, and what its lines declare."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.database.words import words_of
from ori_compiler.ide.document_symbols import SymbolKind
from ori_compiler.resolve.module_path import interface_path, resolve_relative

_IMPORT: Final = re.compile(r'^\s*(?:pub\s+)?(?:use|extension)\s+"([^"\n]+)"', re.MULTILINE)


_DECLARATION: Final = re.compile(
    r"^(?P<indent>[ \t]*)(?P<public>pub[ \t]+)?(?:def[ \t]+)?"
    r"(?:(?P<word>@|\$|let[ \t]+\$|(?:type|trait|capset)[ \t]+)(?P<name>\w+)(?P<tests>[ \t]+tests\b)?"
    r"|(?P<block>(?:impl|extend)\b[^{\n]*))",
    re.MULTILINE,
)
_KINDS: Final = {
    "@": SymbolKind.FUNCTION,
    "$": SymbolKind.CONSTANT,
    "let": SymbolKind.CONSTANT,
    "type": SymbolKind.STRUCT,
    "trait": SymbolKind.TRAIT,
    "capset": SymbolKind.CAPABILITIES,
}


class DeclaredName(msgspec.Struct, frozen=True, order=True):
    """A declaration: its line from 0, the code point in it where the name begins, and what it is declared in."""

    line: int
    column: int
    name: str
    kind: SymbolKind
    container: str
    is_public: bool = False


class Unparsed(msgspec.Struct, frozen=True):
    """The words of a file, the paths of the files that it may import, and what it declares."""

    words: frozenset[str]
    imports: tuple[str, ...]
    declared: tuple[DeclaredName, ...]


def unparsed(path: str, text: str) -> Unparsed:
    """What a look at the text of a file tells; imports in comments count, too."""
    files = [resolve_relative(path, written) for written in _IMPORT.findall(text)]
    imports = (*files, *map(interface_path, files))
    return Unparsed(words_of(text), imports, tuple(declared_names(text)))


def declared_names(text: str) -> Iterator[DeclaredName]:
    """What the lines of a text declare."""
    container, line, at = "", 0, 0
    for found in _DECLARATION.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        is_member = bool(found["indent"])
        if found["block"]:
            container = " ".join(found["block"].split()) if not is_member else container
            continue
        name, word = found["name"], found["word"].split()[0]
        kind = SymbolKind.TEST if found["tests"] else _KINDS[word]
        if is_member and kind is SymbolKind.FUNCTION:
            kind = SymbolKind.METHOD
        if is_member and word == "type":
            kind = SymbolKind.ASSOCIATED_TYPE
        # What a body declares on a line of its own is nobody else's business.
        if not is_member or (container and word != "let"):
            is_public = found["public"] is not None
            yield DeclaredName(line, found.start("name") - at, name, kind, container if is_member else "", is_public)
        if not is_member:
            container = name if word == "trait" else ""


def mentions(file: Unparsed, name: str) -> bool:
    """Whether a file has a word of a name."""
    return not words_of(name).isdisjoint(file.words)
