"""The functions through which the tables of objects reach methods, and the ends of values `drop`.

Who calls through a table does not know how the callee takes its parameters. So a table has one convention: the value
comes as a borrowed box, the arguments are owned by the callee, the result by the caller. A thunk adapts it to one
function, and the counting passes see to it that the balance is right:

    f.thunk(b: borrowed box T, x: owned A):        f (v: owned T, x: borrowed A)
        v: T = open_box b
        increment v
        r = call f(v, x) cleanup (x)
        decrement x
        return r

A call in tail position cannot release the box behind it, nor could it be released before: it is what is called. For
such calls the table has a second thunk, which owns the box too. Methods of the library have none, since a panic in them
is shown where they are called.
"""

from collections.abc import Iterable, Iterator, Sequence

from ori_compiler.arc.borrow_inference import annotated
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    Call,
    CallObject,
    MakeObject,
    OpenBox,
    Ownership,
    Return,
    Unreachable,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.pipeline import count
from ori_compiler.arc.tail_calls import calls_in_tail_position
from ori_compiler.types.definitions import StructDefinition, SumDefinition, TypeDefinitions
from ori_compiler.types.functions import FunctionId, Thunk, is_of_program
from ori_compiler.types.pool import NEVER


def thunks(
    functions: Sequence[ArcFunction], definitions: TypeDefinitions, *, verify: bool = False
) -> Iterator[ArcFunction]:
    """A thunk for each function that is in a table of one of these functions, and for each `drop` among them."""
    by_id = {function.id: function for function in functions}
    drops = (drop for drop in _drops(definitions) if drop in by_id)
    methods = tuple(dict.fromkeys(methods_of(functions)))
    for method in dict.fromkeys((*methods, *drops)):
        found = by_id.get(method)
        if found is None:
            raise InternalError(f"{method} is in the table of an object, but not part of the program")
        yield thunk_of(found, definitions, verify=verify)
    if call_objects_in_tail_position(functions):
        for method in filter(is_of_program, methods):
            yield thunk_of(by_id[method], definitions, is_tail=True, verify=verify)


def call_objects_in_tail_position(functions: Iterable[ArcFunction]) -> bool:
    """Whether any of the functions does."""
    return any(isinstance(call, CallObject) for each in functions for call in calls_in_tail_position(each))


def _drops(definitions: TypeDefinitions) -> Iterator[FunctionId]:
    """The functions that the user wants to run at the end of values."""
    for definition in definitions.values():
        if isinstance(definition, StructDefinition | SumDefinition) and definition.drop is not None:
            yield definition.drop


def methods_of(functions: Iterable[ArcFunction]) -> Iterator[FunctionId]:
    """The functions in the tables of the objects that these functions make."""
    for function in functions:
        for block in function.blocks:
            for instruction in block.instructions:
                if isinstance(instruction, MakeObject):
                    yield from instruction.methods


def thunk_of(
    function: ArcFunction, definitions: TypeDefinitions, *, is_tail: bool = False, verify: bool = False
) -> ArcFunction:
    """The finished thunk of a function whose parameters are decided."""
    thunk = annotated(uncounted_thunk(function, is_tail=is_tail), {function.id: function.ownership}, definitions)
    return count(thunk, definitions, verify=verify).function


def uncounted_thunk(function: ArcFunction, *, is_tail: bool = False) -> ArcFunction:
    """The thunk as it is for the tier without counting."""
    if isinstance(function.id, Thunk):
        raise InternalError(f"{function.id} is a thunk already")
    value, *arguments = (function.variables[parameter] for parameter in function.parameters)
    variables = (
        Variable(value.type, VariableKind.BOX, value.name),
        *(Variable(argument.type, name=argument.name) for argument in arguments),
        Variable(value.type, name=value.name),
        Variable(function.result),
    )
    parameters = tuple(VarId(index) for index in range(len(function.parameters)))
    content, result = VarId(len(parameters)), VarId(len(parameters) + 1)
    code = (
        OpenBox(function.span, content, parameters[0]),
        Call(function.span, result, function.id, (content, *parameters[1:]), is_tail=is_tail),
    )
    terminator = Unreachable() if function.result == NEVER else Return(result)
    return ArcFunction(
        Thunk(function.id, is_tail),
        parameters,
        (Ownership.OWNED if is_tail else Ownership.BORROWED, *(Ownership.OWNED for _ in arguments)),
        function.result,
        variables,
        (Block((), code, terminator),),
        function.span,
        chains_calls=is_tail,
    )
