"""What the functions of one module share while they are being compiled."""

from collections.abc import Mapping, Sequence

import msgspec

from ori_compiler.codegen import ir_builder
from ori_compiler.codegen.abi.function_abi import FunctionAbi, parameter_shapes, value_shape
from ori_compiler.codegen.abi_llvm import ValueTypes, lower_signature
from ori_compiler.codegen.config import CodegenConfig
from ori_compiler.codegen.glue import Glue
from ori_compiler.codegen.ir_builder import IrBuilder
from ori_compiler.codegen.ir_builder.attributes import FunctionAttribute, Linkage
from ori_compiler.codegen.mangling import symbol
from ori_compiler.codegen.static_data import StaticData
from ori_compiler.codegen.type_info import TypeInfo
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import NEVER, Idx


class FunctionShape(msgspec.Struct, frozen=True):
    """All that a caller has to know of a function."""

    parameters: tuple[Idx, ...]
    result: Idx


class DeclaredFunction(msgspec.Struct, frozen=True):
    """A function of the program that is declared in the module."""

    function: ir_builder.FunctionId
    abi: FunctionAbi
    shape: FunctionShape


class MissingFunctionError(Exception):
    """A function calls one whose signature nobody gave: the set of functions is not closed under calls."""


class ModuleContext:
    """One module under construction.

    `never_panics` names functions that cannot unwind: calls of them need no cleanup.
    """

    def __init__(
        self,
        config: CodegenConfig,
        shapes: Mapping[FunctionId, FunctionShape],
        never_panics: frozenset[FunctionId] = frozenset(),
    ) -> None:
        self.config = config
        self.builder = IrBuilder(checks=config.checks)
        self.info = TypeInfo(config, self.builder)
        self.glue = Glue(config, self.info, self.builder)
        self.data = StaticData(config, self.builder)
        self.never_panics = never_panics
        self._shapes = shapes
        self._declared: dict[FunctionId, DeclaredFunction] = {}

    def function(self, function: FunctionId, linkage: Linkage = Linkage.INTERNAL) -> DeclaredFunction:
        """A function of the program, declared if it was not; the linkage counts only if it is defined here.

        Raises `MissingFunctionError`.
        """
        found = self._declared.get(function)
        if found is None:
            found = self._declared[function] = self._declare(function, linkage)
        return found

    def types_of(self, types: Sequence[Idx]) -> tuple[ValueTypes, ...]:
        """How LLVM spells each of these types."""
        return tuple(self.info.types(idx) for idx in types)

    def _declare(self, function: FunctionId, linkage: Linkage) -> DeclaredFunction:
        shape = self._shapes.get(function)
        if shape is None:
            raise MissingFunctionError(symbol(function))
        layouts = self.config.layouts
        abi = self.config.abi.function_abi(
            parameter_shapes(shape.parameters, layouts), value_shape(shape.result, layouts)
        )
        signature = lower_signature(
            abi, self.types_of(shape.parameters), self.info.types(shape.result), self.builder, self.config.opt_level
        )
        attributes: list[FunctionAttribute] = []
        if function in self.never_panics:
            attributes.append(FunctionAttribute.NOUNWIND)
        if shape.result == NEVER:
            attributes.append(FunctionAttribute.NORETURN)
        attributes.append(FunctionAttribute.UWTABLE)
        declared = self.builder.declare_function(
            symbol(function),
            signature.parameters,
            signature.result,
            parameter_attributes=signature.parameter_attributes,
            result_attributes=signature.result_attributes,
            attributes=attributes,
            linkage=linkage,
        )
        return DeclaredFunction(declared, abi, shape)
