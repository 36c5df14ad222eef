"""Reading `ori.toml`.

In: the text of the file. Out: a `Manifest`, and what is wrong with the file; whatever is wrong has its default. Tables
that belong to others are left alone, unknown keys in ours are mistakes.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from ori_compiler.project.durations import seconds_of
from ori_compiler.project.limits import ProjectLimits, read_limits

MANIFEST_NAME: Final = "ori.toml"


class Coverage(StrEnum):
    """What it means that a function has no test."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Testing(msgspec.Struct, frozen=True):
    """The table `[testing]`; `slow_test_threshold` is in seconds."""

    coverage: Coverage = Coverage.ERROR
    slow_test_threshold: float = 0.1


class Manifest(msgspec.Struct, frozen=True):
    """What a project says; `problems` are the sentences that there are to say about its file."""

    testing: Testing = Testing()
    features: Mapping[str, tuple[str, ...]] = {}
    """The table `[features]`: the other features that each needs; `default` are those that nobody has to ask for."""
    limits: ProjectLimits = ProjectLimits()
    problems: tuple[str, ...] = ()


def read_manifest(text: str) -> Manifest:
    """The manifest in a text."""
    # Costly to import, and needed in projects only.
    import tomllib

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Manifest(problems=(f"this is not TOML: {str(error)[:1].lower()}{str(error)[1:]}",))
    problems: list[str] = []
    testing = _testing(tables.get("testing", {}), problems)
    features = _features(tables.get("features", {}), problems)
    return Manifest(testing, features, read_limits(tables, problems), tuple(problems))


def _features(table: object, problems: list[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, Mapping):
        problems.append("`features` is a table: write `[features]` on a line of its own")
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for name, needed in table.items():
        if not (name.isascii() and name.isidentifier()):
            problems.append(f"`{name}` in `[features]` cannot be the name of a feature: use letters, digits and `_`")
        elif not isinstance(needed, list) or not all(isinstance(other, str) for other in needed):
            problems.append(f'`{name}` in `[features]` is a list of features that it needs, such as `["json"]` or `[]`')
        else:
            found[name] = tuple(needed)
    for name, others in found.items():
        problems += [f"`{name}` in `[features]` needs `{o}`, which is not there" for o in others if o not in found]
    return found


def _testing(table: object, problems: list[str]) -> Testing:
    if not isinstance(table, Mapping):
        problems.append("`testing` is a table: write `[testing]` on a line of its own")
        return Testing()
    known = Testing.__struct_fields__
    problems += [f"`[testing]` knows no `{key}`, only {_listed(known)}" for key in table if key not in known]
    default = Testing()
    coverage, threshold = table.get("coverage", default.coverage), table.get("slow_test_threshold", "100ms")
    if coverage not in tuple(Coverage):
        problems.append(f"`coverage` in `[testing]` is one of {_listed(tuple(Coverage), quoted=True)}")
        coverage = default.coverage
    seconds = seconds_of(threshold) if isinstance(threshold, str) else None
    if seconds is None:
        problems.append('`slow_test_threshold` in `[testing]` is a time such as "100ms", "2s" or "1m"')
    return Testing(Coverage(coverage), seconds or default.slow_test_threshold)


def _listed(words: tuple[str, ...], *, quoted: bool = False) -> str:
    shown = [f'`"{word}"`' if quoted else f"`{word}`" for word in words]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
