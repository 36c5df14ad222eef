"""The rule of every production."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax.formatter import (
    blocks,
    chains,
    constructs,
    control,
    expressions,
    items,
    operators,
    patterns,
    signatures,
    types,
)
from ori_compiler.syntax.formatter.printer import Rule
from ori_compiler.syntax.kinds import NodeKind

RULES: Final[Mapping[NodeKind, Rule]] = {
    **items.RULES,
    **signatures.RULES,
    **types.RULES,
    **patterns.RULES,
    **expressions.RULES,
    **chains.RULES,
    **operators.RULES,
    **blocks.RULES,
    **control.RULES,
    **constructs.RULES,
}
