"""Where the program rests: breakpoints, steps, pauses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dap_client import DapClient

Written = Callable[[str], Path]

SUMS = """\
@sum (numbers: [int]) -> int = {
    let total = 0;
    for n in numbers do {
        total = total + n;
    }

    total
}

@sums tests @sum () -> void = {
    let found = sum(numbers: [1, 2, 3]);
    assert_eq(actual: found, expected: 6);
}
"""


def test_a_breakpoint_in_a_test_stops_it(client: DapClient, written: Written) -> None:
    (place,) = client.launch(written(SUMS), 12, tests=["sums"])
    assert place["verified"]
    assert client.stopped() == ("breakpoint", 12)
    assert client.names() == ["@sums"]
    assert client.values() == {"found": "6"}
    assert client.finish() == 0
    assert "passed   @sums" in client.text("console")
