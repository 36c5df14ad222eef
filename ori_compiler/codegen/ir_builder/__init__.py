"""The only code that spells LLVM IR.

`IrBuilder` collects the text of one module. Types, operands, blocks and functions are ids into its arenas; an id
of another builder is refused, and with `checks` the types of operands are compared with what their instruction
needs. The result is text, which `llvmlite.binding` parses: over twenty times cheaper than building LLVM objects.
"""

from ori_compiler.codegen.ir_builder.builder import IrBuilder
from ori_compiler.codegen.ir_builder.core import FunctionText, IrError
from ori_compiler.codegen.ir_builder.ids import BlockId, ForeignIdError, FunctionId, TypeId, ValueId

__all__ = [
    "BlockId",
    "ForeignIdError",
    "FunctionId",
    "FunctionText",
    "IrBuilder",
    "IrError",
    "TypeId",
    "ValueId",
]
