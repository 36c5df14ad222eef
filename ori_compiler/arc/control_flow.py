"""Facts about the graph of blocks: edges, order, dominance."""

from collections.abc import Sequence

from ori_compiler.arc.ir import Block, BlockId
from ori_compiler.arc.operands import successors

ENTRY = BlockId(0)


def predecessors(blocks: Sequence[Block]) -> list[list[BlockId]]:
    """For each block where its edges come from; a block occurs once for each edge."""
    result: list[list[BlockId]] = [[] for _ in blocks]
    for index, block in enumerate(blocks):
        for successor in successors(block.terminator):
            result[successor].append(BlockId(index))
    return result


def reverse_postorder(blocks: Sequence[Block]) -> list[BlockId]:
    """The reachable blocks, each before its successors except along loop edges."""
    order: list[BlockId] = []
    seen = {ENTRY}
    stack = [(ENTRY, iter(successors(blocks[ENTRY].terminator)))]
    while stack:
        block, pending = stack[-1]
        for successor in pending:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, iter(successors(blocks[successor].terminator))))
                break
        else:
            order.append(block)
            stack.pop()
    order.reverse()
    return order


def immediate_dominators(blocks: Sequence[Block]) -> dict[BlockId, BlockId]:
    """For each reachable block its closest dominator; the entry is its own.

    Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
    """
    order = reverse_postorder(blocks)
    position = {block: index for index, block in enumerate(order)}
    incoming = predecessors(blocks)
    dominator: dict[BlockId, BlockId] = {ENTRY: ENTRY}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            known = [edge for edge in incoming[block] if edge in dominator]
            closest = known[0]
            for other in known[1:]:
                closest = _common(closest, other, dominator, position)
            if dominator.get(block) != closest:
                dominator[block] = closest
                changed = True
    return dominator


def _common(left: BlockId, right: BlockId, dominator: dict[BlockId, BlockId], position: dict[BlockId, int]) -> BlockId:
    while left != right:
        while position[left] > position[right]:
            left = dominator[left]
        while position[right] > position[left]:
            right = dominator[right]
    return left
