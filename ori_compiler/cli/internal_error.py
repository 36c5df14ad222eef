"""When the toolchain itself is at fault: what to tell, and what to send us."""

import shlex
import sys
import tempfile
import traceback
from collections.abc import Sequence

from ori_compiler import __version__


def report_internal_error(error: Exception, words: Sequence[str]) -> str:
    """Writes the details to a file in the temporary folder, and returns what to show."""
    facts = _facts(words)
    details = "".join([*facts, "\n", *traceback.format_exception(error)])
    summary = f"{type(error).__name__}: {error}".splitlines()[0]
    head = (
        f"internal error: {summary}\n"
        "this is a mistake of the compiler, not of your program; `oric explain E9001` tells more\n"
    )
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="oric-internal-error-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(details)
    except OSError:
        return f"{head}please report it with all of this:\n\n{details}"
    return f"{head}please report it with the file {file.name} and, if possible, your program:\n{''.join(facts)}"


def _facts(words: Sequence[str]) -> list[str]:
    return [
        f"  version   {__version__}\n",
        f"  command   oric {shlex.join(words)}\n",
        f"  python    {sys.version.split()[0]}\n",
        f"  platform  {sys.platform}\n",
    ]
