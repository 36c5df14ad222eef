"""The JIT on which generated code is tried; one for all tests."""

import sys
from pathlib import Path

import pytest

# The random programs of the ARC tests serve here too.
sys.path.insert(0, str(Path(__file__).parents[1] / "arc"))

from running import Machine


@pytest.fixture(scope="session")
def machine() -> Machine:
    return Machine()
