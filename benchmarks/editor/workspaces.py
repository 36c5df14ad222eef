"""Two workspaces of any size that do the same, one in Ori and one in Python, around a file that is edited.

The file that is edited has 2,700 lines. All others have a thousand; each imports from the one before it, and the edited
one from the last, so that the whole workspace is behind its imports.
"""

from typing import Final

import msgspec

from benchmarks.check_programs import chapters

EDITED_LINES: Final = 2_700
OTHER_LINES: Final = 1_000


class Workspace(msgspec.Struct, frozen=True):
    """Texts by file name, and which one is edited."""

    files: dict[str, str]
    edited: str


def ori_workspace(lines: int) -> Workspace:
    """An Ori workspace of about so many lines."""
    return _workspace(
        lines, "ori", 'use "./{module}" {{ message_{chapter} as {name} }};\n', "pub @message_", "@message_"
    )


def python_workspace(lines: int) -> Workspace:
    """A Python workspace of about so many lines."""
    return _workspace(lines, "py", "from {module} import message_{chapter} as {name}\n", "", "")


def _workspace(lines: int, ending: str, import_: str, public: str, private: str) -> Workspace:
    program = chapters(ending)
    files = {f"shared.{ending}": program.shared}
    done, before, number = 0, "", 0
    sizes = [OTHER_LINES] * ((lines - EDITED_LINES) // OTHER_LINES) + [EDITED_LINES]
    for index, size in enumerate(sizes):
        name = "edited" if index == len(sizes) - 1 else f"part_{index}"
        count = max(1, round(size / program.lines))
        text = program.text(range(done, done + count))
        if public:
            text = text.replace(private, public, count)
        if before:
            text = import_.format(module=before, chapter=number, name="earlier_message") + text
        files[f"{name}.{ending}"] = text
        before, number = name, done
        done += count
    return Workspace(files, f"edited.{ending}")
