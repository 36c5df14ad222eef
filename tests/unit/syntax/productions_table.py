"""The snippets that show each production of the grammar, right and wrong.

A file of `productions/` has a section `== name [context]` per production. A line `+ snippet` is right; `- CODE snippet`
is wrong with that code, reported at what stands between `«` and `»`. `|` continues a snippet on the next line.
"""

from pathlib import Path
from typing import Final

import msgspec

DIRECTORY: Final = Path(__file__).parent / "productions"
CONTEXTS: Final = {
    "item": ("", ""),
    "file": ("", ""),
    "expression": ("let $it = ", ";"),
    "type": ("let $it: ", " = 0;"),
    "pattern": ("@it (v: T) -> int = match v { ", " -> 0 };"),
    "statement": ("@it () -> void = {\n    ", "\n}"),
}


class Snippet(msgspec.Struct, frozen=True):
    """Source text in its context. A wrong one has a code, and the range that it is reported at."""

    production: str
    context: str
    shown: str
    text: str
    code: str = ""
    start: int = 0
    end: int = 0


def snippets() -> list[Snippet]:
    """All of them, in the order of the files."""
    found: list[Snippet] = []
    for path in sorted(DIRECTORY.glob("*.txt")):
        production, context = "", "item"
        for entry in _entries(path.read_text(encoding="utf-8")):
            if entry.startswith("== "):
                production, context = entry[3:].removesuffix("]").split(" [")
            elif entry[0] in "+-":
                found.append(_snippet(production, context, entry))
            else:
                raise ValueError(f"{path.name}: {entry!r} is neither a section nor a snippet")
    return found


def _entries(text: str) -> list[str]:
    entries: list[str] = []
    for line in text.splitlines():
        if line == "|" or line.startswith("| "):
            entries[-1] += "\n" + line[2:]
        elif line and not line.startswith("# "):
            entries.append(line)
    return entries


def _snippet(production: str, context: str, entry: str) -> Snippet:
    before, after = CONTEXTS[context]
    if entry[0] == "+":
        return Snippet(production, context, entry[2:], before + entry[2:] + after)
    code, marked = entry[2:].split(" ", 1)
    if "«" not in marked:
        raise ValueError(f"{production}: nothing is marked in {marked!r}")
    if after.strip() and marked.rstrip().endswith("»"):
        # What is marked may be the token that the context would go on with.
        inside = marked[marked.index("«") + 1 : marked.index("»")]
        after = after.lstrip().removeprefix(inside) if inside and after.lstrip().startswith(inside) else after
    start = marked.index("«")
    end = marked.index("»") - 1
    text = before + marked.replace("«", "").replace("»", "") + after
    return Snippet(production, context, marked, text, code, len(before) + start, len(before) + end)
