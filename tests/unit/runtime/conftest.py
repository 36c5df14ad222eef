"""What zig builds for itself outlives a run, for it takes seconds, but stays out of the user's caches."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def zig_caches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        default = str(Path(tempfile.gettempdir()) / "ori-tests-zig-cache")
        cache = os.environ.get("ZIG_GLOBAL_CACHE_DIR", default)
        patch.setenv("ZIG_GLOBAL_CACHE_DIR", cache)
        patch.setenv("ZIG_LOCAL_CACHE_DIR", cache)
        yield
