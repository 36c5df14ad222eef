"""Writing over a file so that at every moment it is either the old one or the new one.

The new content goes to a temporary file in the same folder, which then takes the old one's place (POSIX `rename`). A
full disk or a lost connection costs the temporary file, never the old content. Other names of the same file (hard
links) keep the old content.
"""

import os
import stat
import tempfile
from contextlib import suppress


def replace_file(path: str, content: bytes) -> None:
    """Gives an existing file a new content, with its permissions and owner; a symbolic link stays one.

    Raises `OSError` if the file or its folder must not be written, or something fails on the way.
    """
    target = os.path.realpath(path)
    before = os.stat(target)
    with open(target, "rb+"):
        pass  # the folder may allow to replace a file that its owner has protected
    folder, name = os.path.split(target)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name[:100]}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        _take_over(temporary, before)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _take_over(temporary: str, before: os.stat_result) -> None:
    if hasattr(os, "chown") and (os.geteuid(), os.getegid()) != (before.st_uid, before.st_gid):
        with suppress(PermissionError):  # only root gives files away; then the file becomes ours
            os.chown(temporary, before.st_uid, before.st_gid)
    os.chmod(temporary, stat.S_IMODE(before.st_mode))
