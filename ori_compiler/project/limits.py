"""What a project allows the compiler to take: the tables `[const_limit]` and `[embed_limit]` of `ori.toml`.

They are named like the attributes that say the same of one item, and have the same keys.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

CONST_LIMITS: Final = ("steps", "depth", "megabytes", "seconds")
"""What the computation of a constant can have too much of."""
_LISTED: Final = f"{', '.join(f'`{key}`' for key in CONST_LIMITS[:-1])} and `{CONST_LIMITS[-1]}`"

_SIZE: Final = re.compile(r"(\d{1,12})(b|kb|mb|gb)", re.ASCII)
_BYTES: Final = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}


class ProjectLimits(msgspec.Struct, frozen=True):
    """The limits that differ from the standard ones; `embed_size` is in bytes."""

    constants: Mapping[str, int] = {}
    embed_size: int | None = None


def read_limits(tables: Mapping[str, object], problems: list[str]) -> ProjectLimits:
    """The limits in a manifest; what is wrong with them is added to `problems` and has its default."""
    constants = _table(tables, "const_limit", problems)
    problems += [f"`[const_limit]` knows no `{key}`, only {_LISTED}" for key in constants if key not in CONST_LIMITS]
    found: dict[str, int] = {}
    for key in CONST_LIMITS:
        value = constants.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            found[key] = value
        elif value is not None:
            problems.append(f"`{key}` in `[const_limit]` is a number above zero, such as 5_000_000")
    return ProjectLimits(found, _embed_size(_table(tables, "embed_limit", problems), problems))


def _embed_size(table: Mapping[str, object], problems: list[str]) -> int | None:
    problems += [f"`[embed_limit]` knows no `{key}`, only `size`" for key in table if key != "size"]
    if "size" not in table:
        return None
    written = table["size"]
    size = _SIZE.fullmatch(written) if isinstance(written, str) else None
    if size is None or int(size[1]) == 0:
        problems.append('`size` in `[embed_limit]` is a size such as "500kb" or "20mb"')
        return None
    return int(size[1]) * _BYTES[size[2]]


def _table(tables: Mapping[str, object], name: str, problems: list[str]) -> Mapping[str, object]:
    table = tables.get(name, {})
    if isinstance(table, Mapping):
        return table
    problems.append(f"`{name}` is a table: write `[{name}]` on a line of its own")
    return {}
