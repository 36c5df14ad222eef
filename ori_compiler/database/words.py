"""Which words stand in items and files: an index that says where a name can be mentioned, without parsing."""

import re
from typing import Final

from ori_compiler.database.workspace import Workspace
from ori_compiler.query.engine import Database
from ori_compiler.source.item_id import ItemId

_WORD: Final = re.compile(r"[^\W\d]\w*")


def words_of(text: str) -> frozenset[str]:
    """The words of a text; those in comments and strings count, because telling them apart means parsing."""
    return frozenset(_WORD.findall(text))


class WordIndex:
    """The words of each item and file; an edit looks again at the edited item only."""

    def __init__(self, engine: Database, workspace: Workspace) -> None:
        self._workspace = workspace
        self.of_item = engine.query("item_words", self._of_item)
        self.of_file = engine.query("file_words", self._of_file)

    def _of_item(self, item: ItemId) -> frozenset[str]:
        return words_of(self._workspace.item_text.get(item))

    def _of_file(self, path: str) -> frozenset[str]:
        return frozenset().union(*map(self.of_item, self._workspace.module_items.get(path)))
