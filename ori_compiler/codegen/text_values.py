"""Texts as operands: their words, and what is asked of them without a call. See `text_form.py`."""

from ori_compiler.codegen.ir_builder import IrBuilder, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import Cast, IntOperation, IntPredicate
from ori_compiler.codegen.runtime_calls import declare_runtime
from ori_compiler.codegen.text_form import INLINE_CAPACITY, INLINE_LENGTH_SHIFT

_DATA, _LENGTH = 0, 1
_WORD_BYTES = 8


def words(builder: IrBuilder, text: ValueId) -> tuple[ValueId, ValueId]:
    """What the runtime's functions take for a text."""
    return builder.extract(text, _DATA, "data"), builder.extract(text, _LENGTH, "length")


def counted_object(builder: IrBuilder, text: ValueId) -> ValueId:
    """The object whose owners are counted; null if the text is in its words."""
    data, length = words(builder, text)
    return builder.select(_is_inline(builder, length), builder.const_null(), data, "object")


def byte_length(builder: IrBuilder, text: ValueId, name: str) -> ValueId:
    """How many bytes the text has."""
    _, length = words(builder, text)
    shifted = _shift_right(builder, length, builder.const_i64(INLINE_LENGTH_SHIFT))
    inline = builder.int_operation(IntOperation.AND, shifted, builder.const_i64(INLINE_CAPACITY), "inline")
    return builder.select(_is_inline(builder, length), inline, length, name)


def byte_at(builder: IrBuilder, text: ValueId, index: ValueId, name: str) -> ValueId:
    """The byte at an index within the text: shifted out of the words, or loaded."""
    types = builder.types
    data, length = words(builder, text)
    inline, long, done = (builder.create_block(label) for label in ("inline", "long", "byte"))
    builder.branch_if(_is_inline(builder, length), inline, long)
    result = builder.phi(done, types.i8, name)
    builder.position_at(inline)
    is_first = builder.int_compare(IntPredicate.UNSIGNED_LESS, index, builder.const_i64(_WORD_BYTES), "is_first")
    word = builder.select(is_first, builder.cast(Cast.POINTER_TO_INT, data, types.i64, "first"), length, "word")
    place = builder.int_operation(IntOperation.AND, index, builder.const_i64(_WORD_BYTES - 1), "place")
    bits = builder.int_operation(IntOperation.MULTIPLY, place, builder.const_i64(8), "bits")
    byte = builder.cast(Cast.TRUNCATE, _shift_right(builder, word, bits), types.i8, "byte")
    builder.add_incoming(result, byte, builder.current_block)
    builder.branch(done)
    builder.position_at(long)
    loaded = builder.load(types.i8, builder.element_address(types.i8, data, index, "byte.at"), "byte")
    builder.add_incoming(result, loaded, builder.current_block)
    builder.branch(done)
    builder.position_at(done)
    return result.value


def are_equal(builder: IrBuilder, left: ValueId, right: ValueId, name: str) -> ValueId:
    """Whether the texts are the same: decided by their words unless both are long and have one length."""
    left_data, left_length = words(builder, left)
    right_data, right_length = words(builder, right)
    same_data = builder.int_compare(IntPredicate.EQUAL, left_data, right_data, "same_data")
    same_length = builder.int_compare(IntPredicate.EQUAL, left_length, right_length, "same_length")
    is_same = builder.int_operation(IntOperation.AND, same_data, same_length, "is_same")
    is_long = builder.int_compare(IntPredicate.SIGNED_GREATER, left_length, builder.const_i64(0), "is_long")
    is_open = builder.int_operation(IntOperation.AND, same_length, is_long, "is_open")
    before = builder.current_block
    compared, decided = builder.create_block("compare"), builder.create_block("equal")
    builder.branch_if(is_open, compared, decided)
    result = builder.phi(decided, builder.types.i1, name)
    builder.add_incoming(result, is_same, before)
    builder.position_at(compared)
    function = declare_runtime("ori_str_equal", builder)
    answer = builder.call(function, (left_data, left_length, right_data, right_length), "answer")
    if answer is None:
        raise TypeError("the comparison of texts has an answer")
    builder.add_incoming(result, answer, builder.current_block)
    builder.branch(decided)
    builder.position_at(decided)
    return result.value


def _is_inline(builder: IrBuilder, length: ValueId) -> ValueId:
    return builder.int_compare(IntPredicate.SIGNED_LESS, length, builder.const_i64(0), "is_inline")


def _shift_right(builder: IrBuilder, word: ValueId, bits: ValueId) -> ValueId:
    return builder.int_operation(IntOperation.SHIFT_RIGHT_UNSIGNED, word, bits, "shifted")
