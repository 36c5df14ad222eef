"""Where the toolchain keeps what is costly to make and safe to delete."""

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder for the toolchain, by the platform's custom; it need not exist yet."""
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen) / "ori"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "ori" / "cache"
    try:
        home = Path.home()
    except RuntimeError:
        # Costly to import, and needed almost never.
        import tempfile

        # A container may run as a user whom nobody has heard of, without a home.
        return Path(tempfile.gettempdir()) / "ori-cache"
    return home / "Library" / "Caches" / "ori" if sys.platform == "darwin" else home / ".cache" / "ori"
