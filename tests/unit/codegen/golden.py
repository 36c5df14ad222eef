"""Golden texts: what is printed must be what the file holds.

With ORI_UPDATE_GOLDEN=1 in the environment the files are written instead, for a person to read in the diff.
"""

import os
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "golden"


def check_golden(name: str, actual: str) -> None:
    """`name` is relative to `tests/golden`."""
    path = GOLDEN / name
    if os.environ.get("ORI_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert path.exists(), f"{path} is missing; see {Path(__file__).name}"
    assert actual == path.read_text(encoding="utf-8")
