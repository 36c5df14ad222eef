"""The other half of the random programs: another process can run it at the same time."""

import pytest
from random_programs import check


@pytest.mark.parametrize("seed", range(5, 10))
def test_small_random_programs_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORI_CHECK_LEAKS", "1")
    check(seed, 10)
