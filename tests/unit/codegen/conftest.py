"""The JIT on which generated code is tried; one for all tests."""

import pytest
from running import Machine


@pytest.fixture(scope="session")
def machine() -> Machine:
    return Machine()
