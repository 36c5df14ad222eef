"""From the lossless tree of an item to its typed syntax tree.

Forms that are parsed but have no meaning yet are reported here, each with one message.
"""

from ori_compiler.syntax.lowering.examples import lower_example
from ori_compiler.syntax.lowering.items import lower_item

__all__ = ["lower_example", "lower_item"]
