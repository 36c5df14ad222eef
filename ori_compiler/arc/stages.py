"""The stages of a function on its way through ARC, as types: a pass takes one and gives the next.

A pass that is left out, or comes too early, does not type-check.
"""

from collections.abc import Mapping

import msgspec

from ori_compiler.arc.ir import ArcFunction, BlockId, OwnershipTable, VarId


class Lowered(msgspec.Struct, frozen=True):
    """In SSA form, without counting; `ownership` is not decided. `cheap_tier` stops here."""

    function: ArcFunction


class BorrowAnnotated(msgspec.Struct, frozen=True):
    """Decided: how the function takes its parameters, and what each borrowed variable is a part of.

    `lenders` maps a projection or opened box to what it is a part of. `transferring` are the variables some part
    of which is consumed: when such a variable dies, its live parts become owners in its place. A part of any
    other variable only borrows, and keeps it alive.
    """

    function: ArcFunction
    callees: OwnershipTable
    lenders: Mapping[VarId, VarId]
    transferring: frozenset[VarId]


class RcInserted(msgspec.Struct, frozen=True):
    """Every owned reference is consumed exactly once on every path, by plain counting instructions."""

    function: ArcFunction
    callees: OwnershipTable


class Position(msgspec.Struct, frozen=True, order=True):
    """An instruction of a function."""

    block: BlockId
    index: int


class Reuse(msgspec.Struct, frozen=True):
    """The cell that dies at `release` can serve every `MakeBox` in `makes`, of which each path meets one at most.

    Paths that meet none begin at the start of a block in `frees`.
    """

    release: Position
    makes: tuple[Position, ...]
    frees: tuple[BlockId, ...]


class ReuseDetected(msgspec.Struct, frozen=True):
    """Values that die hand their ownership to their live parts; `reuses` tells which cells can be used again."""

    function: ArcFunction
    callees: OwnershipTable
    reuses: tuple[Reuse, ...]


class ReuseExpanded(msgspec.Struct, frozen=True):
    """Every token is consumed exactly once on every path."""

    function: ArcFunction
    callees: OwnershipTable


class Optimized(msgspec.Struct, frozen=True):
    """What code generation takes."""

    function: ArcFunction
    callees: OwnershipTable
