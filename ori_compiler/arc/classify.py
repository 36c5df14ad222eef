"""Which types hold counted references.

In: a type and the definitions. Out: whether a value of it has no reference, is one, or may contain some. Counting
instructions are made only for the latter two.
"""

from enum import Enum

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import Variable, VariableKind
from ori_compiler.types.definitions import (
    Field,
    ListDefinition,
    ObjectDefinition,
    StructDefinition,
    SumDefinition,
    TypeDefinitions,
)
from ori_compiler.types.drops import has_drop, holds_drop
from ori_compiler.types.pool import STR, Idx
from ori_compiler.types.recursion import is_boxed


class Counting(Enum):
    """How a type takes part in reference counting."""

    SCALAR = "scalar"  # nothing to count
    DEFINITE_REF = "definite reference"  # always exactly one counted pointer
    POSSIBLE_REF = "possible reference"  # contains counted pointers, how many may depend on the value


class Classifier:
    """Classifies types, once each, over one set of definitions."""

    __slots__ = ("_boxed", "_drops", "_types", "definitions")

    def __init__(self, definitions: TypeDefinitions) -> None:
        self.definitions = definitions
        self._types: dict[Idx, Counting] = {}
        self._drops: dict[Idx, bool] = {}
        self._boxed: dict[tuple[Idx, Idx], bool] = {}

    def type(self, idx: Idx) -> Counting:
        """The class of a value of type `idx`. Raises `InternalError` for a type without definition."""
        known = self._types.get(idx)
        if known is not None:
            return known
        if idx <= STR:
            return Counting.DEFINITE_REF if idx == STR else Counting.SCALAR
        if isinstance(self.definitions.get(idx), ListDefinition) or self.has_drop(idx):
            return Counting.DEFINITE_REF
        # A type met again inside itself adds nothing to what its other parts say.
        self._types[idx] = Counting.SCALAR
        found = self._classify(idx)
        self._types[idx] = found
        return found

    def has_drop(self, idx: Idx) -> bool:
        """Whether a value of the type is a counted cell with a `drop` of the user's."""
        return has_drop(idx, self.definitions)

    def holds_drop(self, idx: Idx) -> bool:
        """Whether the end of a value of the type may run a `drop`; see `types.drops`."""
        known = self._drops.get(idx)
        if known is None:
            known = self._drops[idx] = holds_drop(idx, self.definitions)
        return known

    def variable(self, variable: Variable) -> Counting:
        """The class of a variable; a box is a reference whatever its content, a token is not counted."""
        match variable.kind:
            case VariableKind.VALUE:
                return self.type(variable.type)
            case VariableKind.BOX:
                return Counting.DEFINITE_REF
            case VariableKind.TOKEN:
                return Counting.SCALAR

    def is_counted(self, variable: Variable) -> bool:
        """Whether a variable holds references that have an owner."""
        return self.variable(variable) is not Counting.SCALAR

    def is_boxed(self, owner: Idx, field: Field) -> bool:
        """Whether a payload field of the sum `owner` is a counted box."""
        key = (owner, field.type)
        known = self._boxed.get(key)
        if known is None:
            known = is_boxed(owner, field, self.definitions)
            self._boxed[key] = known
        return known

    def counts_field(self, owner: Idx, field: Field) -> bool:
        """Whether a struct field, or a payload field of a sum, holds references."""
        return self.is_boxed(owner, field) or self.type(field.type) is not Counting.SCALAR

    def _classify(self, idx: Idx) -> Counting:
        match self.definitions.get(idx):
            case StructDefinition(fields=fields):
                holds_reference = any(self.counts_field(idx, field) for field in fields)
            case SumDefinition(variants=variants):
                parts = (field for variant in variants for field in variant.fields)
                holds_reference = any(self.counts_field(idx, field) for field in parts)
            case ObjectDefinition():
                return Counting.DEFINITE_REF
            case ListDefinition() | None:
                raise InternalError(f"type {idx} has no definition")
        return Counting.POSSIBLE_REF if holds_reference else Counting.SCALAR
