"""The tier without counting: for previews and evaluations so short that nothing has to be released.

In: a canonical function and its definitions. Out: `Lowered`, in which no instruction releases anything either. A list
or text that is changed is incremented before, so that it counts as shared and is copied: who else has it, nobody knows
here.
"""

import msgspec

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    CallIntrinsic,
    Construct,
    Instruction,
    OwnList,
    Project,
    RcIncrement,
    ReplaceField,
    Variable,
    VarId,
)
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.ownership_rules import TAKING_OVER
from ori_compiler.arc.stages import Lowered
from ori_compiler.canon.ir import CanonFunction
from ori_compiler.types.definitions import StructDefinition, TypeDefinitions


def cheap_pipeline(function: CanonFunction, definitions: TypeDefinitions) -> Lowered:
    """The function, lowered and never counted."""
    return Lowered(_without_changes_in_place(lower_to_arc(function, definitions).function, definitions))


def _without_changes_in_place(function: ArcFunction, definitions: TypeDefinitions) -> ArcFunction:
    """Builds structs anew, since replacing a field releases the old one, which may still be in use here.

    y = replace x.0 by v      =>      f = project x.1
                                      y = construct(v, f)
    """
    variables = list(function.variables)
    blocks = []
    for block in function.blocks:
        instructions: list[Instruction] = []
        for instruction in block.instructions:
            if isinstance(instruction, ReplaceField):
                instructions += _rebuilt(instruction, variables, definitions)
            else:
                match instruction:
                    case CallIntrinsic(span=span, intrinsic=intrinsic, arguments=(list_, *_)) if (
                        intrinsic in TAKING_OVER
                    ):
                        instructions.append(RcIncrement(span, list_))
                    case OwnList(span=span, list=list_):
                        instructions.append(RcIncrement(span, list_))
                instructions.append(instruction)
        blocks.append(Block(block.parameters, tuple(instructions), block.terminator))
    return msgspec.structs.replace(function, variables=tuple(variables), blocks=tuple(blocks))


def _rebuilt(instruction: ReplaceField, variables: list[Variable], definitions: TypeDefinitions) -> list[Instruction]:
    definition = definitions.get(variables[instruction.base].type)
    if not isinstance(definition, StructDefinition):
        raise InternalError(f"{instruction} replaces a field of what is no struct")
    code: list[Instruction] = []
    fields: list[VarId] = []
    for index, field in enumerate(definition.fields):
        if index == instruction.index:
            fields.append(instruction.value)
        else:
            fields.append(VarId(len(variables)))
            variables.append(Variable(field.type))
            code.append(Project(instruction.span, fields[-1], instruction.base, index))
    return [*code, Construct(instruction.span, instruction.target, tuple(fields))]
