"""The memory layout and calling convention of types and functions, as people read them.

In go types and signatures; out comes an `AbiReport`, a value that an editor can render its own way, and `render`
turns it into plain text with aligned columns:

    type Mixed: size 24, alignment 8
      offset  size  field
           0     1  a: byte
           1     7  (padding)
           8     8  b: int
          16     1  c: byte
          17     7  (padding)
      as a parameter: Indirect (ptr)
      as a result:    Sret (ptr)
"""

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

import msgspec

from ori_compiler.codegen.abi.function_abi import (
    ByVal,
    Coerce,
    Direct,
    FunctionAbi,
    Indirect,
    Packed,
    ParameterPassing,
    Reference,
    ResultPassing,
    Sret,
    ValueShape,
    Void,
    parameter_shapes,
    value_shape,
)
from ori_compiler.codegen.abi.strategy import AbiStrategy, strategy_for
from ori_compiler.codegen.layout import (
    OBJECT_DATA_OFFSET,
    OBJECT_TABLE_OFFSET,
    STR_DATA_OFFSET,
    STR_LENGTH_OFFSET,
    CellShape,
    EmptyShape,
    FieldLayout,
    LayoutError,
    Layouts,
    ListShape,
    ObjectShape,
    ScalarShape,
    StrShape,
    StructShape,
    SumShape,
    TagShape,
    TypeLayout,
)
from ori_compiler.types.definitions import Signature, TypeDefinitions
from ori_compiler.types.functions import name_of
from ori_compiler.types.pool import Idx

TypeName = Callable[[Idx], str]


class Row(msgspec.Struct, frozen=True):
    """A stretch of bytes: a field (`variant` names its alternative), the tag of a sum, or padding."""

    offset: int
    size: int
    text: str
    variant: str = ""
    is_padding: bool = False


class Passing(msgspec.Struct, frozen=True):
    """How a value travels, in one word, and the registers or LLVM type that carry it (empty for none)."""

    how: str
    carrier: str


class TypeReport(msgspec.Struct, frozen=True):
    """A type: its bytes, and how a value of it travels in an otherwise empty call."""

    name: str
    size: int
    alignment: int
    rows: tuple[Row, ...]
    as_parameter: Passing
    as_result: Passing


class ValueReport(msgspec.Struct, frozen=True):
    """A parameter, or the result (its name is empty)."""

    name: str
    type: str
    size: int
    alignment: int
    passing: Passing


class FunctionReport(msgspec.Struct, frozen=True):
    """A function: how each parameter and the result travel."""

    name: str
    parameters: tuple[ValueReport, ...]
    result: ValueReport


class WithoutLayout(msgspec.Struct, frozen=True):
    """A type or function of which nothing can be said, and why."""

    name: str
    reason: str


class AbiReport(msgspec.Struct, frozen=True):
    """Everything asked for, on one target."""

    triple: str
    strategy: str
    types: tuple[TypeReport | WithoutLayout, ...]
    functions: tuple[FunctionReport | WithoutLayout, ...]


def abi_report(
    types: Sequence[Idx],
    functions: Sequence[Signature],
    definitions: TypeDefinitions,
    type_name: TypeName,
    triple: str,
) -> AbiReport:
    """The report on these types and functions for a target; either sequence may be empty.

    What has no layout (a poisoned or endless type, a generic function) is listed as such.
    """
    layouts = Layouts(definitions)
    strategy = strategy_for(triple)

    def report_type(idx: Idx) -> TypeReport | WithoutLayout:
        try:
            return _type_report(idx, layouts, strategy, type_name)
        except LayoutError as error:
            return WithoutLayout(type_name(idx), f"{type_name(error.type)} {error.reason}")

    def report_function(signature: Signature) -> FunctionReport | WithoutLayout:
        try:
            return _function_report(signature, layouts, strategy, type_name)
        except LayoutError as error:
            return WithoutLayout(_function_name(signature, type_name), f"{type_name(error.type)} {error.reason}")

    return AbiReport(triple, strategy.name, tuple(map(report_type, types)), tuple(map(report_function, functions)))


def _type_report(idx: Idx, layouts: Layouts, strategy: AbiStrategy, type_name: TypeName) -> TypeReport:
    layout = layouts.of(idx)
    shape = value_shape(idx, layouts)
    alone = strategy.function_abi(parameter_shapes((idx,), layouts), shape)
    return TypeReport(
        type_name(idx),
        layout.size,
        layout.alignment,
        tuple(_rows(layout, type_name)),
        _parameter_passing(shape, alone.parameters[0].passing),
        _result_passing(shape, alone.result.passing),
    )


def _function_report(
    signature: Signature, layouts: Layouts, strategy: AbiStrategy, type_name: TypeName
) -> FunctionReport:
    types = tuple(parameter.type for parameter in signature.parameters)
    result_shape = value_shape(signature.result, layouts)
    abi: FunctionAbi = strategy.function_abi(parameter_shapes(types, layouts), result_shape)
    parameters = tuple(
        ValueReport(
            parameter.name,
            type_name(parameter.type),
            passed.shape.size,
            passed.shape.alignment,
            _parameter_passing(passed.shape, passed.passing),
        )
        for parameter, passed in zip(signature.parameters, abi.parameters, strict=True)
    )
    result = ValueReport(
        "",
        type_name(signature.result),
        result_shape.size,
        result_shape.alignment,
        _result_passing(result_shape, abi.result.passing),
    )
    return FunctionReport(_function_name(signature, type_name), parameters, result)


def _rows(layout: TypeLayout, type_name: TypeName) -> Iterator[Row]:
    """The bytes of a value, in order; the padding is what no field covers."""
    shape = layout.shape
    match shape:
        case EmptyShape() | ScalarShape():
            return
        case StrShape():
            yield Row(STR_DATA_OFFSET, 8, "data: pointer to the text, or bytes 0 to 7 of a short one")
            yield Row(STR_LENGTH_OFFSET, 8, "length: bytes; or bytes 8 to 14, then 128 + length")
        case ListShape(element=element):
            yield Row(0, 8, f"pointer to the length and the elements: {type_name(element)}")
        case ObjectShape():
            yield Row(OBJECT_TABLE_OFFSET, 8, "table: pointer to the functions")
            yield Row(OBJECT_DATA_OFFSET, 8, "data: pointer to the value")
        case CellShape():
            yield Row(0, layout.size, "data: pointer to the value, which has a drop")
        case TagShape(tag=tag):
            yield Row(0, tag.size, "tag")
        case StructShape(fields=fields):
            yield from _field_rows(fields, 0, layout.size, type_name)
        case SumShape(tag=tag, payload_offset=start, variants=variants):
            yield Row(0, tag.size, "tag")
            yield from _padding(tag.size, start)
            for variant in variants:
                if variant.fields:
                    yield from _field_rows(variant.fields, start, layout.size, type_name, variant.name)
        case _:
            assert_never(shape)


def _field_rows(
    fields: tuple[FieldLayout, ...], start: int, end: int, type_name: TypeName, variant: str = ""
) -> Iterator[Row]:
    covered = start
    for index, field in enumerate(fields):
        yield from _padding(covered, field.offset, variant)
        label = f"{field.name or index}: {type_name(field.type)}"
        yield Row(field.offset, field.size, f"{label} (boxed)" if field.is_boxed else label, variant)
        covered = field.end
    yield from _padding(covered, end, variant)


def _padding(start: int, end: int, variant: str = "") -> Iterator[Row]:
    if end > start:
        yield Row(start, end - start, "(padding)", variant, is_padding=True)


def _parameter_passing(shape: ValueShape, passing: ParameterPassing) -> Passing:
    match passing:
        case Direct():
            return Passing("Direct", _as_it_is(shape))
        case Coerce():
            return Passing("Coerce", str(passing))
        case Indirect():
            return Passing("Indirect", "ptr")
        case ByVal():
            return Passing("ByVal", "ptr")
        case Reference():
            return Passing("Reference", "ptr")
        case Packed():
            return Passing("Packed", "ptr")
        case Void():
            return Passing("Void", "")
        case _:
            assert_never(passing)


def _result_passing(shape: ValueShape, passing: ResultPassing) -> Passing:
    match passing:
        case Direct():
            return Passing("Direct", _as_it_is(shape))
        case Coerce():
            return Passing("Coerce", str(passing))
        case Sret():
            return Passing("Sret", "ptr")
        case Void():
            return Passing("Void", "")
        case _:
            assert_never(passing)


def _as_it_is(shape: ValueShape) -> str:
    if shape.is_bool:
        return "i1"
    return ", ".join(leaf.scalar.value for leaf in shape.leaves)


def render(report: AbiReport) -> str:
    """The report as plain text, ending with a line end."""
    return "\n\n".join((heading(report), *paragraphs(report))) + "\n"


def _function_name(signature: Signature, type_name: TypeName) -> str:
    owner = f"{type_name(signature.receiver)}." if signature.receiver is not None else ""
    return f"@{owner}{name_of(signature.function)}"


def heading(report: AbiReport) -> str:
    """The target that the report is about."""
    return f"target {report.triple}: {report.strategy}"


def paragraphs(report: AbiReport) -> list[str]:
    """What is said about each type, then about each function, without line ends behind them."""
    types = ["\n".join(_type_lines(each)) for each in report.types]
    return types + ["\n".join(_function_lines(each)) for each in report.functions]


def _type_lines(report: TypeReport | WithoutLayout) -> Iterator[str]:
    if isinstance(report, WithoutLayout):
        yield f"type {report.name}: no layout, because {report.reason}"
        return
    yield f"type {report.name}: size {report.size}, alignment {report.alignment}"
    if report.rows:
        yield "  offset  size  field"
    variant = ""
    for row in report.rows:
        if row.variant != variant:
            variant = row.variant
            yield f"                {variant}"
        indent = "  " if variant else ""
        yield f"  {row.offset:>6}  {row.size:>4}  {indent}{row.text}"
    yield f"  as a parameter: {_passing_text(report.as_parameter)}"
    yield f"  as a result:    {_passing_text(report.as_result)}"


def _passing_text(passing: Passing) -> str:
    return f"{passing.how} {passing.carrier}".rstrip()


def _function_lines(report: FunctionReport | WithoutLayout) -> Iterator[str]:
    if isinstance(report, WithoutLayout):
        yield f"{report.name}: no layout, because {report.reason}"
        return
    values = (*report.parameters, report.result)
    table = [("value", "type", "size", "align", "passing", "as")]
    table.extend(
        (
            value.name or "-> result",
            value.type,
            str(value.size),
            str(value.alignment),
            value.passing.how,
            value.passing.carrier,
        )
        for value in values
    )
    widths = [max(len(line[column]) for line in table) for column in range(6)]
    signature = ", ".join(f"{value.name}: {value.type}" for value in report.parameters)
    yield f"{report.name} ({signature}) -> {report.result.type}"
    for name, type_text, size, alignment, how, carrier in table:
        cells = (
            name.ljust(widths[0]),
            type_text.ljust(widths[1]),
            size.rjust(widths[2]),
            alignment.rjust(widths[3]),
            how.ljust(widths[4]),
            carrier,
        )
        yield ("  " + "  ".join(cells)).rstrip()
