"""Durations for people."""


def shown_time(seconds: float) -> str:
    """With as many digits as matter: `0.4 ms`, `12 ms`, `1.2 s`, `2 min 5 s`."""
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"
