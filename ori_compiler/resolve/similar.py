"""Did-you-mean."""

from collections.abc import Iterable


def closest(name: str, candidates: Iterable[str]) -> str:
    """The candidate that a typing mistake may have made into `name`; empty if none is near."""
    from difflib import get_close_matches  # only mistakes pay for this import

    known = [candidate for candidate in candidates if candidate and candidate != name]
    for candidate in known:
        if candidate.lower() == name.lower():
            return candidate
    found = get_close_matches(name, known, 1, 0.7)
    return found[0] if found else ""
