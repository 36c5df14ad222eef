"""Sources in memory for tests of diagnostics."""

from ori_compiler.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity, Suggestion
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import ItemOrigin, ItemSpan
from ori_compiler.source.span import Span


class Source:
    """A file that is one item; its text shows ranges as `«…»`, which are taken out and numbered from 0."""

    def __init__(self, marked: str, path: str = "main.ori") -> None:
        self.item = ItemId(path, ItemKind.FILE, path)
        self.ranges: list[ItemSpan] = []
        text = ""
        open_: list[tuple[int, int]] = []
        for character in marked:
            if character == "«":
                open_.append((len(text), len(self.ranges)))
                self.ranges.append(ItemSpan(self.item, Span(0, 0)))
            elif character == "»":
                start, number = open_.pop()
                self.ranges[number] = ItemSpan(self.item, Span(start, len(text)))
            else:
                text += character
        self.text = text
        self.origin = ItemOrigin(path, 0, LineIndex(text))

    def label(self, number: int, text: str = "") -> Label:
        """A remark at a marked range."""
        return Label(self.ranges[number], text)

    def edit(self, number: int, replacement: str) -> Edit:
        """A replacement of a marked range."""
        return Edit(self.ranges[number], replacement)


def origins(*sources: Source) -> dict[ItemId, ItemOrigin]:
    """Where the items of the sources are."""
    return {source.item: source.origin for source in sources}


def error(source: Source, *texts: str, code: str = "E2001", message: str = "something is wrong") -> Diagnostic:
    """An error whose labels are the marked ranges in order, with these texts; the first is the primary one."""
    labels = [source.label(number, text) for number, text in enumerate(texts)]
    return Diagnostic(code, Severity.ERROR, message, labels[0], tuple(labels[1:]))


def suggesting(source: Source, title: str, *replacements: str) -> Diagnostic:
    """An error at the first marked range that suggests to replace the marked ranges, in order."""
    edits = tuple(source.edit(number, text) for number, text in enumerate(replacements))
    return Diagnostic("E1016", Severity.ERROR, "wrong", source.label(0), suggestions=(Suggestion(title, edits),))
