"""An action that is offered, and the selection that it is offered for."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.span import Span


class ActionKind(StrEnum):
    """What an action does, in the protocol's words."""

    QUICK_FIX = "quickfix"
    EXTRACT = "refactor.extract"
    INLINE = "refactor.inline"
    GENERATE = "refactor.rewrite"
    ORGANIZE_IMPORTS = "source.organizeImports"


Edits = Mapping[str, tuple[TextEdit, ...]]
"""By the files that they are made in."""


class Selection(msgspec.Struct, frozen=True):
    """A range of a file, empty for a cursor."""

    database: CompilerDatabase
    path: str
    range: Span

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.database.workspace.texts.get(self.path, "")


class Offer(msgspec.Struct, frozen=True):
    """Something that can be done. `edits` is called when it is chosen."""

    title: str
    kind: ActionKind
    edits: Callable[[], Edits]
