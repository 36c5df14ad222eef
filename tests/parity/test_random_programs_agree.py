"""Random programs do the same interpreted and compiled."""

import pytest
from random_programs import check


@pytest.mark.parametrize("seed", range(5))
def test_small_random_programs_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORI_CHECK_LEAKS", "1")
    check(seed, 10)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1030))
def test_large_random_programs_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORI_CHECK_LEAKS", "1")
    check(seed, 120)
