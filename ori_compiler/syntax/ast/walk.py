"""Every piece of syntax below another one, without recursion."""

from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.source.span import Span

_WITHOUT_PARTS: Final = frozenset((Span, str, int, bool, float, type(None)))


def nodes(root: msgspec.Struct) -> Iterator[msgspec.Struct]:
    """A piece of syntax and all pieces inside of it, in no particular order."""
    work: list[object] = [root]
    while work:
        node = work.pop()
        if isinstance(node, msgspec.Struct):
            yield node
            for name in node.__struct_fields__:
                part = getattr(node, name)
                if type(part) not in _WITHOUT_PARTS:
                    work.append(part)
        elif isinstance(node, tuple):
            work += node
