"""What the functions of one module share while they are being compiled."""

from collections.abc import Mapping, Sequence

import msgspec

from ori_compiler.codegen import ir_builder
from ori_compiler.codegen.abi.function_abi import (
    POINTER_PARAMETER,
    Convention,
    FunctionAbi,
    parameter_shapes,
    value_shape,
)
from ori_compiler.codegen.abi_llvm import LoweredSignature, ValueTypes, lower_signature
from ori_compiler.codegen.config import CodegenConfig, OptLevel
from ori_compiler.codegen.glue import Glue
from ori_compiler.codegen.ir_builder import IrBuilder
from ori_compiler.codegen.ir_builder.attributes import CallingConvention, FunctionAttribute, Linkage
from ori_compiler.codegen.layout import ObjectShape, StructShape
from ori_compiler.codegen.mangling import symbol
from ori_compiler.codegen.passed_memory import PassedMemory
from ori_compiler.codegen.static_data import StaticData
from ori_compiler.codegen.type_info import TypeInfo
from ori_compiler.resolve.module_path import is_library
from ori_compiler.types.functions import FunctionId, Thunk, is_of_program, item_of
from ori_compiler.types.pool import NEVER, Idx


class FunctionShape(msgspec.Struct, frozen=True):
    """All that a caller has to know of a function. `takes_box`: the first parameter is a box of its type.

    `chains_calls` as in `ArcFunction`: on targets that can, it has the convention of functions that replace frames.
    """

    parameters: tuple[Idx, ...]
    result: Idx
    takes_box: bool = False
    chains_calls: bool = False


class DeclaredFunction(msgspec.Struct, frozen=True):
    """A function of the program that is declared in the module."""

    function: ir_builder.FunctionId
    abi: FunctionAbi
    shape: FunctionShape


class MissingFunctionError(Exception):
    """A function calls one whose signature nobody gave: the set of functions is not closed under calls."""


class ModuleContext:
    """One module under construction.

    `never_panics` names functions that cannot unwind: calls of them need no cleanup. `catchers` are the functions that
    call function values inside `ori_try`, by the type of the value and of its result. `has_tail_thunks`: tables have a
    second entry for each method, for calls in tail position; it is null if there is none.
    """

    def __init__(
        self,
        config: CodegenConfig,
        shapes: Mapping[FunctionId, FunctionShape],
        never_panics: frozenset[FunctionId] = frozenset(),
        *,
        has_tail_thunks: bool = False,
    ) -> None:
        self.config = config
        self.builder = IrBuilder(checks=config.checks)
        self.info = TypeInfo(config, self.builder)
        self.glue = Glue(config, self.info, self.builder, self._thunk_address)
        self.data = StaticData(config, self.builder)
        self.passed_memory = PassedMemory(self.builder)
        self.never_panics = never_panics
        self.has_tail_thunks = has_tail_thunks
        self.catchers: dict[tuple[Idx, Idx], ir_builder.FunctionId] = {}
        self._shapes = shapes
        self._tables: dict[tuple[Idx, tuple[FunctionId, ...]], ir_builder.ValueId] = {}
        self._declared: dict[FunctionId, DeclaredFunction] = {}

    def function(self, function: FunctionId, linkage: Linkage = Linkage.INTERNAL) -> DeclaredFunction:
        """A function of the program, declared if it was not; the linkage counts only if it is defined here.

        Raises `MissingFunctionError`.
        """
        found = self._declared.get(function)
        if found is None:
            found = self._declared[function] = self._declare(function, linkage)
        return found

    def function_at(self, pointer: ir_builder.ValueId, shape: FunctionShape) -> DeclaredFunction:
        """A function of this shape behind a pointer."""
        abi, signature = self._signature(shape)
        function = self.builder.function_at(
            pointer,
            signature.parameters,
            signature.result,
            signature.parameter_attributes,
            signature.result_attributes,
            self._convention(shape),
        )
        return DeclaredFunction(function, abi, shape)

    def table(self, content: Idx, methods: tuple[FunctionId, ...]) -> ir_builder.ValueId:
        """The table of objects that hold a value of this type: how to drop it, then the methods; each exists once."""
        key = (content, methods)
        found = self._tables.get(key)
        if found is None:
            entries = [self.glue.drop_address(content)]
            for method in methods:
                entries.append(self._thunk_address(method))
                if self.has_tail_thunks:
                    entries.append(self._tail_thunk_address(method))
            found = self._tables[key] = self.data.table(f"table.{len(self._tables)}", entries)
        return found

    def parameter_types(self, shape: FunctionShape) -> tuple[ValueTypes, ...]:
        """How LLVM spells each parameter."""
        if not shape.takes_box:
            return self.types_of(shape.parameters)
        pointer = self.builder.types.ptr
        return (ValueTypes(pointer, pointer), *self.types_of(shape.parameters[1:]))

    def types_of(self, types: Sequence[Idx]) -> tuple[ValueTypes, ...]:
        """How LLVM spells each of these types."""
        return tuple(self.info.types(idx) for idx in types)

    def _thunk_address(self, function: FunctionId) -> ir_builder.ValueId:
        if isinstance(function, Thunk):
            raise TypeError(f"{symbol(function)} is a thunk already")
        return self.builder.function_address(self.function(Thunk(function)).function)

    def _tail_thunk_address(self, function: FunctionId) -> ir_builder.ValueId:
        if isinstance(function, Thunk) or not is_of_program(function):
            return self.builder.const_null()
        return self.builder.function_address(self.function(Thunk(function, is_tail=True)).function)

    def _convention(self, shape: FunctionShape) -> CallingConvention:
        return CallingConvention.TAIL if self.replaces_frames(shape) else CallingConvention.C

    def replaces_frames(self, shape: FunctionShape) -> bool:
        """Whether a function can replace the frame of one that can, too."""
        return shape.chains_calls and self.config.abi.replaces_frames

    def _declare(self, function: FunctionId, linkage: Linkage) -> DeclaredFunction:
        shape = self._shape(function)
        abi, signature = self._signature(shape)
        attributes: list[FunctionAttribute] = []
        if function in self.never_panics:
            attributes.append(FunctionAttribute.NOUNWIND)
        if shape.result == NEVER:
            attributes.append(FunctionAttribute.NORETURN)
        if self._is_worth_inlining(function, shape):
            attributes.append(FunctionAttribute.INLINEHINT)
        attributes.append(FunctionAttribute.UWTABLE)
        declared = self.builder.declare_function(
            symbol(function),
            signature.parameters,
            signature.result,
            parameter_attributes=signature.parameter_attributes,
            result_attributes=signature.result_attributes,
            attributes=attributes,
            linkage=linkage,
            convention=self._convention(shape),
        )
        return DeclaredFunction(declared, abi, shape)

    def _is_worth_inlining(self, function: FunctionId, shape: FunctionShape) -> bool:
        """Whether a function of the library gets closures: inlined it calls directly those that its caller made."""
        if self.config.opt_level is OptLevel.NONE or isinstance(function, Thunk):
            return False
        return is_library(item_of(function).path) and any(map(self._holds_objects, shape.parameters))

    def _holds_objects(self, idx: Idx) -> bool:
        """Whether a function value or trait object stands in the value itself, however deep."""
        match self.info.layout(idx).shape:
            case ObjectShape():
                return True
            case StructShape(fields=fields):
                return any(self._holds_objects(field.type) for field in fields if not field.is_boxed)
            case _:
                return False

    def _shape(self, function: FunctionId) -> FunctionShape:
        shape = self._shapes.get(function)
        if shape is None and isinstance(function, Thunk):
            behind = self._shape(function.function)
            shape = msgspec.structs.replace(behind, takes_box=True, chains_calls=function.is_tail)
        if shape is None:
            raise MissingFunctionError(symbol(function))
        return shape

    def _signature(self, shape: FunctionShape) -> tuple[FunctionAbi, LoweredSignature]:
        layouts = self.config.layouts
        parameters = parameter_shapes(shape.parameters, layouts)
        if shape.takes_box:
            parameters = (POINTER_PARAMETER, *parameters[1:])
        replaces = self.replaces_frames(shape)
        convention = Convention.TAIL if replaces else Convention.ORI
        abi = self.config.abi.function_abi(parameters, value_shape(shape.result, layouts), convention)
        types = self.parameter_types(shape)
        result = self.info.types(shape.result)
        signature = lower_signature(abi, types, result, self.builder, self.config.opt_level, shares_memory=replaces)
        return abi, signature
