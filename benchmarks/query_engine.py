"""What an edit costs in the query engine, in a program of 2,000 functions and in one of 20,000.

Run as `python -m benchmarks.query_engine`. The model: one input per function's text, a list of functions, a prelude;
queries `parsed`, `signature` (the header only), `inferred` (own body, the signatures of five callees, the prelude),
`reported`, and `total` over all functions. The cost of an edit has to be the same in both programs.
Times are processor time in microseconds, the median of many edits.
"""

import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from ori_compiler.query.engine import Database, Input

CALLEES = 5
EDITS = 200

Text = tuple[str, int]
"""A function's header and body."""


class Model:
    """A program whose functions call some of their neighbours."""

    def __init__(self, functions: int) -> None:
        self.database = Database()
        self.functions = functions
        self.text: Input[int, Text] = self.database.input("text")
        self.names: Input[str, tuple[int, ...]] = self.database.input("names")
        self.prelude: Input[str, int] = self.database.input("prelude")
        self.parsed = self.database.query("parsed", self._parse)
        self.signature = self.database.query("signature", self._signature)
        self.inferred = self.database.query("inferred", self._infer)
        self.reported = self.database.query("reported", self._report)
        self.total = self.database.query("total", self._total)
        for name in range(functions):
            self.text.set(name, ("int", 7 * name))
        self.names.set("all", tuple(range(functions)))
        self.prelude.set("prelude", 1)

    def _parse(self, name: int) -> tuple[str, int, int]:
        header, body = self.text.get(name)
        return header, body, name

    def _signature(self, name: int) -> str:
        return self.parsed(name)[0]

    def _infer(self, name: int) -> int:
        callees = [(name + step) % self.functions for step in range(1, CALLEES + 1)]
        headers = sum(len(self.signature(callee)) for callee in callees)
        return self.parsed(name)[1] + headers + self.prelude.get("prelude")

    def _report(self, name: int) -> int:
        return self.inferred(name) % 7

    def _total(self, _: str) -> int:
        return sum(map(self.reported, self.names.get("all")))

    def read_all(self) -> None:
        """Asks for every function's report."""
        for name in range(self.functions):
            self.reported(name)

    def read_marked(self) -> None:
        """Asks for what the last edits may have changed."""
        for query, name in self.database.drain_marked():
            if query == "reported":
                self.reported(name)


def microseconds(action: Callable[[], object]) -> float:
    """The processor time of one call."""
    start = time.process_time_ns()
    action()
    return (time.process_time_ns() - start) / 1000


def measure(functions: int) -> dict[str, float]:
    """Every figure for a program of this size."""
    generator = random.Random(functions)
    model = Model(functions)
    figures = {"cold, per execution": microseconds(lambda: model.total("all")) / model.database.executions.total}

    def edit(change: Callable[[Text], Text], read: Callable[[], object]) -> tuple[float, float]:
        writes: list[float] = []
        reads: list[float] = []
        for _ in range(EDITS):
            name = generator.randrange(functions)
            text = change(model.text.get(name))
            writes.append(microseconds(partial(model.text.set, name, text)))
            reads.append(microseconds(read))
        return statistics.median(writes), statistics.median(reads)

    def new_body(text: Text) -> Text:
        return text[0], text[1] + 7

    def new_header(text: Text) -> Text:
        return text[0] + "x", text[1]

    model.database.drain_marked()
    figures["write of a body"], figures["then read what was marked"] = edit(new_body, model.read_marked)
    _, figures["new header, then read what was marked"] = edit(new_header, model.read_marked)
    _, figures["new body, then the total (unchanged)"] = edit(new_body, lambda: model.total("all"))
    figures["hit"] = microseconds(model.read_all) / functions
    return figures


def main() -> None:
    """Prints the table."""
    small, large = measure(2_000), measure(20_000)
    print(f"{'µs':40}{'2,000':>10}{'20,000':>10}")
    for name, figure in small.items():
        print(f"{name:40}{figure:10.2f}{large[name]:10.2f}")


if __name__ == "__main__":
    main()
