"""What instructions do to owners and memory, in words: for the view of ARC IR in editors.

In: a function at any stage. Out: a note for each instruction that counts, copies, allocates or reuses; none for the
others. Whether a list is changed in place is decided as code generation does (`sole_owners.py`).
"""

from collections.abc import Callable

from ori_compiler.arc.ir import (
    ArcFunction,
    CallIntrinsic,
    ConstructList,
    Destructure,
    FreeToken,
    Instruction,
    MakeBox,
    OwnList,
    RcDecrement,
    RcIncrement,
    ReplaceField,
    Reset,
    TakeElement,
    Unbox,
)
from ori_compiler.arc.operands import cleanup, definition
from ori_compiler.arc.sole_owners import changed_by_sole_owners
from ori_compiler.canon.ir import Intrinsic

Annotate = Callable[[Instruction], str]


def annotations(function: ArcFunction) -> Annotate:
    """A function that says what there is to say about an instruction of `function`; empty for most."""
    sole = changed_by_sole_owners(function)

    def annotate(instruction: Instruction) -> str:
        notes = [_note(instruction, definition(instruction) in sole)]
        released = len(cleanup(instruction))
        if released:
            notes.append(f"a panic releases {released} value{'s' if released > 1 else ''}")
        return "; ".join(filter(None, notes))

    return annotate


def _note(instruction: Instruction, has_sole_owner: bool) -> str:
    match instruction:
        case RcIncrement():
            return "one owner more"
        case RcDecrement():
            return "one owner fewer: the last one releases what it holds"
        case Reset():
            return "keeps the memory for reuse if nobody else has it"
        case MakeBox(token=None):
            return "allocates"
        case MakeBox():
            return "reuses that memory, or allocates if there is none"
        case FreeToken():
            return "frees memory that was not reused"
        case Unbox(token=None):
            return "moves the content out if nobody else has it, else counts it"
        case Unbox():
            return "moves the content out and keeps the memory if nobody else has it, else counts it"
        case Destructure():
            return "takes the parts over; nothing is counted"
        case ConstructList(elements=elements) if elements:
            return "allocates"
        case OwnList() | CallIntrinsic(intrinsic=Intrinsic.LIST_SET | Intrinsic.LIST_PUSH) if has_sole_owner:
            return "in place: nobody else has the list"
        case OwnList() | CallIntrinsic(intrinsic=Intrinsic.LIST_SET | Intrinsic.LIST_PUSH):
            return "in place if nobody else has the list, else in a copy"
        case CallIntrinsic(intrinsic=Intrinsic.LIST_SLICE):
            return "shares the memory of the list"
        case TakeElement():
            return "moves the element out"
        case ReplaceField():
            return "releases the old value"
        case _:
            return ""
