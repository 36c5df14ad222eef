"""Defines one function: final ARC IR in, the text of a `define` out.

Blocks are visited along the dominator tree, so that a definition comes before its uses; each starts from the scope of
its immediate dominator. Block parameters become phis whose edges are added where the jumps are.
"""

from collections.abc import Iterator
from typing import assert_never

from ori_compiler.arc.control_flow import ENTRY, immediate_dominators, predecessors
from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    Branch,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Construct,
    ConstructList,
    ConstructVariant,
    Destructure,
    FreeToken,
    GetVariant,
    Instruction,
    Jump,
    KeepAlive,
    Literal,
    MakeBox,
    MakeObject,
    OpenBox,
    OwnList,
    Project,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    ReplaceField,
    Reset,
    Return,
    Switch,
    TakeElement,
    Terminator,
    Unary,
    Unbox,
    Unreachable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.ir import BlockId as ArcBlockId
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.abi.function_abi import Sret
from ori_compiler.codegen.block_parameters import BlockParameter, create_parameter, pass_value, received_value
from ori_compiler.codegen.call_lowering import parameter_names, receive_parameters, return_result
from ori_compiler.codegen.compile_boxes import (
    compile_counting,
    compile_make_box,
    compile_open_box,
    compile_reset,
    compile_unbox,
)
from ori_compiler.codegen.compile_calls import compile_call, compile_intrinsic
from ori_compiler.codegen.compile_catch import compile_catch
from ori_compiler.codegen.compile_data import (
    compile_construct,
    compile_construct_variant,
    compile_get_variant,
    compile_literal,
    compile_project,
    compile_project_payload,
    compile_replace_field,
)
from ori_compiler.codegen.compile_lists import (
    compile_construct_list,
    compile_own_list,
    compile_take_element,
    find_elements_of_parameters,
)
from ori_compiler.codegen.compile_numbers import compile_binary, compile_unary
from ori_compiler.codegen.compile_objects import compile_call_object, compile_make_object
from ori_compiler.codegen.compile_tail_calls import compile_tail_call
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.ir_builder import BlockId, FunctionText, ValueId
from ori_compiler.codegen.module_context import ModuleContext
from ori_compiler.codegen.scope import Scope


def define_function(context: ModuleContext, arc: ArcFunction) -> FunctionText:
    """Defines a function that is declared in the module."""
    return _FunctionCompiler(context, arc).compile()


class _FunctionCompiler:
    def __init__(self, context: ModuleContext, arc: ArcFunction) -> None:
        declared = context.function(arc.id)
        self._context = context
        self._arc = arc
        self._declared = declared
        self._builder = context.builder
        self._state = FunctionState(context, arc, declared, frozenset(_seen_through_memory(arc)))
        self._sret: ValueId | None = None
        self._blocks: dict[ArcBlockId, BlockId] = {}
        self._phis: dict[ArcBlockId, dict[VarId, BlockParameter]] = {}
        self._scopes: dict[ArcBlockId, Scope[VarId]] = {}

    def compile(self) -> FunctionText:
        """Emits the whole function."""
        arc, builder = self._arc, self._builder
        names = [arc.variables[parameter].name or f"arg{index}" for index, parameter in enumerate(arc.parameters)]
        parameters = list(builder.begin_function(self._declared.function, parameter_names(self._declared.abi, names)))
        if isinstance(self._declared.abi.result.passing, Sret):
            self._sret = parameters.pop(0)
        dominators = immediate_dominators(arc.blocks)
        order = _preorder(dominators)
        self._create_blocks(order)
        self._receive(parameters, names)
        incoming = self._state.scope
        for block in order:
            self._state.scope = incoming if block == order[0] else self._scopes[dominators[block]]
            self._compile_block(block)
        return builder.end_function()

    def _create_blocks(self, order: list[ArcBlockId]) -> None:
        """The entry of an LLVM function has no predecessors; if the first ARC block does, it gets one of its own."""
        builder = self._builder
        entry = order[0]
        is_target = bool(predecessors(self._arc.blocks)[entry])
        if is_target:
            self._entry = builder.create_block("entry")
        for block in order:
            self._blocks[block] = builder.create_block("entry" if block == entry and not is_target else f"block{block}")
        if not is_target:
            self._entry = self._blocks[entry]

    def _receive(self, parameters: list[ValueId], names: list[str]) -> None:
        builder, state = self._builder, self._state
        builder.position_at(self._entry)
        types = self._context.parameter_types(self._declared.shape)
        in_parts = [parameter in state.read_in_parts for parameter in self._arc.parameters]
        received = receive_parameters(self._declared.abi, parameters, types, names, in_parts, builder)
        is_in_place = not self._context.replaces_frames(self._declared.shape)
        for parameter, (value, address) in zip(self._arc.parameters, received, strict=True):
            if address is None or not is_in_place:
                state.define(parameter, value)
            else:
                state.define_stored(parameter, value, address)
        if self._context.config.opt_level > OptLevel.NONE:
            find_elements_of_parameters(state)
        first = self._blocks[ENTRY]
        if first != self._entry:
            builder.branch(first)

    def _compile_block(self, block: ArcBlockId) -> None:
        builder, state = self._builder, self._state
        builder.position_at(self._blocks[block])
        builder.set_span(None)
        record = self._arc.blocks[block]
        phis = self._phis_of(block)
        for parameter in record.parameters:
            phi = phis.get(parameter)
            state.define(parameter, state.empty(state.type(parameter)) if phi is None else received_value(builder, phi))
        for instruction in record.instructions:
            builder.set_span(instruction.span)
            if not compile_tail_call(state, instruction, self._sret):
                _compile(state, instruction)
        if not builder.is_terminated:
            self._compile_terminator(record.terminator)
        self._scopes[block] = state.scope

    def _phis_of(self, block: ArcBlockId) -> dict[VarId, BlockParameter]:
        """The phis of a block's parameters, made when the first jump or the block itself comes up.

        A parameter without bytes has none.
        """
        phis = self._phis.get(block)
        if phis is None:
            phis = self._phis[block] = {}
            info = self._state.info
            for parameter in self._arc.blocks[block].parameters:
                variable = self._arc.variables[parameter]
                if variable.kind is not VariableKind.VALUE or not info.is_empty(variable.type):
                    ir_type = info.variable_type(variable)
                    phis[parameter] = create_parameter(self._builder, self._blocks[block], ir_type, variable.name)
        return phis

    def _compile_terminator(self, terminator: Terminator) -> None:
        builder, state = self._builder, self._state
        match terminator:
            case Jump(target=target, arguments=arguments):
                phis = self._phis_of(target)
                parameters = self._arc.blocks[target].parameters
                for parameter, argument in zip(parameters, arguments, strict=True):
                    phi = phis.get(parameter)
                    if phi is not None:
                        pass_value(builder, phi, state.value(argument))
                builder.branch(self._blocks[target])
            case Branch(condition=condition, then=then, otherwise=otherwise):
                builder.branch_if(state.value(condition), self._blocks[then], self._blocks[otherwise])
            case Switch(value=value, cases=cases, default=default):
                targets = [(case, self._blocks[block]) for case, block in cases]
                builder.switch(state.value(value), targets, self._blocks[default])
            case Return(value=value):
                declared = self._declared
                types = self._context.info.types(declared.shape.result)
                return_result(declared.abi, state.value(value), types, self._sret, builder)
            case Unreachable():
                builder.unreachable()
            case _:
                assert_never(terminator)


def _preorder(dominators: dict[ArcBlockId, ArcBlockId]) -> list[ArcBlockId]:
    """Each block after its immediate dominator and the blocks of smaller number under the same one."""
    children: dict[ArcBlockId, list[ArcBlockId]] = {}
    for block, dominator in dominators.items():
        if block != dominator:
            children.setdefault(dominator, []).append(block)
    order: list[ArcBlockId] = []
    stack = [ENTRY]
    while stack:
        block = stack.pop()
        order.append(block)
        stack.extend(sorted(children.get(block, ()), reverse=True))
    return order


def _compile(state: FunctionState, instruction: Instruction) -> None:
    match instruction:
        case Literal():
            compile_literal(state, instruction)
        case Binary() | Checked():
            compile_binary(state, instruction)
        case Unary() | CheckedUnary():
            compile_unary(state, instruction)
        case Call():
            compile_call(state, instruction)
        case CallIntrinsic(intrinsic=Intrinsic.CATCH):
            compile_catch(state, instruction)
        case CallIntrinsic():
            compile_intrinsic(state, instruction)
        case Construct():
            compile_construct(state, instruction)
        case ConstructVariant():
            compile_construct_variant(state, instruction)
        case ConstructList():
            compile_construct_list(state, instruction)
        case OwnList():
            compile_own_list(state, instruction)
        case TakeElement():
            compile_take_element(state, instruction)
        case Project():
            compile_project(state, instruction)
        case ProjectPayload():
            compile_project_payload(state, instruction)
        case ReplaceField():
            compile_replace_field(state, instruction)
        case GetVariant():
            compile_get_variant(state, instruction)
        case MakeBox():
            compile_make_box(state, instruction)
        case OpenBox():
            compile_open_box(state, instruction)
        case MakeObject():
            compile_make_object(state, instruction)
        case CallObject():
            compile_call_object(state, instruction)
        case Destructure() | KeepAlive():
            # Ownership passes from the whole to its parts, or stays: nothing happens at run time.
            pass
        case Unbox():
            compile_unbox(state, instruction)
        case Reset():
            compile_reset(state, instruction)
        case RcIncrement() | RcDecrement() | FreeToken():
            compile_counting(state, instruction)
        case _:
            assert_never(instruction)


def _seen_through_memory(arc: ArcFunction) -> Iterator[VarId]:
    """The variables that get an address when they are defined: sums, which are taken apart through it.

    What is only counted is stored where that happens, which for most is where a panic is cleaned up after.
    """
    for block in arc.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, ProjectPayload):
                yield instruction.base
