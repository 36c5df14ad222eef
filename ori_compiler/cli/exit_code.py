"""What the exit status of `oric` says."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The statuses of `oric` itself; `oric run` otherwise gives that of the program it ran."""

    OK = 0
    FAILED = 1
    """Diagnostics with errors, failed tests, output that could not be written."""
    USAGE = 2
    """The command line is wrong; nothing was done."""
    INTERNAL_ERROR = 70
    """The toolchain is at fault (`EX_SOFTWARE` of sysexits.h)."""
    PANIC = 101
    """The program that was run panicked."""
    INTERRUPTED = 130
    """Ctrl-C: 128 + SIGINT, as shells report it."""
    BROKEN_PIPE = 141
    """Whoever read our output went away: 128 + SIGPIPE."""
