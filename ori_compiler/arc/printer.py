"""ARC IR as text, for people: `oric emit --kind arc`, test failures, the verifier's reader.

In: a function at any stage and how to name a type. Out: text. A variable is `%3`, or `%name.3` if the source names
it; every definition shows its type, `box T` is a counted cell and `token T` the memory of a dead one.
"""

from collections.abc import Callable, Iterator
from typing import assert_never

from ori_compiler.arc.annotations import annotations
from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    Block,
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
from ori_compiler.arc.operands import cleanup, definition
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.functions import DerivedFunction, FunctionId, Thunk, name_of
from ori_compiler.types.pool import CHAR, STR, VOID, Idx

TypeName = Callable[[Idx], str]

_NOTE_COLUMN = 56
_TAIL = "tail "


def format_function(function: ArcFunction, type_name: TypeName) -> str:
    """The function as text, with a line end at the end."""
    return "\n".join(line for line, _ in _Printer(function, type_name).lines()) + "\n"


def annotated_lines(function: ArcFunction, type_name: TypeName) -> list[tuple[str, Span | None]]:
    """The function's lines, with what each does to owners and memory in words, and the source they stand for."""
    annotate = annotations(function)
    lines: list[tuple[str, Span | None]] = []
    for line, instruction in _Printer(function, type_name).lines():
        note = annotate(instruction) if instruction is not None else ""
        span = instruction.span if instruction is not None else None
        lines.append((f"{line:<{_NOTE_COLUMN}}  ; {note}" if note else line, span))
    return lines


def function_name(function: FunctionId, type_name: TypeName) -> str:
    """How a function is written where it is called."""
    if isinstance(function, DerivedFunction):
        return f"@{type_name(function.type)}.{function.operation}"
    if isinstance(function, Thunk):
        return f"{function_name(function.function, type_name)}.{'tail' if function.is_tail else 'thunk'}"
    suffix = f"#{function.nth}" if isinstance(function, ItemId) and function.nth else ""
    return f"@{name_of(function)}{suffix}"


class _Printer:
    """Prints one function."""

    def __init__(self, function: ArcFunction, type_name: TypeName) -> None:
        self._function = function
        self._type_name = type_name

    def lines(self) -> Iterator[tuple[str, Instruction | None]]:
        """Each line, with the instruction that it shows, if it shows one."""
        function = self._function
        pairs = zip(function.parameters, function.ownership, strict=True)
        parameters = ", ".join(f"{self._name(p)}: {ownership.value} {self._type(p)}" for p, ownership in pairs)
        name = function_name(function.id, self._type_name)
        yield f"{name} ({parameters}) -> {self._type_name(function.result)}", None
        for index, block in enumerate(function.blocks):
            yield from self._block(index, block)

    def _block(self, index: int, block: Block) -> Iterator[tuple[str, Instruction | None]]:
        parameters = ", ".join(map(self._typed, block.parameters))
        yield (f"b{index}({parameters}):" if parameters else f"b{index}:"), None
        for instruction in block.instructions:
            target = definition(instruction)
            head = "" if target is None else f"{self._typed(target)} = "
            released = cleanup(instruction)
            tail = f" cleanup {self._list(released)}" if released else ""
            yield f"    {head}{self._operation(instruction)}{tail}", instruction
        yield f"    {self._terminator(block.terminator)}", None

    def _operation(self, instruction: Instruction) -> str:
        name = self._name
        match instruction:
            case Literal(target=target, value=value):
                return f"literal {self._value(target, value)}"
            case Binary(operator=operator, left=left, right=right):
                return f"{operator.value} {name(left)}, {name(right)}"
            case Checked(operator=operator, left=left, right=right):
                return f"checked {operator.value} {name(left)}, {name(right)}"
            case Unary(operator=operator, operand=operand):
                return f"{operator.value} {name(operand)}"
            case CheckedUnary(operator=operator, operand=operand):
                return f"checked {operator.value} {name(operand)}"
            case Call(function=function, arguments=arguments, is_tail=is_tail):
                callee_name = function_name(function, self._type_name)
                return f"{_TAIL if is_tail else ''}call {callee_name}{self._list(arguments)}"
            case CallIntrinsic(intrinsic=intrinsic, arguments=arguments):
                return f"{intrinsic.value}{self._list(arguments)}"
            case Construct(fields=fields):
                return f"construct{self._list(fields)}"
            case ConstructVariant(variant=variant, fields=fields):
                return f"variant {variant}{self._list(fields)}"
            case OwnList(list=list_):
                return f"own_list {name(list_)}"
            case TakeElement(list=list_, index=index):
                return f"take_element {name(list_)}, {name(index)}"
            case ConstructList(elements=elements):
                return f"list{self._list(elements)}"
            case Project(base=base, index=index):
                return f"project {name(base)}.{index}"
            case ProjectPayload(base=base, variant=variant, index=index):
                return f"payload {name(base)}.{variant}.{index}"
            case ReplaceField(base=base, index=index, value=value):
                return f"replace {name(base)}.{index} by {name(value)}"
            case GetVariant(base=base):
                return f"variant_of {name(base)}"
            case MakeBox(value=value, token=token):
                return f"make_box {name(value)}" + (f" in {name(token)}" if token is not None else "")
            case OpenBox(box=box):
                return f"open_box {name(box)}"
            case MakeObject(box=box, methods=methods):
                table = ", ".join(function_name(method, self._type_name) for method in methods)
                return f"make_object {name(box)} [{table}]"
            case CallObject(object=callee, slot=slot, arguments=arguments, is_tail=is_tail):
                return f"{_TAIL if is_tail else ''}call_slot {slot} of {name(callee)}{self._list(arguments)}"
            case Destructure(base=base, parts=parts):
                return f"destructure {name(base)} to {self._list(parts)}"
            case Unbox(box=box, content=content):
                return f"unbox {name(box)} to {name(content)}"
            case KeepAlive(variable=variable):
                return f"keep_alive {name(variable)}"
            case RcIncrement(variable=variable):
                return f"increment {name(variable)}"
            case RcDecrement(variable=variable):
                return f"decrement {name(variable)}"
            case Reset(box=box):
                return f"reset {name(box)}"
            case FreeToken(token=token):
                return f"free_token {name(token)}"
            case _:
                assert_never(instruction)

    def _terminator(self, terminator: Terminator) -> str:
        match terminator:
            case Jump(target=target, arguments=arguments):
                return f"jump b{target}{self._list(arguments) if arguments else ''}"
            case Branch(condition=condition, then=then, otherwise=otherwise):
                return f"branch {self._name(condition)} then b{then} else b{otherwise}"
            case Switch(value=value, cases=cases, default=default):
                targets = [f"{self._value(value, literal)} -> b{block}" for literal, block in cases]
                return f"switch {self._name(value)} {', '.join([*targets, f'else -> b{default}'])}"
            case Return(value=value):
                return f"return {self._name(value)}"
            case Unreachable():
                return "unreachable"
            case _:
                assert_never(terminator)

    def _value(self, variable: VarId, value: int | float | bool | str | None) -> str:
        idx = self._function.variables[variable].type
        if idx == VOID:
            return "()"
        if idx == STR:
            return quoted(str(value), '"')
        if idx == CHAR and isinstance(value, int):
            return quoted(chr(value), "'")
        if isinstance(value, bool):
            return "true" if value else "false"
        return repr(value)

    def _list(self, variables: tuple[VarId, ...]) -> str:
        return f"({', '.join(map(self._name, variables))})"

    def _typed(self, variable: VarId) -> str:
        return f"{self._name(variable)}: {self._type(variable)}"

    def _name(self, variable: VarId) -> str:
        name = self._function.variables[variable].name
        return f"%{name}.{variable}" if name else f"%{variable}"

    def _type(self, variable: VarId) -> str:
        known = self._function.variables[variable]
        borrowed = "borrowed " if known.is_borrowed else ""
        kind = "" if known.kind is VariableKind.VALUE else f"{known.kind.value} "
        return f"{borrowed}{kind}{self._type_name(known.type)}"


_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\\": "\\\\"}


def quoted(text: str, quote: str) -> str:
    """The text as a literal on one line; what is not printable as its code point."""
    return f"{quote}{''.join(_escaped(character, quote) for character in text)}{quote}"


def _escaped(character: str, quote: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == quote:
        return f"\\{quote}"
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"
