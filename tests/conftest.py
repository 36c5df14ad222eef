"""Lets every test import `corpus`, `mutation` and `checking`, which stand beside this file, and warms up once."""

import pytest

from ori_compiler.database.prelude_headers import prelude_headers


@pytest.fixture(autouse=True, scope="session")
def _headers_are_known() -> None:
    """The first pipeline of a process without kept headers takes longer: no test with a deadline should be that one."""
    prelude_headers()
