"""Did-you-mean."""

from collections.abc import Iterable


def closest(name: str, candidates: Iterable[str]) -> str:
    """The candidate that a typing mistake may have made into `name`; empty if none is near."""
    from difflib import get_close_matches  # only mistakes pay for this import

    # A typing mistake changes little; most names are ruled out by their length and letters.
    letters = set(name.lower())
    slack = 1 + len(name) // 4
    known = [
        candidate
        for candidate in candidates
        if candidate
        and candidate != name
        and abs(len(candidate) - len(name)) <= slack
        and len(letters.symmetric_difference(candidate.lower())) <= 2 * slack
    ]
    for candidate in known:
        if candidate.lower() == name.lower():
            return candidate
    found = get_close_matches(name, known, 1, 0.7)
    return found[0] if found else ""
