"""Whatever was typed before: the server has the client's text, and answers as one that never saw another text."""

import asyncio
from typing import Any

import pytest
from histories import ENCODINGS, Step, replay, steps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUICK: Any = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
LONG: Any = settings(QUICK, max_examples=1_500)


@QUICK
@given(st.sampled_from(ENCODINGS), st.lists(steps, max_size=12))
def test_edits_leave_no_trace(encoding: str, history: list[Step]) -> None:
    asyncio.run(replay(encoding, history))


@pytest.mark.soak
@LONG
@given(st.sampled_from(ENCODINGS), st.lists(steps, max_size=60))
def test_long_histories_leave_no_trace(encoding: str, history: list[Step]) -> None:
    asyncio.run(replay(encoding, history))
