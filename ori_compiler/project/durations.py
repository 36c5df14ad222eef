"""Times as people write them: `100ms`, `10s`, `2m`."""

import re
from typing import Final

_TIME: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|)", re.ASCII)
_SECONDS: Final = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0}
_LONGEST: Final = 24 * 3600.0


def seconds_of(word: str) -> float | None:
    """How many seconds a word means; none unless it is a time above zero of at most a day."""
    time = _TIME.fullmatch(word)
    seconds = float(time[1]) * _SECONDS[time[2]] if time is not None else 0.0
    return seconds if 0 < seconds <= _LONGEST else None
