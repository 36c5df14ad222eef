"""What a test writes to standard error: kept apart from that of the run, and readable although the process has died."""

import os
import sys
import tempfile
from contextlib import suppress
from typing import Final

_DESCRIPTOR: Final = 2
_MOST: Final = 100_000
"""More bytes than anyone reads."""


class StandardError:
    """A file without a name, which stands in for the standard error of the process that captures it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115, it lives as long as its process

    def capture(self) -> None:
        """From now on this process and the programs that it starts write here."""
        os.dup2(self._file.fileno(), _DESCRIPTOR)
        sys.stderr = open(_DESCRIPTOR, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115

    def clear(self) -> None:
        """Forgets what was written."""
        self._flush()
        self._file.seek(0)
        self._file.truncate()

    def text(self) -> str:
        """What was written since; also by a process that is gone."""
        self._flush()
        # Whoever captures shares the place in the file with us, so it has to be at the end again.
        self._file.seek(0)
        found = self._file.read(_MOST)
        self._file.seek(0, os.SEEK_END)
        return (found or b"").decode("utf-8", "replace")

    def close(self) -> None:
        """Gives the file back."""
        self._file.close()

    def _flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
