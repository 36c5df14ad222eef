"""The queries from canonical functions to finished ARC IR.

A function depends on how its callees take their parameters, and on what follows its calls in tail position, never on
the rest of their bodies.
"""

from collections.abc import Mapping

import msgspec

from ori_compiler.arc.borrow_inference import infer_ownership
from ori_compiler.arc.ir import ArcFunction, Call, Ownership
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.pipeline import optimize
from ori_compiler.arc.stages import Lowered
from ori_compiler.arc.tail_calls import calls_in_tail_position
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
        self._alone = query("lowered_alone", self._lowered_alone)
        self._tail_calls = query("tail_calls", self._tail_calls_of)
        self._is_in_cycle = query("is_in_cycle", self._leads_back)
        self.lowered = query("lowered_function", self._lowered)
        self.ownership = query("ownership", self._ownership)
        self.function = query("arc_function", self._function)

    def _definitions(self, function: FunctionId) -> Mapping[Idx, Representation]:
        found: dict[Idx, Representation] = {}
        mentioned = self._database.references(function)
        add_definitions(self._database, mentioned.types, found)
        return found

    def _lowered_alone(self, function: FunctionId) -> Lowered:
        return lower_to_arc(self._database.function(function), self.definitions(function))

    def _tail_calls_of(self, function: FunctionId) -> tuple[FunctionId, ...] | None:
        """The functions that a function calls in tail position; none can be named if it calls an object so."""
        lowered = self._alone(function).function
        if lowered.chains_calls:
            return None
        calls = calls_in_tail_position(lowered)
        return tuple(dict.fromkeys(call.function for call in calls if isinstance(call, Call)))

    def _leads_back(self, function: FunctionId) -> bool:
        """Whether calls in tail position may lead back to the function."""
        seen: set[FunctionId] = set()
        work = [function]
        while work:
            callees = self._tail_calls(work.pop())
            if callees is None or function in callees:
                return True
            work += set(callees) - seen
            seen.update(callees)
        return False

    def _lowered(self, function: FunctionId) -> Lowered:
        lowered = self._alone(function)
        if not self._is_in_cycle(function):
            return lowered
        return Lowered(msgspec.structs.replace(lowered.function, chains_calls=True))

    def _ownership(self, function: FunctionId) -> tuple[Ownership, ...]:
        return infer_ownership(self.lowered(function), self.definitions(function))

    def _function(self, function: FunctionId) -> ArcFunction:
        callees = self._database.references(function).functions
        table = {callee: self.ownership(callee) for callee in callees}
        return optimize(
            self.lowered(function), self.definitions(function), table, verify=self._database.checks
        ).function
