"""Values that come from outside of the database."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic

from ori_compiler.query.errors import MissingInputError
from ori_compiler.query.graph import Cell, K, Node, V

if TYPE_CHECKING:
    from ori_compiler.query.engine import Database


class Input(Generic[K, V]):
    """A table of values that come from outside."""

    __slots__ = ("_cells", "_database", "_presence", "name")

    def __init__(self, database: "Database", name: str) -> None:
        self.name = name
        self._database = database
        self._cells: dict[K, Cell[V]] = {}
        self._presence: dict[K, Cell[bool]] = {}

    def get(self, key: K) -> V:
        """The value; raises `MissingInputError` if there is none, which the reader depends on, too."""
        frame = self._database.frame
        cell = self._cells.get(key)
        if cell is None:
            if frame is None:
                raise MissingInputError(self.name, key)
            cell = self._cells[key] = Cell()
        if frame is not None:
            frame.reads[cell] = None
        if not cell.is_set:
            raise MissingInputError(self.name, key)
        return cell.value

    def contains(self, key: K) -> bool:
        """Whether there is a value; a reader depends on that only, not on the value."""
        frame = self._database.frame
        cell = self._cells.get(key)
        if frame is not None:
            presence = self._presence.get(key)
            if presence is None:
                presence = self._presence[key] = Cell()
            frame.reads[presence] = None
        return cell is not None and cell.is_set

    def set(self, key: K, value: V) -> None:
        """Writes a value. An equal one changes nothing. Raises `RuntimeError` inside a query."""
        self._database.require_idle()
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = Cell()
        elif cell.is_set and (cell.value is value or cell.value == value):
            return
        appeared = not cell.is_set
        cell.is_set = True
        cell.value = value
        self._changed(key, cell, appeared)

    def remove(self, key: K) -> None:
        """Takes a value away, if there is one. Raises `RuntimeError` inside a query."""
        self._database.require_idle()
        cell = self._cells.get(key)
        if cell is not None and cell.is_set:
            del self._cells[key]
            self._changed(key, cell, True)

    def cells(self) -> Iterator[tuple[str, K, Node]]:
        """What readers depend on: for each key the value, named `""`, and whether there is one, named `"?"`."""
        yield from (("", key, cell) for key, cell in self._cells.items())
        yield from (("?", key, presence) for key, presence in self._presence.items())

    def _changed(self, key: K, cell: Cell[V], presence_changed: bool) -> None:
        self._database.revision += 1
        self._database.mark_dependents(cell)
        if presence_changed:
            presence = self._presence.pop(key, None)
            if presence is not None:
                self._database.mark_dependents(presence)
