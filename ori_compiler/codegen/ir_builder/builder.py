"""A whole module."""

from collections.abc import Iterator, Sequence

from ori_compiler.codegen.ir_builder import text
from ori_compiler.codegen.ir_builder.arithmetic import Arithmetic
from ori_compiler.codegen.ir_builder.constants import Constants
from ori_compiler.codegen.ir_builder.control_flow import ControlFlow
from ori_compiler.codegen.ir_builder.core import FunctionText
from ori_compiler.codegen.ir_builder.memory import Memory


class IrBuilder(Constants, Arithmetic, Memory, ControlFlow):
    """Builds the text of one LLVM module."""

    def module_head(self, name: str, triple: str) -> list[str]:
        """The lines before the first function: name, target, types, data and declarations, in groups.

        The data layout follows from the target; whoever parses the text sets it.
        """
        lines = [f'source_filename = "{text.escape(name.encode("utf-8"))}"', f'target triple = "{triple}"']
        for group in (self.types.definitions, self._globals, list(self._declarations())):
            if group:
                lines.append("")
                lines.extend(group)
        return lines

    @property
    def finished_functions(self) -> Sequence[FunctionText]:
        """The functions defined so far, in the order they were finished."""
        return self._finished

    def _declarations(self) -> Iterator[str]:
        for function in self._functions:
            if function.name and not function.is_defined:
                attributes = "".join(f" {attribute.value}" for attribute in function.attributes)
                yield f"declare {self._signature(function, ())}{attributes}"
