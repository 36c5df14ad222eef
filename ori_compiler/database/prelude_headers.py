"""What the items of the prelude declare, kept between runs, so that none parses the whole prelude to know it.

The file in the user's cache folder is named after what it was made from: the text of the prelude and the state of the
sources that read it. It begins with the checksum of the rest. One that is missing or damaged is made anew; one that
cannot be written is done without. Two processes that write at once write the same.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from ori_compiler.resolve.header import Header
from ori_compiler.resolve.module_path import prelude_path
from ori_compiler.resolve.outline import outline
from ori_compiler.source.cache_folder import cache_folder
from ori_compiler.stdlib import prelude_texts
from ori_compiler.syntax.splitter import split_items

Headers = Mapping[str, Header]
"""By the text of the item."""

_CHECKSUM: Final = hashlib.blake2b(digest_size=16).digest_size


@cache
def prelude_headers() -> Headers:
    """The headers of the prelude as it is installed; an item that an editor changed is not among them."""
    path = cache_folder() / "prelude" / f"{_origin()}.headers"
    found = load_headers(path)
    if found is None:
        found = _parsed()
        save_headers(path, found)
    return found


def load_headers(path: Path) -> Headers | None:
    """The headers in a file; none if there is no such file, or if anything is wrong with it."""
    try:
        content = path.read_bytes()
        checksum, rest = content[:_CHECKSUM], content[_CHECKSUM:]
        if checksum != _digest(rest):
            return None
        return msgspec.msgpack.decode(rest, type=dict[str, Header])
    except (OSError, msgspec.MsgspecError):
        return None


def save_headers(path: Path, headers: Headers) -> None:
    """Writes a file that `load_headers` reads. It is there as a whole or not at all."""
    rest = msgspec.msgpack.encode(headers)
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(_digest(rest) + rest)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_CHECKSUM).digest()


def _parsed() -> Headers:
    items = (item for name, text in prelude_texts().items() for item in split_items(prelude_path(name), text))
    return {item.text: outline(item.text, item.id.kind).header for item in items}


def _origin() -> str:
    """Names what headers are made from."""
    parts = [*prelude_texts().values(), *_front_end()]
    return _digest("\0".join(parts).encode()).hex()


def _front_end() -> Iterator[str]:
    package = Path(__file__).parent.parent
    for room in ("syntax", "syntax/lowering", "syntax/parser", "syntax/ast", "resolve"):
        for entry in sorted(os.scandir(package / room), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{room}/{entry.name} {status.st_size} {status.st_mtime_ns}"
