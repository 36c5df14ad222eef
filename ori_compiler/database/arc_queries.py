"""The queries from canonical functions to finished ARC IR.

A function depends on how its callees take their parameters, never on the rest of their bodies.
"""

from collections.abc import Mapping

from ori_compiler.arc.borrow_inference import infer_ownership
from ori_compiler.arc.ir import ArcFunction, Ownership
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.pipeline import optimize
from ori_compiler.arc.stages import Lowered
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import add_definitions
from ori_compiler.types.definitions import Representation
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import Idx


class ArcQueries:
    """Lowering, ownership and the counting passes, one function at a time."""

    def __init__(self, database: CompilerDatabase) -> None:
        self._database = database
        query = database.engine.query
        self.definitions = query("definitions", self._definitions)
        self.lowered = query("lowered_function", self._lowered)
        self.ownership = query("ownership", self._ownership)
        self.function = query("arc_function", self._function)

    def _definitions(self, function: FunctionId) -> Mapping[Idx, Representation]:
        found: dict[Idx, Representation] = {}
        mentioned = self._database.references(function)
        add_definitions(self._database, mentioned.types, found)
        return found

    def _lowered(self, function: FunctionId) -> Lowered:
        return lower_to_arc(self._database.function(function), self.definitions(function))

    def _ownership(self, function: FunctionId) -> tuple[Ownership, ...]:
        return infer_ownership(self.lowered(function), self.definitions(function))

    def _function(self, function: FunctionId) -> ArcFunction:
        callees = self._database.references(function).functions
        table = {callee: self.ownership(callee) for callee in callees}
        return optimize(
            self.lowered(function), self.definitions(function), table, verify=self._database.checks
        ).function
