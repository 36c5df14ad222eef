"""How a function takes its parameters, and what its projections borrow from.

In: `Lowered`. Out: `BorrowAnnotated`. The inference looks at one body only, never at other bodies, so that an edit
of one function disturbs its callers only if the summary changes. Source of the idea: Ullrich and de Moura,
"Counting Immutable Beans" (IFL 2019), section 5.1.

A counted parameter is borrowed unless
    - some use consumes it: it is returned, stored, passed on to a block that owns it, or passed to a function that
      owns it, or
    - calls in tail position replace the function's frame, or
    - one of its boxes may be dead by the time a new cell of the same type is made: an owner can reuse the memory, or
    - a part of it is made into another value of the part's type, or into a struct or tuple with one, as an iterator
      is by `next`: an owner can have that done in place.

A block parameter is borrowed under the same conditions, if whatever is passed to it is kept alive from outside too:
a literal, a borrowed parameter, or a part of one. So a loop that walks down a borrowed list counts nothing.
"""

from collections.abc import Iterator, Mapping

import msgspec

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    ArcFunction,
    BlockId,
    Call,
    CallIntrinsic,
    Construct,
    Jump,
    MakeBox,
    Ownership,
    OwnershipTable,
    Return,
    VariableKind,
    VarId,
)
from ori_compiler.arc.operands import definition, successors
from ori_compiler.arc.ownership_rules import (
    consumed_by_terminator,
    consumed_operands,
    is_element,
    lender,
    string_literals,
)
from ori_compiler.arc.stages import BorrowAnnotated, Lowered
from ori_compiler.types.definitions import StructDefinition, TypeDefinitions
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import STR, Idx


def infer_ownership(lowered: Lowered, definitions: TypeDefinitions) -> tuple[Ownership, ...]:
    """The summary that callers read; it needs no summary of another function.

    Arguments of calls to other functions count as consumed. Scalars are owned, which means nothing.
    """
    function = lowered.function
    return _ownership(function, _borrowed_parameters(function, definitions))


def infer_borrows(lowered: Lowered, definitions: TypeDefinitions, callees: OwnershipTable) -> BorrowAnnotated:
    """Decides the parameters as `infer_ownership` does and relates every projection to its base.

    Raises `InternalError` if `callees` lacks a function that is called.
    """
    borrowed = _borrowed_parameters(lowered.function, definitions)
    ownership = _ownership(lowered.function, borrowed)
    function = msgspec.structs.replace(
        lowered.function,
        ownership=ownership,
        variables=tuple(
            msgspec.structs.replace(variable, is_borrowed=True)
            if index in borrowed and index not in lowered.function.parameters
            else variable
            for index, variable in enumerate(lowered.function.variables)
        ),
    )
    return annotated(function, callees, definitions)


def annotated(function: ArcFunction, callees: OwnershipTable, definitions: TypeDefinitions) -> BorrowAnnotated:
    """Relates every projection to its base, in a function whose parameters are decided.

    Raises `InternalError` if `callees` lacks a function that is called.
    """
    called: dict[FunctionId, tuple[Ownership, ...]] = {}
    for callee in all_owned(function):
        if callee != function.id and callee not in callees:
            raise InternalError(f"nothing is known about how {callee} takes its parameters")
        called[callee] = function.ownership if callee == function.id else callees[callee]
    lenders = _lenders(function)
    transferring = _transferring(function, lenders, _consumed(function, called))
    classifier = Classifier(definitions)
    ended = {whole for whole in lenders.values() if classifier.holds_drop(function.variables[whole].type)}
    return BorrowAnnotated(function, called, lenders, transferring | ended)


def _transferring(function: ArcFunction, lenders: Mapping[VarId, VarId], consumed: set[VarId]) -> frozenset[VarId]:
    """The wholes that do not stay alive for the sake of their parts, besides those whose end can be seen.

    A part that is consumed needs a count of its own anyway. So does an element, as soon as its list, or what the list
    is a part of, goes on to another owner, who wants to be the only one in order to change the list in place.
    """
    found: set[VarId] = set()
    for variable in consumed:
        found.update(_above(variable, lenders))
    for element in _elements(function):
        wholes = set(_above(element, lenders))
        if not wholes.isdisjoint(consumed):
            found |= wholes
    return frozenset(found)


def _elements(function: ArcFunction) -> set[VarId]:
    """The variables that are elements of lists."""
    return {
        target
        for block in function.blocks
        for instruction in block.instructions
        if is_element(instruction) and (target := definition(instruction)) is not None
    }


def _ownership(function: ArcFunction, borrowed: frozenset[VarId]) -> tuple[Ownership, ...]:
    return tuple(Ownership.BORROWED if parameter in borrowed else Ownership.OWNED for parameter in function.parameters)


def _borrowed_parameters(function: ArcFunction, definitions: TypeDefinitions) -> frozenset[VarId]:
    """The borrowed parameters of the function and its blocks: the greatest fixpoint.

    All start out as borrowed, in calls of the function itself too, and lose that only for a reason.
    """
    classifier = Classifier(definitions)
    lenders = _lenders(function)
    literals = string_literals(function)
    passed = _passed(function)
    parameters = {*passed} if function.chains_calls else {*function.parameters, *passed}
    borrowed = {parameter for parameter in parameters if classifier.is_counted(function.variables[parameter])}
    borrowed -= _reusable_roots(function)
    borrowed -= _changed_roots(function, passed, definitions)
    borrowed -= _rebuilt_roots(function)
    # When a drop runs can be seen, so it must not depend on what else a function does with its parameter.
    borrowed -= {parameter for parameter in parameters if classifier.holds_drop(function.variables[parameter].type)}
    while True:
        kept_alive = borrowed | literals
        lost = borrowed & _consumed_if(function, borrowed, passed)
        lost |= {
            parameter
            for parameter in borrowed
            if any(_whole(argument, lenders) not in kept_alive for argument in passed.get(parameter, ()))
        }
        if not lost:
            return frozenset(borrowed)
        borrowed -= lost


def _consumed_if(function: ArcFunction, borrowed: set[VarId], passed: Mapping[VarId, list[VarId]]) -> set[VarId]:
    """What is consumed somewhere, given which parameters are borrowed; other functions own all theirs."""
    ownership = _ownership(function, frozenset(borrowed))
    callees = {**all_owned(function), function.id: ownership}
    found: set[VarId] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            found.update(consumed_operands(instruction, callees))
        if isinstance(block.terminator, Return):
            found.add(block.terminator.value)
    for parameter, arguments in passed.items():
        if parameter not in borrowed:
            found.update(arguments)
    return found


def _passed(function: ArcFunction) -> dict[VarId, list[VarId]]:
    """For each block parameter what jumps pass for it."""
    passed: dict[VarId, list[VarId]] = {}
    for block in function.blocks:
        if isinstance(block.terminator, Jump):
            parameters = function.blocks[block.terminator.target].parameters
            for parameter, argument in zip(parameters, block.terminator.arguments, strict=True):
                passed.setdefault(parameter, []).append(argument)
    return passed


def all_owned(function: ArcFunction) -> dict[FunctionId, tuple[Ownership, ...]]:
    """The functions that are called, each taken to own all its parameters."""
    return {
        instruction.function: (Ownership.OWNED,) * len(instruction.arguments)
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, Call)
    }


def _consumed(function: ArcFunction, callees: OwnershipTable) -> set[VarId]:
    found: set[VarId] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            found.update(consumed_operands(instruction, callees))
        found.update(consumed_by_terminator(block.terminator, function))
    return found


def _lenders(function: ArcFunction) -> dict[VarId, VarId]:
    found: dict[VarId, VarId] = {}
    for block in function.blocks:
        for instruction in block.instructions:
            base, target = lender(instruction), definition(instruction)
            if base is not None and target is not None:
                found[target] = base
    return found


def _above(variable: VarId, lenders: Mapping[VarId, VarId]) -> Iterator[VarId]:
    """What a variable is a part of, and so on up to the whole."""
    base = lenders.get(variable)
    while base is not None:
        yield base
        base = lenders.get(base)


def _whole(variable: VarId, lenders: Mapping[VarId, VarId]) -> VarId:
    """What a variable is a part of in the end."""
    while (base := lenders.get(variable)) is not None:
        variable = base
    return variable


def _reusable_roots(function: ArcFunction) -> set[VarId]:
    """The wholes that have a box projected where a new cell of its type is still to be made.

    An element of a list has other owners: its cells cannot be reused.
    """
    lenders = _lenders(function)
    elements = _elements(function)
    roots: set[VarId] = set()
    for index, block in enumerate(function.blocks):
        for position, instruction in enumerate(block.instructions):
            target = definition(instruction)
            if target is None or lender(instruction) is None:
                continue
            variable = function.variables[target]
            if variable.kind is VariableKind.BOX and variable.type in _made_after(function, BlockId(index), position):
                if elements.isdisjoint(_above(target, lenders)):
                    roots.add(_whole(target, lenders))
    return roots


def _changed_roots(
    function: ArcFunction, passed: Mapping[VarId, list[VarId]], definitions: TypeDefinitions
) -> set[VarId]:
    """The wholes a part of which is made into another value of its type, as in `s.items = push(s.items, x)`.

    An owner of the whole can hand on its part, so that it is changed in place. A struct or tuple that holds another
    value of the part's type counts too: that is what `next` makes of an iterator. Of calls that make texts of texts,
    only concatenation does that often enough.
    """
    lenders = _lenders(function)
    elements = _elements(function)
    consumers = all_owned(function)
    roots: set[VarId] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Call | CallIntrinsic):
                result = function.variables[instruction.target].type
                made = {result, *_fields(definitions, result)}
                for part in consumed_operands(instruction, consumers):
                    type_ = function.variables[part].type
                    if type_ not in made or (type_ == STR and isinstance(instruction, Call)):
                        continue
                    for origin in _origins(part, passed):
                        if origin in lenders and elements.isdisjoint((origin, *_above(origin, lenders))):
                            roots.add(_whole(origin, lenders))
    return roots


def _fields(definitions: TypeDefinitions, type_: Idx) -> tuple[Idx, ...]:
    """The types of the fields of a struct or tuple."""
    found = definitions.get(type_)
    return tuple(field.type for field in found.fields) if isinstance(found, StructDefinition) else ()


def _origins(variable: VarId, passed: Mapping[VarId, list[VarId]]) -> set[VarId]:
    """A variable, and what it may be if it is the parameter of a block."""
    found: set[VarId] = set()
    work = [variable]
    while work:
        current = work.pop()
        if current not in found:
            found.add(current)
            work += passed.get(current, ())
    return found


def _rebuilt_roots(function: ArcFunction) -> set[VarId]:
    """The wholes a part of which goes into a new value of the same type, as when an iterator makes the next one.

    An owner of the whole moves its parts; a borrower would have to count every one.
    """
    lenders = _lenders(function)
    elements = _elements(function)
    roots: set[VarId] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Construct):
                made = function.variables[instruction.target].type
                for part in instruction.fields:
                    whole = _whole(part, lenders)
                    if whole != part and function.variables[whole].type == made:
                        if elements.isdisjoint((part, *_above(part, lenders))):
                            roots.add(whole)
    return roots


def _made_after(function: ArcFunction, start: BlockId, position: int) -> set[Idx]:
    """The cell types that are made behind a position, on whatever path."""
    made = _made_in(function, start, position)
    seen: set[BlockId] = set()
    work = list(successors(function.blocks[start].terminator))
    while work:
        block = work.pop()
        if block not in seen:
            seen.add(block)
            made |= _made_in(function, block, 0)
            work.extend(successors(function.blocks[block].terminator))
    return made


def _made_in(function: ArcFunction, block: BlockId, position: int) -> set[Idx]:
    return {
        function.variables[instruction.target].type
        for instruction in function.blocks[block].instructions[position:]
        if isinstance(instruction, MakeBox)
    }
