"""The incremental engine: inputs, queries that remember what they read, and the least work after an edit.

In: writes to inputs, and reads of queries. Out: the value each query would have if everything were computed afresh,
at the cost of what really changed.

A query is a pure function of its key that may read inputs and other queries. Its result is kept in a memo together
with the memos and input cells it read, in order. The unit of reuse is one (query, key) pair, the *granularity*: a
query per function is recomputed per function, so split inputs as finely as edits come (one item's text, not a file's).

*Writing* an input with an unequal value marks the memos that read it `DIRTY` and the rest of their cone `MAYBE`, and
stops at what is marked already: if a memo is not `CLEAN`, none that depends on it is. *Reading* a `MAYBE` memo brings
its dependencies up to date in recorded order. The first one whose value really changed turns it `DIRTY`, and it is
executed; if none did, it is `CLEAN` again without having run (early cut-off). The order matters: as long as all earlier
reads gave the same values, the function would come to the next one too, so nothing is executed that a computation from
scratch would not execute.

*Firewalls.* Most edits change what an item's text is and not what it declares, and what declarations lead to is most
of the program. So a query that reads inputs only can be a firewall: a write that concerns it marks none of its readers.
It is executed before the next read from outside, and marks them then if its value is another one.

An edit costs its cone, not the size of the project. Therefore there are no durabilities here as in Salsa: those
save the walk over unchanged dependencies, and what is not in the cone is not walked at all. The marked memos are also
exactly those whose consumers may have to be told: see `Database.drain_marked`.

*Cycles.* Reading a query that is being executed raises `CycleError`, or gives `on_cycle(key)` to that one read. What
the other members of the cycle compute from such a read holds only within it. It is used until the query where the
cycle closed (its head) is done, then dropped, and the head's memo takes over what they had read. So a member asked for
later is computed anew, on the head's final value. With `on_cycle`, values may depend on which member is asked first:
let the fallback be a value that reports the mistake.

*Keys that are gone.* A memo that nobody asks for any more becomes stale by the next edit that concerns it, and stays
so. `Database.sweep` drops such memos; without it a long session would keep one for every name that was ever typed.

*Exceptions* pass through queries and leave every memo as it was. They are not kept: store mistakes as values.

*Threads.* One thread at a time uses a database; only `Database.cancel` may be called from another one.

Sources: Salsa (red-green algorithm, early cut-off; also rustc's incremental compilation); Adapton (Hammer, Khoo, Hicks,
Foster, "Adapton: composable, demand-driven incremental computation", PLDI 2014) for marking on write and refreshing on
demand.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final

from ori_compiler.query.errors import Cancelled, CycleError, MissingInputError
from ori_compiler.query.executions import Executions
from ori_compiler.query.frame import Frame, Provisional
from ori_compiler.query.graph import CLEAN, DIRTY, EXECUTING, IDLE, MAYBE, NEW, VERIFYING, K, Memo, Node, V
from ori_compiler.query.input import Input
from ori_compiler.query.query import Query
from ori_compiler.query.stack import call_on_new_stack, raise_recursion_limit

__all__ = ["Cancelled", "CycleError", "Database", "Executions", "Input", "MissingInputError", "Query"]

_SEGMENT_DEPTH: Final = 100
"""How many nested executions share one stack."""


class _Restart(BaseException):
    """A memo being verified turned out to be part of a cycle: it must be executed to see that cycle."""

    def __init__(self, memo: "Memo[Any, Any]") -> None:
        super().__init__()
        self.memo = memo


class Database:
    """Inputs and queries that belong together, with one writer at a time.

    `revision` counts the writes that changed something; `executions` counts the work done. Nested executions do not
    overflow the stack: after every hundred of them the next runs on a stack of its own
    (`ori_compiler.query.stack`), and making a database raises Python's recursion limit for the recursive passes inside
    one query.
    """

    __slots__ = (
        "_cancelled",
        "_failure",
        "_inputs",
        "_marked",
        "_provisional",
        "_queries",
        "_stack",
        "_sweeps",
        "burning",
        "executions",
        "frame",
        "revision",
    )

    def __init__(self) -> None:
        raise_recursion_limit()
        self.revision = 0
        self.executions = Executions()
        self.frame: Frame | None = None
        self._stack: list[Frame] = []
        self._cancelled = False
        self._inputs: list[Input[Any, Any]] = []
        self._queries: list[Query[Any, Any]] = []
        self._marked: dict[Memo[Any, Any], None] = {}
        self._provisional: dict[Memo[Any, Any], Provisional] = {}
        self._failure: Frame | None = None
        self._sweeps = 0
        # The firewalls that may have another value now, of which their readers know nothing yet.
        self.burning: dict[Memo[Any, Any], None] = {}

    def input(self, name: str) -> Input[K, V]:
        """A new table of inputs; annotate the variable that takes it with its key and value types."""
        created: Input[K, V] = Input(self, name)
        self._inputs.append(created)
        return created

    def query(
        self,
        name: str,
        function: Callable[[K], V],
        on_cycle: Callable[[K], V] | None = None,
        *,
        is_firewall: bool = False,
    ) -> Query[K, V]:
        """A new query; `on_cycle` gives the value that a read from inside its own execution sees."""
        created = Query(self, name, function, on_cycle, is_firewall)
        self._queries.append(created)
        return created

    @property
    def inputs(self) -> Sequence[Input[Any, Any]]:
        """All tables of inputs."""
        return self._inputs

    @property
    def queries(self) -> Sequence[Query[Any, Any]]:
        """All queries."""
        return self._queries

    def cancel(self) -> None:
        """Makes every execution from now on raise `Cancelled`, until `resume`. Safe to call from any thread."""
        self._cancelled = True

    def resume(self) -> None:
        """Allows executions again."""
        self._cancelled = False

    def check_cancelled(self) -> None:
        """Raises `Cancelled` after a `cancel`; for queries that run long without reading others."""
        if self._cancelled:
            raise Cancelled

    def forget(self, key: Hashable) -> None:
        """Drops everything kept for a key that is gone: its inputs and its memos in every query."""
        for table in self._inputs:
            table.remove(key)
        for query in self._queries:
            query.remove(key)

    def sweep(self) -> None:
        """Drops the memos that were stale at the last sweep already and unread since, and what only they had read.

        All that depends on a stale memo has been stale for at least as long, so nothing else loses its value.
        """
        self.require_idle()
        work = [
            memo
            for query in self._queries
            for memo in query.memos.values()
            if memo.state != CLEAN and memo.marked_at < self._sweeps
        ]
        while work:
            memo = work.pop()
            dependencies = memo.dependencies
            # One that was forgotten may have a successor under its key.
            if memo.query.memos.get(memo.key) is memo:
                memo.query.remove(memo.key)
                work += [each for each in dependencies if isinstance(each, Memo) and not each.dependents]
        self._sweeps += 1

    def drain_marked(self) -> list[tuple[str, Any]]:
        """The (query, key) pairs whose value may have changed by writes since the last call, oldest mark first."""
        self.settle()
        drained = [(memo.query.name, memo.key) for memo in self._marked]
        self._marked = {}
        return drained

    def require_idle(self) -> None:
        """Raises `RuntimeError` if a query is being executed: queries are pure and must not write."""
        if self._stack:
            running = self._stack[-1].memo
            raise RuntimeError(f"query {running.query.name}({running.key}) must not write to its database")

    def mark_dependents(self, node: Node) -> None:
        """Marks what read `node` as dirty, and the rest of the cone as possibly changed."""
        work: list[Memo[Any, Any]] = []
        for reader in node.dependents or ():
            if reader.state == CLEAN:
                work.append(reader)
            if reader.state != NEW:
                reader.state = DIRTY
        while work:
            memo = work.pop()
            self._marked[memo] = None
            memo.marked_at = self._sweeps
            if memo.query.is_firewall:
                self.burning[memo] = None
                continue
            for reader in memo.dependents or ():
                if reader.state == CLEAN:
                    reader.state = reader.when_marked
                    work.append(reader)

    def drop(self, memo: Memo[Any, Any]) -> None:
        """Cuts a memo out of the graph."""
        self.mark_dependents(memo)
        for dependency in memo.dependencies:
            _remove_dependent(dependency, memo)
        memo.dependencies = ()
        memo.state = NEW
        self._marked.pop(memo, None)
        self.burning.pop(memo, None)

    def settle(self) -> None:
        """Executes the firewalls that writes concern; from then on all that may have changed is marked."""
        while self.burning:
            memo = next(iter(self.burning))
            try:
                self._execute(memo)
            except Cancelled:
                raise
            except Exception:
                # Its readers meet the failure themselves.
                self.mark_dependents(memo)
            del self.burning[memo]

    def read_stale(self, memo: Memo[K, V]) -> V:
        """The value of a memo that is not `CLEAN`, as the running query sees it."""
        if memo.activity == VERIFYING:
            raise _Restart(memo)
        if memo.activity == EXECUTING:
            return self._read_in_cycle(memo)
        frame = self.frame
        if memo not in self._provisional:
            try:
                if memo.state == MAYBE:
                    self._verify(memo)
                if memo.state != CLEAN:
                    self._execute(memo)
            except Exception:
                if frame is not None and self._failure is not None:
                    frame.absorb(self._failure.reads, self._failure.head)
                raise
        if memo.state == CLEAN:
            if frame is not None:
                frame.reads[memo] = None
            return memo.value
        provisional = self._provisional[memo]
        if frame is not None:
            frame.absorb(provisional.reads, provisional.head)
        value: V = provisional.value
        return value

    def _read_in_cycle(self, memo: Memo[K, V]) -> V:
        depth = next(frame.depth for frame in self._stack if frame.memo is memo)
        reader = self._stack[-1]
        reader.head = min(reader.head, depth)
        if memo.query.on_cycle is None:
            raise CycleError(tuple((frame.memo.query.name, frame.memo.key) for frame in self._stack[depth:]))
        return memo.query.on_cycle(memo.key)

    def _verify(self, memo: Memo[Any, Any]) -> None:
        """Turns a `MAYBE` memo `CLEAN` or `DIRTY` by refreshing its dependencies; without recursion.

        `path` holds the memos being verified, each waiting for the next; `positions` says how far each has come.
        """
        path = [memo]
        positions = [0]
        memo.activity = VERIFYING
        try:
            while path:
                current = path[-1]
                if current.state == MAYBE:
                    dependency, positions[-1] = _next_stale(current, positions[-1])
                    if dependency is None:
                        current.state = CLEAN
                    elif dependency.activity != IDLE or dependency in self._provisional:
                        current.state = DIRTY
                    elif dependency.state == MAYBE:
                        path.append(dependency)
                        positions.append(0)
                        dependency.activity = VERIFYING
                    else:
                        self._execute_dependency(current, dependency)
                    continue
                current.activity = IDLE
                path.pop()
                positions.pop()
                if path and current.state != CLEAN:
                    self._execute_dependency(path[-1], current)
        except (Exception, _Restart) as error:
            # Executing everything on the way meets the failure or the cycle again, where functions can see it.
            if isinstance(error, _Restart) and error.memo not in path:
                raise
            for waiting in path:
                waiting.state = DIRTY
        finally:
            for waiting in path:
                waiting.activity = IDLE

    def _execute_dependency(self, reader: Memo[Any, Any], dependency: Memo[Any, Any]) -> None:
        self._execute(dependency)
        if dependency.state != CLEAN:
            reader.state = DIRTY

    def _execute(self, memo: Memo[Any, Any]) -> None:
        if self._cancelled:
            raise Cancelled
        query = memo.query
        self.executions.add(query.name, memo.key)
        stack = self._stack
        frame = Frame(memo, len(stack))
        stack.append(frame)
        self.frame = frame
        memo.activity = EXECUTING
        try:
            if frame.depth % _SEGMENT_DEPTH == _SEGMENT_DEPTH - 1:
                value = call_on_new_stack(query.function, memo.key, self.cancel)
            else:
                value = query.function(memo.key)
        except BaseException:
            self._failure = frame
            self._end_members(frame)
            raise
        finally:
            memo.activity = IDLE
            stack.pop()
            self.frame = stack[-1] if stack else None
        if frame.head < frame.depth:
            self._keep_provisionally(frame, value)
        else:
            if frame.members:
                self._end_members(frame)
            memo.when_marked = DIRTY if frame.has_absorbed else MAYBE
            self._finish(memo, value, frame.reads)

    def _keep_provisionally(self, frame: Frame, value: object) -> None:
        """Lets the value of a cycle's member, and of the members inside it, live as long as the cycle's head."""
        self._provisional[frame.memo] = Provisional(value, frame.reads, frame.head)
        members = self._stack[frame.head].members
        members.append(frame.memo)
        for member in frame.members:
            self._provisional[member].head = frame.head
            members.append(member)

    def _end_members(self, frame: Frame) -> None:
        for member in frame.members:
            del self._provisional[member]

    def _finish(self, memo: Memo[Any, Any], value: object, reads: dict[Node, None]) -> None:
        """Stores a final value, and tells the readers if it is another one than before."""
        is_first = memo.state == NEW
        is_changed = is_first or not (memo.value is value or memo.value == value)
        for dependency in memo.dependencies:
            if dependency not in reads:
                _remove_dependent(dependency, memo)
        for dependency in reads:
            if dependency.dependents is None:
                dependency.dependents = {}
            dependency.dependents[memo] = None
        memo.dependencies = tuple(reads)
        memo.state = CLEAN
        if is_changed:
            memo.value = value
            if memo.query.is_firewall:
                self._finish_firewall(memo)
                return
            for reader in memo.dependents or ():
                if reader.state == MAYBE:
                    reader.state = DIRTY

    def _finish_firewall(self, memo: Memo[Any, Any]) -> None:
        if any(isinstance(dependency, Memo) for dependency in memo.dependencies):
            raise RuntimeError(f"query {memo.query.name} is a firewall, and must read nothing but inputs")
        self.mark_dependents(memo)


def _remove_dependent(dependency: Node, memo: Memo[Any, Any]) -> None:
    if dependency.dependents is not None:
        dependency.dependents.pop(memo, None)


def _next_stale(memo: Memo[Any, Any], position: int) -> tuple[Memo[Any, Any] | None, int]:
    """The first dependency from `position` on that is not `CLEAN`, and its position."""
    dependencies = memo.dependencies
    while position < len(dependencies):
        dependency = dependencies[position]
        if dependency.state != CLEAN and isinstance(dependency, Memo):
            return dependency, position
        position += 1
    return None, position
