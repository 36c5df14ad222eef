"""All certain repairs of a file's diagnostics at once."""

from collections.abc import Iterable

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.ide.position import absolute
from ori_compiler.ide.text_edits import TextEdit


def certain_repairs(database: CompilerDatabase, path: str, diagnostics: Iterable[Diagnostic]) -> tuple[TextEdit, ...]:
    """The edits of a file that repair what can be repaired without asking.

    A repair that touches what an earlier one changes is left out: it may be offered again behind it.
    """
    chosen: list[TextEdit] = []
    for diagnostic in diagnostics:
        certain = [suggestion for suggestion in diagnostic.suggestions if suggestion.is_certain]
        if len(certain) != 1 or len(diagnostic.suggestions) != 1:
            continue
        edits: list[TextEdit] = []
        for edit in certain[0].edits:
            at = absolute(database, edit.at)
            if at is not None and edit.at.item.path == path:
                edits.append(TextEdit(at, edit.replacement))
        if len(edits) == len(certain[0].edits) and not any(_touch(new, old) for new in edits for old in chosen):
            chosen += edits
    return tuple(sorted(chosen))


def _touch(first: TextEdit, second: TextEdit) -> bool:
    return first.at.start <= second.at.end and second.at.start <= first.at.end
