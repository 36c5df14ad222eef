"""What is known about a query while it is being executed."""

from typing import Any

from ori_compiler.query.graph import Memo, Node


class Frame:
    """A query being executed.

    `head` is the least depth of a query on the stack whose unfinished value this one has used: its own depth, unless
    it is a member of a cycle that began further out. `members` are the provisional memos that end with this frame.
    """

    __slots__ = ("depth", "has_absorbed", "head", "members", "memo", "reads")

    def __init__(self, memo: Memo[Any, Any], depth: int) -> None:
        self.memo = memo
        self.depth = depth
        self.head = depth
        self.has_absorbed = False
        self.reads: dict[Node, None] = {}
        self.members: list[Memo[Any, Any]] = []

    def absorb(self, reads: dict[Node, None], head: int) -> None:
        """Takes over what was read on behalf of this query by one whose memo does not last."""
        self.reads.update(reads)
        self.head = min(self.head, head)
        self.has_absorbed = True


class Provisional:
    """The value of a cycle's member until the cycle's head is done."""

    __slots__ = ("head", "reads", "value")

    def __init__(self, value: Any, reads: dict[Node, None], head: int) -> None:
        self.value = value
        self.reads = reads
        self.head = head
