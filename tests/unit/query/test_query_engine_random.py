"""Random programs and random edits: the engine always agrees with a computation from scratch."""

import random
from collections.abc import Callable

import pytest

from ori_compiler.query.engine import Cancelled, CycleError, Database, Input, Query
from ori_compiler.query.graph import CLEAN, IDLE, NEW

NODES = 14
INPUTS = 5
STEPS = 60


class Countdown:
    """Cancels a database after so many more executions; never while it is negative."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.left = -1

    def tick(self) -> None:
        """Counts one execution."""
        self.left -= self.left >= 0
        if self.left == 0:
            self.database.cancel()

    def stop(self) -> None:
        """Lets all work go on."""
        self.left = -1
        self.database.resume()


Read = Callable[[int], int]


def evaluate(node: int, recipe: tuple[int, ...], number: Read, other: Read) -> int:
    """What node `node` computes: which nodes it reads depends on what it has read before.

    Fails on some values, and deals with failures of what it reads if its recipe says so.
    """
    total = number(recipe[0] % INPUTS)
    for ingredient in recipe[1:]:
        target = (ingredient + total % 3) % NODES
        try:
            total += other(target)
        except (ValueError, KeyError):
            if ingredient % 4:
                raise
            total += 1
    if total % 11 == 10:
        raise ValueError(f"{node} dislikes {total}")
    return total % 7 if node % 2 else total % 50


class Program:
    """Queries over random recipes: `value` computes, `shown` narrows, so that changes are often cut off.

    `rounded` narrows the numbers, and is a firewall.
    """

    def __init__(self, generator: random.Random, allow_cycles: bool) -> None:
        self.generator = generator
        self.allow_cycles = allow_cycles
        self.failures = 0
        self.visited: set[int] = set()
        self.database = Database()
        self.countdown = Countdown(self.database)
        self.recipes: dict[int, tuple[int, ...]] = {}
        self.numbers: dict[int, int] = {}
        self.recipe: Input[int, tuple[int, ...]] = self.database.input("recipe")
        self.number: Input[int, int] = self.database.input("number")
        self.rounded: Query[int, int] = self.database.query(
            "rounded", lambda key: self.number.get(key) // 3, is_firewall=True
        )
        self.value: Query[int, int] = self.database.query("value", self.compute)
        self.shown: Query[int, int] = self.database.query("shown", lambda node: self.value(node) // 4)
        for node in range(NODES):
            self.write_recipe(node)
        for key in range(INPUTS):
            self.write_number(key)

    def compute(self, node: int) -> int:
        """The incremental way."""
        self.countdown.tick()
        self.failures += 1
        value = evaluate(node, self.recipe.get(node), self.rounded, self.shown)
        self.failures -= 1
        return value

    def compute_afresh(self, node: int, running: tuple[int, ...] = ()) -> int:
        """The plain way."""
        self.visited.add(node)
        if node in running:
            members = running[running.index(node) :]
            raise CycleError(tuple(("value", member) for member in members))

        def read(target: int) -> int:
            return self.compute_afresh(target, (*running, node)) // 4

        return evaluate(node, self.recipes[node], lambda key: self.numbers[key] // 3, read)

    def write_recipe(self, node: int) -> None:
        """A new random recipe; without cycles only earlier nodes are read."""
        reads = self.generator.randrange(4)
        highest = NODES if self.allow_cycles else node - 2
        targets = [self.generator.randrange(highest) for _ in range(reads)] if highest > 0 else []
        self.recipes[node] = (self.generator.randrange(INPUTS), *targets)
        self.recipe.set(node, self.recipes[node])

    def write_number(self, key: int) -> None:
        """A new random input."""
        self.numbers[key] = self.generator.randrange(20)
        self.number.set(key, self.numbers[key])

    def edit(self) -> None:
        """One random write, removal or drop."""
        match self.generator.randrange(10):
            case 0 | 1 | 2 | 3:
                self.write_number(self.generator.randrange(INPUTS))
            case 4 | 5 | 6:
                self.write_recipe(self.generator.randrange(NODES))
            case 7:
                key = self.generator.randrange(INPUTS)
                self.numbers.pop(key, None)
                self.number.remove(key)
            case 8:
                node = self.generator.randrange(NODES)
                self.value.remove(node)
            case _:
                node = self.generator.randrange(NODES)
                self.database.forget(node)
                self.numbers.pop(node, None)
                self.write_recipe(node)


def outcome(function: Callable[[int], int], node: int) -> object:
    """The value, or the failure as something comparable."""
    try:
        return function(node)
    except CycleError as error:
        return [key for name, key in error.path if name == "value"]
    except KeyError:
        return "missing"
    except ValueError as error:
        return str(error)


def check_graph(database: Database) -> None:
    """Edges are kept in both directions, and what depends on something stale is stale itself."""
    assert database._stack == [] and database._provisional == {}
    for query in database._queries:
        for memo in query.memos.values():
            assert memo.activity == IDLE
            if memo.state == NEW:
                assert not memo.dependencies and not memo.dependents
            for dependency in memo.dependencies:
                assert dependency.dependents is not None and memo in dependency.dependents
                if memo.state == CLEAN:
                    assert dependency.state == CLEAN or dependency in database.burning
            for reader in memo.dependents or ():
                assert memo in reader.dependencies
                assert memo.state == CLEAN or reader.state != CLEAN or memo in database.burning


@pytest.mark.parametrize("allow_cycles", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_random_edits_agree_with_a_fresh_computation(seed: int, allow_cycles: bool) -> None:
    generator = random.Random(seed)
    program = Program(generator, allow_cycles)
    for _ in range(STEPS):
        program.edit()
        if generator.random() < 0.2:
            program.database.sweep()
            check_graph(program.database)
        if generator.random() < 0.25:
            program.countdown.left = generator.randrange(1, 6)
        for node in generator.sample(range(NODES), generator.randrange(4)):
            try:
                found = outcome(program.value, node)
            except Cancelled:
                check_graph(program.database)
                program.countdown.stop()
                found = outcome(program.value, node)
            assert found == outcome(program.compute_afresh, node)
            check_graph(program.database)
        program.countdown.stop()


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_run_only_what_a_fresh_computation_runs(seed: int) -> None:
    generator = random.Random(seed)
    program = Program(generator, allow_cycles=False)
    for _ in range(STEPS):
        program.edit()
        node = generator.randrange(NODES)
        program.database.executions.reset(keep_log=True)
        program.failures = 0
        outcome(program.value, node)
        ran = [entry for entry in program.database.executions.log if entry[0] != "rounded"]
        if not program.failures:
            assert len(ran) == len(set(ran))
        program.visited = set()
        outcome(program.compute_afresh, node)
        assert {key for _, key in ran} <= program.visited


@pytest.mark.parametrize("seed", range(30))
def test_marked_memos_include_every_value_that_changes(seed: int) -> None:
    generator = random.Random(seed)
    program = Program(generator, allow_cycles=False)
    for _ in range(STEPS):
        before = {node: outcome(program.value, node) for node in range(NODES)}
        program.database.drain_marked()
        program.write_number(generator.randrange(INPUTS))
        marked = set(program.database.drain_marked())
        for node, old in before.items():
            if isinstance(old, int) and outcome(program.value, node) != old:
                assert ("value", node) in marked


def reachable(edges: dict[int, tuple[int, ...]], start: int) -> frozenset[int]:
    """Plain graph search."""
    seen: set[int] = set()
    work = [start]
    while work:
        node = work.pop()
        if node not in seen:
            seen.add(node)
            work.extend(edges[node])
    return frozenset(seen)


@pytest.mark.parametrize("seed", range(60))
def test_random_cycles_with_a_neutral_fallback_give_the_least_solution(seed: int) -> None:
    generator = random.Random(seed)
    database = Database()
    countdown = Countdown(database)
    edge: Input[int, tuple[int, ...]] = database.input("edge")
    edges: dict[int, tuple[int, ...]] = {}

    def connect(node: int) -> None:
        edges[node] = tuple(generator.randrange(NODES) for _ in range(generator.randrange(4)))
        edge.set(node, edges[node])

    def collect(node: int) -> frozenset[int]:
        countdown.tick()
        return frozenset({node}).union(*[reach(target) for target in edge.get(node)])

    reach: Query[int, frozenset[int]] = database.query("reach", collect, lambda node: frozenset())
    for node in range(NODES):
        connect(node)
    for _ in range(STEPS):
        connect(generator.randrange(NODES))
        if generator.random() < 0.3:
            countdown.left = generator.randrange(1, 8)
        for node in generator.sample(range(NODES), generator.randrange(4)):
            try:
                found = reach(node)
            except Cancelled:
                check_graph(database)
                countdown.stop()
                found = reach(node)
            assert found == reachable(edges, node)
            check_graph(database)
        countdown.stop()
