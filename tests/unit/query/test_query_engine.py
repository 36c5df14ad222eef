"""What the engine promises: right values, least work, cycles reported, nothing lost by failures."""

import sys
import threading

import pytest

from ori_compiler.query.engine import Cancelled, CycleError, Database, Input, MissingInputError, Query


class Sheet:
    """A small program over one input: `double` reads a number, `total` sums the doubles of the listed keys."""

    def __init__(self) -> None:
        self.database = Database()
        self.number: Input[str, int] = self.database.input("number")
        self.listing: Input[str, tuple[str, ...]] = self.database.input("listing")
        self.sign = self.database.query("sign", lambda key: self.number.get(key) > 0)
        self.double = self.database.query("double", lambda key: 2 * self.number.get(key))
        self.total = self.database.query("total", lambda key: sum(map(self.double, self.listing.get(key))))
        self.number.set("a", 1)
        self.number.set("b", 2)
        self.listing.set("all", ("a", "b"))

    def executed(self) -> dict[str, int]:
        """The executions since the last call."""
        counts = self.database.executions.counts
        self.database.executions.reset()
        return counts


def test_a_value_is_computed_once() -> None:
    sheet = Sheet()
    assert (sheet.total("all"), sheet.total("all")) == (6, 6)
    assert sheet.executed() == {"total": 1, "double": 2}


def test_an_edit_costs_its_cone() -> None:
    sheet = Sheet()
    sheet.total("all")
    sheet.executed()
    sheet.number.set("b", 5)
    assert sheet.total("all") == 12
    assert sheet.executed() == {"total": 1, "double": 1}


def test_writing_an_equal_value_does_nothing() -> None:
    sheet = Sheet()
    sheet.total("all")
    revision = sheet.database.revision
    sheet.listing.set("all", tuple("ab"))
    assert sheet.database.revision == revision
    assert sheet.database.drain_marked() == []


def test_an_equal_result_stops_the_change() -> None:
    sheet = Sheet()
    banner = sheet.database.query("banner", lambda key: "up" if sheet.sign(key) else "down")
    assert banner("a") == "up"
    sheet.executed()
    sheet.number.set("a", 100)
    assert banner("a") == "up"
    assert sheet.executed() == {"sign": 1}


def test_a_result_equal_to_the_old_one_keeps_the_old_object() -> None:
    sheet = Sheet()
    pair = sheet.database.query("pair", lambda key: [sheet.sign(key), sheet.number.get(key) > 5])
    before = pair("a")
    sheet.number.set("a", 2)
    assert pair("a") is before


def test_identity_is_asked_before_equality() -> None:
    class Incomparable:
        def __eq__(self, other: object) -> bool:
            raise AssertionError("compared")

        __hash__ = object.__hash__

    database = Database()
    box: Input[int, object] = database.input("box")
    value = Incomparable()
    box.set(0, value)
    box.set(0, value)
    assert database.revision == 1


def test_dependencies_follow_what_was_read_last() -> None:
    sheet = Sheet()
    sheet.total("all")
    sheet.listing.set("all", ("a",))
    assert sheet.total("all") == 2
    sheet.executed()
    sheet.number.set("b", 70)
    assert sheet.total("all") == 2
    assert sheet.executed() == {}


def test_nothing_runs_that_a_fresh_computation_would_not_run() -> None:
    database = Database()
    divisor: Input[str, int] = database.input("divisor")
    is_zero = database.query("is_zero", lambda key: divisor.get(key) == 0)
    quotient = database.query("quotient", lambda key: 100 // divisor.get(key))
    shown = database.query("shown", lambda key: "none" if is_zero(key) else str(quotient(key)))
    divisor.set("d", 5)
    assert shown("d") == "20"
    divisor.set("d", 0)
    assert shown("d") == "none"


def test_the_log_names_what_ran_in_order() -> None:
    sheet = Sheet()
    sheet.database.executions.reset(keep_log=True)
    sheet.total("all")
    assert sheet.database.executions.log == [("total", "all"), ("double", "a"), ("double", "b")]
    assert sheet.database.executions["double"] == 2
    assert sheet.database.executions["never"] == 0
    assert sheet.database.executions.total == 3


def test_marked_memos_are_told_once() -> None:
    sheet = Sheet()
    sheet.total("all")
    sheet.sign("a")
    assert sheet.database.drain_marked() == []
    sheet.number.set("b", 5)
    sheet.number.set("b", 6)
    assert sorted(sheet.database.drain_marked()) == [("double", "b"), ("total", "all")]
    assert sheet.database.drain_marked() == []


def test_reading_an_input_that_is_not_set_is_a_key_error() -> None:
    sheet = Sheet()
    with pytest.raises(KeyError, match="number"):
        sheet.number.get("nowhere")
    with pytest.raises(MissingInputError, match=r"number\(nowhere\) is not set"):
        sheet.double("nowhere")


def test_an_input_that_appears_is_seen_by_who_missed_it() -> None:
    sheet = Sheet()

    def number_or_zero(key: str) -> int:
        try:
            return sheet.number.get(key)
        except MissingInputError:
            return 0

    query = sheet.database.query("number_or_zero", number_or_zero)
    assert query("new") == 0
    sheet.number.set("new", 4)
    assert query("new") == 4
    sheet.number.remove("new")
    assert query("new") == 0


def test_presence_is_a_dependency_of_its_own() -> None:
    sheet = Sheet()
    exists = sheet.database.query("exists", lambda key: sheet.number.contains(key))
    assert exists("a") and not exists("c")
    sheet.executed()
    sheet.number.set("a", 10)
    assert exists("a")
    assert sheet.executed() == {}
    sheet.number.remove("a")
    sheet.number.set("c", 1)
    assert not exists("a") and exists("c")
    assert sheet.executed() == {"exists": 2}


def test_removing_an_input_invalidates_its_readers() -> None:
    sheet = Sheet()
    sheet.total("all")
    sheet.number.remove("b")
    with pytest.raises(MissingInputError):
        sheet.total("all")
    sheet.listing.set("all", ("a",))
    assert sheet.total("all") == 2


def test_removing_what_is_not_set_does_nothing() -> None:
    sheet = Sheet()
    revision = sheet.database.revision
    sheet.number.remove("nowhere")
    assert sheet.database.revision == revision


def test_forgetting_a_key_drops_its_memos_and_keeps_others() -> None:
    sheet = Sheet()
    sheet.total("all")
    sheet.database.forget("b")
    sheet.listing.set("all", ("a",))
    assert list(sheet.double.memos) == ["a"]
    assert sheet.database.drain_marked() == [("total", "all")]
    sheet.executed()
    assert sheet.total("all") == 2
    assert sheet.executed() == {"total": 1}


def test_a_forgotten_memo_is_computed_anew_for_its_readers() -> None:
    sheet = Sheet()
    sheet.total("all")
    sheet.executed()
    sheet.double.remove("b")
    assert sheet.total("all") == 6
    assert sheet.executed() == {"double": 1, "total": 1}


def test_a_failure_leaves_memos_as_they_were() -> None:
    database = Database()
    number: Input[str, int] = database.input("number")

    def positive(key: str) -> int:
        if number.get(key) < 0:
            raise ValueError("negative")
        return number.get(key)

    checked = database.query("checked", positive)
    root = database.query("root", lambda key: checked(key) + 1)
    number.set("n", 3)
    assert root("n") == 4
    number.set("n", -3)
    for _ in range(2):
        with pytest.raises(ValueError, match="negative"):
            root("n")
    number.set("n", 3)
    database.executions.reset()
    assert root("n") == 4
    assert database.executions.counts == {"checked": 1, "root": 1}


def test_who_catches_a_failure_depends_on_what_caused_it() -> None:
    database = Database()
    number: Input[str, int] = database.input("number")
    inverse = database.query("inverse", lambda key: 12 // number.get(key))

    def caught(key: str) -> int | None:
        try:
            return inverse(key)
        except ZeroDivisionError:
            return None

    safe = database.query("safe", caught)
    number.set("n", 0)
    assert safe("n") is None
    number.set("n", 4)
    assert safe("n") == 3
    number.set("n", 0)
    assert safe("n") is None


def test_cancelled_work_goes_on_where_it_stopped() -> None:
    sheet = Sheet()
    sheet.double("a")
    sheet.database.cancel()
    assert sheet.double("a") == 2
    with pytest.raises(Cancelled):
        sheet.total("all")
    sheet.database.resume()
    sheet.executed()
    assert sheet.total("all") == 6
    assert sheet.executed() == {"double": 1, "total": 1}


def test_a_long_query_can_ask_whether_it_is_still_wanted() -> None:
    database = Database()
    steps: list[int] = []

    def count(limit: int) -> int:
        for step in range(limit):
            steps.append(step)
            database.check_cancelled()
            if step == 3:
                database.cancel()
        return limit

    counting = database.query("counting", count)
    with pytest.raises(Cancelled):
        counting(100)
    assert steps == [0, 1, 2, 3, 4]
    database.resume()


def test_cancelled_is_not_taken_for_a_failure() -> None:
    assert not issubclass(Cancelled, Exception)


def test_a_query_must_not_write() -> None:
    sheet = Sheet()

    def write(key: str) -> int:
        sheet.number.set(key, 7)
        return 7

    writer = sheet.database.query("writer", write)
    with pytest.raises(RuntimeError, match=r"writer\(a\) must not write"):
        writer("a")
    assert sheet.number.get("a") == 1


class TestCycles:
    """`f(i)` reads `f` of the listed neighbours."""

    def graph(self, edges: dict[int, list[int]], fallback: bool = False) -> tuple[Database, Query[int, frozenset[int]]]:
        """A query that collects the reachable keys; a cycle's inner read sees the negated key alone."""
        database = Database()
        self.edges: Input[int, list[int]] = database.input("edges")
        for key, targets in edges.items():
            self.edges.set(key, targets)

        def reach(key: int) -> frozenset[int]:
            return frozenset({key}).union(*[query(target) for target in self.edges.get(key)])

        query = database.query("reach", reach, (lambda key: frozenset({-key})) if fallback else None)
        return database, query

    def test_a_cycle_is_reported_with_its_path(self) -> None:
        _, reach = self.graph({0: [1], 1: [2], 2: [3], 3: [1]})
        with pytest.raises(CycleError) as caught:
            reach(0)
        assert caught.value.path == (("reach", 1), ("reach", 2), ("reach", 3))
        assert str(caught.value) == "reach(1) -> reach(2) -> reach(3) -> reach(1)"

    def test_a_query_that_reads_itself_is_a_cycle_of_one(self) -> None:
        _, reach = self.graph({1: [1]})
        with pytest.raises(CycleError) as caught:
            reach(1)
        assert caught.value.path == (("reach", 1),)

    def test_a_broken_cycle_is_forgotten(self) -> None:
        _, reach = self.graph({1: [2], 2: [1]})
        with pytest.raises(CycleError):
            reach(1)
        self.edges.set(2, [])
        assert reach(1) == {1, 2}
        self.edges.set(2, [1])
        with pytest.raises(CycleError):
            reach(1)
        with pytest.raises(CycleError):
            reach(2)

    def test_a_fallback_serves_the_inner_read_only(self) -> None:
        _, reach = self.graph({1: [2], 2: [3], 3: [1]}, fallback=True)
        assert reach(1) == {1, 2, 3, -1}

    def test_a_member_is_computed_anew_on_the_final_value_of_the_head(self) -> None:
        database, reach = self.graph({1: [2], 2: [1]}, fallback=True)
        assert reach(1) == {1, 2, -1}
        database.executions.reset(keep_log=True)
        assert reach(2) == {2, 1, -1}
        assert database.executions.log == [("reach", 2)]

    def test_the_head_depends_on_what_members_read(self) -> None:
        _, reach = self.graph({1: [2], 2: [3], 3: [1, 4], 4: []}, fallback=True)
        assert reach(1) == {1, 2, 3, 4, -1}
        self.edges.set(4, [5])
        self.edges.set(5, [])
        assert reach(1) == {1, 2, 3, 4, 5, -1}
        self.edges.set(3, [4])
        assert reach(1) == {1, 2, 3, 4, 5}
        assert reach(3) == {3, 4, 5}

    def test_a_cycle_that_closes_while_verifying_is_seen(self) -> None:
        for fallback in (False, True):
            _, reach = self.graph({1: [2], 2: [3], 3: []}, fallback)
            assert reach(1) == {1, 2, 3}
            self.edges.set(3, [1])
            if fallback:
                assert reach(1) == {1, 2, 3, -1}
            else:
                with pytest.raises(CycleError) as caught:
                    reach(1)
                assert caught.value.path == (("reach", 1), ("reach", 2), ("reach", 3))

    def test_a_cycle_caught_inside_holds_only_inside(self) -> None:
        database = Database()
        target: Input[str, str] = database.input("target")

        def resolve(key: str) -> str:
            try:
                return follow(target.get(key))
            except CycleError as error:
                return f"cycle of {len(error.path)}"

        def step(key: str) -> str:
            return key if key == "int" else query(key)

        query = database.query("resolve", resolve)
        follow = database.query("follow", step)
        target.set("A", "B")
        target.set("B", "A")
        assert query("A") == "cycle of 4"
        target.set("B", "int")
        assert (query("A"), query("B")) == ("int", "int")
        target.set("B", "A")
        assert query("B") == "cycle of 4"

    def test_a_dense_cycle_is_not_explored_path_by_path(self) -> None:
        size = 60
        database, reach = self.graph({key: list(range(size)) for key in range(size)}, fallback=True)
        assert reach(0) >= frozenset(range(size))
        assert database.executions["reach"] == size


DEPTH = 20_000


def test_deep_chains_do_not_overflow() -> None:
    database = Database()
    number: Input[int, int] = database.input("number")
    for key in range(DEPTH):
        number.set(key, 1)

    def add(key: int) -> int:
        return number.get(key) + (chain(key - 1) if key else 0)

    parity = database.query("parity", lambda key: number.get(key) % 2)
    chain = database.query("chain", add)
    stable: Query[int, int] = database.query("stable", lambda key: stable(key - 1) if key else parity(key))
    assert chain(DEPTH - 1) == DEPTH
    assert stable(DEPTH - 1) == 1
    number.set(0, 3)
    database.executions.reset()
    assert stable(DEPTH - 1) == 1
    assert database.executions.counts == {"parity": 1}
    assert chain(DEPTH - 1) == DEPTH + 2


def test_deep_chains_pass_failures_on_and_leave_no_threads() -> None:
    database = Database()
    end: Input[int, int] = database.input("end")
    chain: Query[int, int] = database.query("chain", lambda key: chain(key - 1) if key else end.get(0))
    with pytest.raises(MissingInputError):
        chain(1000)
    assert [thread.name for thread in threading.enumerate() if thread.name == "ori-query-stack"] == []
    end.set(0, 9)
    assert chain(1000) == 9


def test_a_database_makes_room_for_recursive_passes_inside_a_query() -> None:
    database = Database()

    def nest(depth: int) -> int:
        return 1 + nest(depth - 1) if depth else 0

    query = database.query("nest", nest)
    assert query(5000) == 5000
    assert sys.getrecursionlimit() >= 10_000


def test_a_sweep_drops_what_stays_stale_and_what_only_that_has_read() -> None:
    sheet = Sheet()
    sheet.number.set("old", 7)
    constant = sheet.database.query("constant", lambda key: len(key))
    both = sheet.database.query("both", lambda key: constant(key) + sheet.double(key))
    assert (both("old"), both("a"), sheet.total("all")) == (17, 3, 6)
    sheet.number.set("old", 8)
    sheet.number.set("b", 3)
    sheet.database.sweep()
    assert {"old", "a"} == both.memos.keys(), "what is stale may still be asked for"
    assert sheet.total("all") == 8
    sheet.database.sweep()
    assert both.memos.keys() == constant.memos.keys() == {"a"}
    assert sheet.double.memos.keys() == {"a", "b"}
    sheet.executed()
    assert (both("a"), sheet.total("all"), both("old")) == (3, 8, 19)
    assert sheet.executed() == {"both": 1, "constant": 1, "double": 1}


def test_a_stale_memo_that_was_read_between_sweeps_stays() -> None:
    sheet = Sheet()
    for value in range(5):
        sheet.number.set("a", value)
        assert sheet.double("a") == 2 * value
        sheet.number.set("a", value + 1)
        sheet.database.sweep()
        assert "a" in sheet.double.memos


def test_a_query_cannot_sweep() -> None:
    sheet = Sheet()
    sweeping = sheet.database.query("sweeping", lambda key: sheet.database.sweep())
    with pytest.raises(RuntimeError, match="must not write"):
        sweeping("a")
