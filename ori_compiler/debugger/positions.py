"""The places of a program at which it can stop, with their lines, and the breakpoints that are on them."""

from collections.abc import Iterable, Iterator

import msgspec

from ori_compiler.canon.ir import CanonFunction, LocalId
from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.debugger.stop_places import statements_of, stop_places
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId, is_of_program, item_of


class Breakpoint:
    """A line at which somebody wants to stop.

    `condition` is an expression; `hits` counts how often it held, and `wanted_hits` says at which of these to stop.
    With a `message` the program is not stopped: the message is told.
    """

    __slots__ = ("condition", "hits", "line", "message", "number", "wanted_hits")

    def __init__(self, number: int, line: int, condition: str, wanted_hits: str, message: str) -> None:
        self.number = number
        self.line = line
        self.condition = condition
        self.wanted_hits = wanted_hits
        self.message = message
        self.hits = 0


class Position:
    """A place in a function where the program can stop. Lines are 1-based, columns too, in UTF-8 bytes."""

    __slots__ = ("breakpoints", "column", "line", "path", "visible")

    def __init__(self, path: str, line: int, column: int, visible: tuple[LocalId, ...]) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.visible = visible
        self.breakpoints: tuple[Breakpoint, ...] = ()


class Placed(msgspec.Struct, frozen=True):
    """What became of a breakpoint: the line that it is on now, or why it is on none."""

    number: int
    line: int
    problem: str = ""


class Positions:
    """The positions of a program: those of the user's functions are looked for at once, of the library when needed.

    Breakpoints may be set while the program runs: that only reads what was looked for at once.
    """

    def __init__(self, database: CompilerDatabase, program: CanonProgram) -> None:
        self._database = database
        self._found: dict[FunctionId, dict[int, Position]] = {}
        self._statements: dict[ItemId, frozenset[Span]] = {}
        self._of_file: dict[str, list[Position]] = {}
        for id_, function in program.functions.items():
            if is_of_program(id_):
                for position in self.of(function).values():
                    self._of_file.setdefault(position.path, []).append(position)
        self._items = {path: list(self._lines_of_items(path)) for path in self._of_file}

    def of(self, function: CanonFunction) -> dict[int, Position]:
        """The positions of a function, by the `id` of their expressions."""
        found = self._found.get(function.id)
        if found is None:
            item = item_of(function.id)
            origin = self._database.workspace.origins.get(item)
            if origin is None:
                return {}
            places = stop_places(function, self._statements_of(item), lambda span: origin.location(span).line)
            found = {id_: self.at(function.id, place.span, place.visible) for id_, place in places.items()}
            self._found[function.id] = found
        return found

    def _statements_of(self, item: ItemId) -> frozenset[Span]:
        found = self._statements.get(item)
        if found is None:
            found = self._statements[item] = statements_of(self._database.item_syntax(item).item)
        return found

    def at(self, function: FunctionId, span: Span, visible: tuple[LocalId, ...]) -> Position:
        """A position that nobody can stop at by a breakpoint."""
        item = item_of(function)
        origin = self._database.workspace.origins.get(item)
        if origin is None:
            return Position(item.path, 0, 0, visible)
        location = origin.location(span)
        return Position(location.path, location.line, location.column, visible)

    def start_of(self, function: CanonFunction) -> Position:
        """Where a function begins."""
        return self.at(function.id, function.span, ())

    def set_breakpoints(self, path: str, wanted: Iterable[Breakpoint]) -> list[Placed]:
        """Replaces the breakpoints of a file. One on a line without code goes to the next line that has some."""
        positions = self._of_file.get(path, [])
        for position in positions:
            position.breakpoints = ()
        return [self._set(path, positions, each) for each in wanted]

    def _set(self, path: str, positions: list[Position], breakpoint_: Breakpoint) -> Placed:
        last = self._last_line(path, breakpoint_.line)
        later = [each.line for each in positions if each.line >= breakpoint_.line]
        lines = [line for line in later if last is None or line <= last]
        if not lines:
            return Placed(breakpoint_.number, breakpoint_.line, "the program that is debugged has no code here")
        breakpoint_.line = min(lines)
        for position in positions:
            if position.line == breakpoint_.line:
                position.breakpoints += (breakpoint_,)
        return Placed(breakpoint_.number, breakpoint_.line)

    def _last_line(self, path: str, line: int) -> int | None:
        """The last line of the item that has a line; none between items."""
        return next((last for first, last in self._items.get(path, ()) if first <= line <= last), None)

    def _lines_of_items(self, path: str) -> Iterator[tuple[int, int]]:
        """The first and the last line of each item of a file."""
        for item in self._database.workspace.module_items.get(path):
            location = self._database.workspace.origins[item].location(self._database.item_syntax(item).item.span)
            yield location.line, location.end_line
