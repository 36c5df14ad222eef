"""What programs ask of the system, as `runtime_c/system.c` does it."""

import os
import re
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from ori_compiler.canon.ir import Intrinsic
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.value import UNIT, Value

_NOT_UTF8: Final = "the file is not UTF-8"
_NUL_INSIDE: Final = "the name contains a NUL"


def repaired(text: str) -> str:
    """A text of the system's: bytes that are no UTF-8 arrive as surrogates, one for each byte."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


class System:
    """The system, and the message of the last thing that failed. `arguments` are the words of the call."""

    __slots__ = ("_arguments", "_error", "_write")

    def __init__(self, write: Callable[[str], None], arguments: Sequence[str]) -> None:
        self._write = write
        self._arguments = [repaired(argument) for argument in arguments]
        self._error = ""

    def intrinsics(self) -> dict[Intrinsic, Callable[..., Any]]:
        """What each intrinsic does."""
        return {
            Intrinsic.WRITE: self._write_out,
            Intrinsic.WRITE_ERROR: _write_error,
            Intrinsic.ARGUMENTS: lambda has_name: ListValue(self._arguments[0 if has_name else 1 :]),
            Intrinsic.SYSTEM_ERROR: self._take_error,
            Intrinsic.FILE_READ: self._read,
            Intrinsic.FILE_WRITE: self._save,
            Intrinsic.FILE_EXISTS: lambda path: "\0" not in path and os.path.exists(path),
            Intrinsic.FILE_DELETE: self._delete,
            Intrinsic.CURRENT_FOLDER: lambda: repaired(os.getcwd()),
            Intrinsic.ENVIRONMENT: _environment,
            Intrinsic.ENVIRONMENT_SET: self._set_variable,
            Intrinsic.ENVIRONMENT_REMOVE: self._remove_variable,
            Intrinsic.CLOCK_NOW: time.time_ns,
            Intrinsic.CLOCK_OFFSET: lambda seconds: time.localtime(seconds).tm_gmtoff,
            Intrinsic.RANDOM_BITS: lambda: secrets.randbits(64) - 2**63,
        }

    def _write_out(self, text: str) -> Value:
        self._write(text)
        return UNIT

    def _take_error(self) -> str:
        error, self._error = self._error, ""
        return error

    def _attempt(self, work: Callable[[], Value], otherwise: Value) -> Value:
        try:
            return work()
        except OSError as error:
            self._error = os.strerror(error.errno) if error.errno is not None else str(error)
        except UnicodeDecodeError:
            self._error = _NOT_UTF8
        except ValueError:
            self._error = _NUL_INSIDE
        return otherwise

    def _read(self, path: str) -> Value:
        def read() -> str:
            with open(path, "rb") as file:
                return file.read().decode("utf-8")

        return self._attempt(read, "")

    def _save(self, path: str, content: str) -> Value:
        def save() -> Value:
            with open(path, "wb") as file:
                file.write(content.encode("utf-8"))
            return UNIT

        return self._attempt(save, UNIT)

    def _delete(self, path: str) -> Value:
        def delete() -> Value:
            # As C's `remove`: a file or an empty folder.
            (os.rmdir if os.path.isdir(path) and not os.path.islink(path) else os.remove)(path)
            return UNIT

        return self._attempt(delete, UNIT)

    def _set_variable(self, name: str, value: str) -> Value:
        def put() -> Value:
            if not name or "=" in name:
                raise OSError(22, os.strerror(22))
            os.environ[name] = value
            return UNIT

        return self._attempt(put, UNIT)

    def _remove_variable(self, name: str) -> Value:
        def remove() -> Value:
            if not name or "=" in name:
                raise OSError(22, os.strerror(22))
            os.environ.pop(name, None)
            return UNIT

        return self._attempt(remove, UNIT)


def _write_error(text: str) -> Value:
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
    return UNIT


def _environment() -> ListValue:
    return ListValue([repaired(f"{name}={value}") for name, value in os.environ.items()])
