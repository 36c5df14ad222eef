"""Numbers: integer and floating-point arithmetic, comparisons, conversions, selection."""

from enum import Enum

from ori_compiler.codegen.ir_builder.core import Core
from ori_compiler.codegen.ir_builder.ids import TypeId, ValueId
from ori_compiler.codegen.ir_builder.types import TypeKind


class IntOperation(Enum):
    """What two integers of one type make."""

    ADD = "add"
    SUBTRACT = "sub"
    MULTIPLY = "mul"
    DIVIDE_SIGNED = "sdiv"
    REMAINDER_SIGNED = "srem"
    SHIFT_LEFT = "shl"
    SHIFT_RIGHT_SIGNED = "ashr"
    SHIFT_RIGHT_UNSIGNED = "lshr"
    AND = "and"
    OR = "or"
    XOR = "xor"


class FloatOperation(Enum):
    """What two floats make."""

    ADD = "fadd"
    SUBTRACT = "fsub"
    MULTIPLY = "fmul"
    DIVIDE = "fdiv"


class IntPredicate(Enum):
    """A comparison of integers or pointers."""

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    SIGNED_LESS = "slt"
    SIGNED_LESS_OR_EQUAL = "sle"
    SIGNED_GREATER = "sgt"
    SIGNED_GREATER_OR_EQUAL = "sge"
    UNSIGNED_LESS = "ult"
    UNSIGNED_LESS_OR_EQUAL = "ule"
    UNSIGNED_GREATER = "ugt"
    UNSIGNED_GREATER_OR_EQUAL = "uge"


class FloatPredicate(Enum):
    """A comparison of floats: false with a NaN, apart from `NOT_EQUAL`."""

    EQUAL = "oeq"
    NOT_EQUAL = "une"
    LESS = "olt"
    LESS_OR_EQUAL = "ole"
    GREATER = "ogt"
    GREATER_OR_EQUAL = "oge"


class OverflowOperation(Enum):
    """Signed arithmetic that tells whether it overflowed."""

    ADD = "sadd"
    SUBTRACT = "ssub"
    MULTIPLY = "smul"


class Cast(Enum):
    """A conversion between number types, or of an address to a number."""

    ZERO_EXTEND = "zext"
    TRUNCATE = "trunc"
    SIGNED_TO_FLOAT = "sitofp"
    BITS = "bitcast"
    POINTER_TO_INT = "ptrtoint"


class Arithmetic(Core):
    """Instructions on numbers."""

    def int_operation(self, operation: IntOperation, left: ValueId, right: ValueId, name: str = "") -> ValueId:
        """Wrapping arithmetic and bit operations; division by zero and shifts too far are undefined."""
        a, b = self._value(left), self._value(right)
        self._require(right, a.type, operation.value)
        self._require_kind(left, TypeKind.INTEGER, operation.value)
        line = f"{operation.value} {self.types.spelling(a.type)} {a.spelling}, {b.spelling}"
        return self._result(name or operation.value, a.type, line)

    def float_operation(self, operation: FloatOperation, left: ValueId, right: ValueId, name: str = "") -> ValueId:
        """IEEE 754 arithmetic."""
        a, b = self._value(left), self._value(right)
        self._require(right, a.type, operation.value)
        self._require_kind(left, TypeKind.FLOAT, operation.value)
        line = f"{operation.value} {self.types.spelling(a.type)} {a.spelling}, {b.spelling}"
        return self._result(name or operation.value, a.type, line)

    def float_negate(self, operand: ValueId, name: str = "") -> ValueId:
        """Flips the sign bit."""
        self._require_kind(operand, TypeKind.FLOAT, "fneg")
        return self._result(name or "fneg", self.type_of(operand), f"fneg {self._typed(operand)}")

    def int_compare(self, predicate: IntPredicate, left: ValueId, right: ValueId, name: str = "") -> ValueId:
        """Compares integers or pointers."""
        a, b = self._value(left), self._value(right)
        self._require(right, a.type, "icmp")
        line = f"icmp {predicate.value} {self.types.spelling(a.type)} {a.spelling}, {b.spelling}"
        return self._result(name or predicate.value, self.types.i1, line)

    def float_compare(self, predicate: FloatPredicate, left: ValueId, right: ValueId, name: str = "") -> ValueId:
        """Compares floats."""
        a, b = self._value(left), self._value(right)
        self._require(right, a.type, "fcmp")
        self._require_kind(left, TypeKind.FLOAT, "fcmp")
        line = f"fcmp {predicate.value} {self.types.spelling(a.type)} {a.spelling}, {b.spelling}"
        return self._result(name or predicate.value, self.types.i1, line)

    def cast(self, cast: Cast, operand: ValueId, to: TypeId, name: str = "") -> ValueId:
        """Converts a number."""
        line = f"{cast.value} {self._typed(operand)} to {self.types.spelling(to)}"
        return self._result(name or cast.value, to, line)

    def select(self, condition: ValueId, then: ValueId, otherwise: ValueId, name: str = "") -> ValueId:
        """One of two values, without a branch."""
        self._require(condition, self.types.i1, "select")
        self._require(otherwise, self.type_of(then), "select")
        line = f"select {self._typed(condition)}, {self._typed(then)}, {self._typed(otherwise)}"
        return self._result(name or "select", self.type_of(then), line)

    def with_overflow(
        self, operation: OverflowOperation, left: ValueId, right: ValueId, name: str = ""
    ) -> tuple[ValueId, ValueId]:
        """The wrapped result, and whether it is wrong."""
        a, b = self._value(left), self._value(right)
        self._require(right, a.type, operation.value)
        spelling = self.types.spelling(a.type)
        symbol = f"llvm.{operation.value}.with.overflow.{spelling}"
        pair = self.types.struct((a.type, self.types.i1))
        if self.find_function(symbol) is None:
            self.declare_function(symbol, (a.type, a.type), pair)
        line = f"call {self.types.spelling(pair)} @{symbol}({spelling} {a.spelling}, {spelling} {b.spelling})"
        checked = self._operand(self._result("checked", pair, line))
        typed = f"{self.types.spelling(pair)} {checked}"
        value = self._result(name or operation.value, a.type, f"extractvalue {typed}, 0")
        return value, self._result("overflow", self.types.i1, f"extractvalue {typed}, 1")
