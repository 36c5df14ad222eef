"""Calls of the C runtime: declared when first used, with the attributes that the registry's facts entitle to."""

from typing import assert_never

from ori_compiler.codegen.ir_builder import FunctionId, IrBuilder, TypeId
from ori_compiler.codegen.ir_builder.attributes import NO_ATTRIBUTES, FunctionAttribute, ValueAttributes
from ori_compiler.codegen.runtime_registry import (
    RUNTIME_FUNCTIONS,
    RuntimeFunction,
    RuntimeType,
    scalar_parameters,
    scalar_result,
)

_ZERO_EXTENDED = ValueAttributes(extension="zeroext")


def declare_runtime(name: str, builder: IrBuilder) -> FunctionId:
    """The runtime function of that name, declared in the module; raises `KeyError` if there is none."""
    found = builder.find_function(name)
    if found is not None:
        return found
    function = RUNTIME_FUNCTIONS[name]
    parameters = scalar_parameters(function)
    result = scalar_result(function)
    return builder.declare_function(
        name,
        [scalar_type(parameter, builder) for parameter in parameters],
        scalar_type(result, builder),
        parameter_attributes=[_attributes(parameter) for parameter in parameters],
        result_attributes=_attributes(result),
        attributes=_function_attributes(function),
    )


def scalar_type(scalar: RuntimeType, builder: IrBuilder) -> TypeId:
    """The LLVM type of a runtime scalar; raises `TypeError` for `STR`, which never travels as one."""
    types = builder.types
    match scalar:
        case RuntimeType.I64:
            return types.i64
        case RuntimeType.F64:
            return types.double
        case RuntimeType.BOOL:
            return types.i1
        case RuntimeType.I8:
            return types.i8
        case RuntimeType.I32:
            return types.i32
        case RuntimeType.PTR:
            return types.ptr
        case RuntimeType.VOID:
            return types.void
        case RuntimeType.STR:
            raise TypeError("a str travels as two scalars")
        case _:
            assert_never(scalar)


def _attributes(scalar: RuntimeType) -> ValueAttributes:
    """C widens what is narrower than an int by its own signedness; bool and byte are unsigned."""
    return _ZERO_EXTENDED if scalar in (RuntimeType.BOOL, RuntimeType.I8) else NO_ATTRIBUTES


def _function_attributes(function: RuntimeFunction) -> list[FunctionAttribute]:
    attributes: list[FunctionAttribute] = []
    if not function.may_panic:
        attributes.append(FunctionAttribute.NOUNWIND)
    if function.no_return:
        attributes.extend((FunctionAttribute.NORETURN, FunctionAttribute.COLD))
    if function.reads_only:
        attributes.extend((FunctionAttribute.WILLRETURN, FunctionAttribute.READS_MEMORY))
    return attributes
