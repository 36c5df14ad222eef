"""What the tests of the backend share."""

import os
import tempfile
from pathlib import Path

import pytest

from ori_compiler.backend.jit import Jit, create_jit


@pytest.fixture(scope="session")
def jit() -> Jit:
    """A JIT with the runtime of this checkout."""
    created = create_jit()
    assert isinstance(created, Jit), created
    return created


@pytest.fixture
def caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keeps the tests out of the user's caches; what zig builds for itself outlives a run, for it takes seconds."""
    zig_cache = os.environ.get("ZIG_GLOBAL_CACHE_DIR", str(Path(tempfile.gettempdir()) / "ori-tests-zig-cache"))
    monkeypatch.setenv("ZIG_GLOBAL_CACHE_DIR", zig_cache)
    monkeypatch.setenv("ZIG_LOCAL_CACHE_DIR", zig_cache)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ori"
