"""Runs ARC IR on a heap that counts, so that ownership can be tested without a code generator.

Every string, cell and list is an object with a count. Touching one after its end, ending one that is shared, and
taking a count below zero raise `HeapError`; what is still alive at the end is for the test to look at.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ori_compiler.arc import ir
from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.ir import ArcFunction, Ownership, VarId
from ori_compiler.arc.operands import cleanup, definition, operands
from ori_compiler.arc.ownership_rules import can_panic
from ori_compiler.arc.sole_owners import changed_by_sole_owners
from ori_compiler.arc.thunks import methods_of, thunks, uncounted_thunk
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.eval.intrinsics import intrinsics
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.operators import BINARY, UNARY
from ori_compiler.eval.panic import OperationError
from ori_compiler.eval.value import UNIT, Byte, Char, StructValue, SumValue, Value
from ori_compiler.types.definitions import ListDefinition, StructDefinition, SumDefinition, TypeDefinitions
from ori_compiler.types.functions import FunctionId, Thunk
from ori_compiler.types.pool import BYTE, CHAR, STR, VOID, Idx

_LIST_INTRINSICS = frozenset(each for each in Intrinsic if each.name.startswith("LIST_"))


class HeapError(AssertionError):
    """The program broke the heap."""


class ArcPanicError(Exception):
    """The program panicked."""


class AbortError(BaseException):
    """The program panicked while a panic unwound."""


class Object:
    """A counted string (`content` is the text), cell (the value in it) or list (a Python list of the elements)."""

    __slots__ = ("content", "count", "drop", "is_static")

    def __init__(self, content: Any, is_static: bool = False) -> None:
        self.content = content
        self.drop: FunctionId | None = None
        self.count = 1
        self.is_static = is_static


class Struct:
    __slots__ = ("fields",)

    def __init__(self, fields: tuple[Any, ...]) -> None:
        self.fields = fields


class Sum:
    __slots__ = ("fields", "variant")

    def __init__(self, variant: int, fields: tuple[Any, ...]) -> None:
        self.variant = variant
        self.fields = fields


class Behind:
    """An object of the language: a cell behind a table."""

    __slots__ = ("box", "methods")

    def __init__(self, box: Object, methods: tuple[FunctionId, ...]) -> None:
        self.box = box
        self.methods = methods


class Token:
    """The memory of a dead cell, or none."""

    __slots__ = ("has_memory",)

    def __init__(self, has_memory: bool) -> None:
        self.has_memory = has_memory


class Heap:
    """Objects, and what was done to them."""

    def __init__(self) -> None:
        self.live: set[Object] = set()
        self.tokens = 0
        self.allocations = 0
        self.reuses = 0
        self.increments = 0
        self.run_drop: Callable[[Object], None] = lambda target: None
        self.copies = 0

    def new(self, content: Any) -> Object:
        self.allocations += 1
        made = Object(content)
        self.live.add(made)
        return made

    def read(self, target: Object) -> Any:
        if target.count <= 0:
            raise HeapError("an object is read after its end")
        return target.content

    def increment(self, value: Any) -> None:
        for target in references(value):
            self.read(target)
            if not target.is_static:
                target.count += 1
                self.increments += 1

    def decrement(self, value: Any) -> None:
        for target in reversed(list(references(value))):
            content = self.read(target)
            if not target.is_static:
                target.count -= 1
                if target.count == 0:
                    if target.drop is not None:
                        target.count = 1
                        self.run_drop(target)
                        if target.count != 1:
                            raise HeapError("a drop leaves its value with another count")
                        target.count = 0
                    self.live.remove(target)
                    self.decrement(content)

    def give_up(self, cell: Object) -> Token:
        """Ends a unique cell without releasing its content."""
        if cell.count != 1:
            raise HeapError("a cell is taken that is not unique")
        cell.count = 0
        self.live.remove(cell)
        return self.token(True)

    def token(self, has_memory: bool) -> Token:
        self.tokens += has_memory
        return Token(has_memory)

    def end_token(self, token: Token) -> None:
        self.tokens -= token.has_memory
        token.has_memory = False


def references(value: Any) -> Iterator[Object]:
    """The counted objects that a value refers to itself, not through another object."""
    if isinstance(value, Object):
        yield value
    elif isinstance(value, Behind):
        yield value.box
    elif isinstance(value, Struct | Sum):
        for part in value.fields:
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


class Evaluator:
    """Runs functions; with `panic_at`, the instruction that can panic with that number (from 0) does."""

    def __init__(
        self,
        functions: Mapping[FunctionId, ArcFunction],
        definitions: TypeDefinitions,
        panic_at: int | None = None,
        step_limit: int = 20_000,
        is_counted: bool = True,
    ) -> None:
        self.heap = Heap()
        self.heap.run_drop = self._run_drop
        self.kept_panic: ArcPanicError | None = None
        self._is_unwinding = False
        self.printed: list[str] = []
        self.chances = 0
        if is_counted:
            made = thunks([*functions.values()], definitions)
        else:
            made = (uncounted_thunk(functions[method]) for method in methods_of(functions.values()))
        self._functions = {**functions, **{thunk.id: thunk for thunk in made}}
        self._sole = {each.id: changed_by_sole_owners(each) for each in self._functions.values()}
        self._definitions = definitions
        self._classifier = Classifier(definitions)
        self._panic_at = panic_at
        self._is_counted = is_counted
        self._steps_left = step_limit
        self._intrinsics = intrinsics(self.printed.append)

    def call(self, function: FunctionId, *arguments: Value) -> Value:
        """Calls a function with plain values and gives its result as a plain value, all references released."""
        known = self._functions[function]
        types = [known.variables[parameter].type for parameter in known.parameters]
        counted = [self.counted(value, idx) for value, idx in zip(arguments, types, strict=True)]
        try:
            result = self._run(known, counted)
        finally:
            for value, ownership in zip(counted, known.ownership, strict=True):
                if ownership is Ownership.BORROWED:
                    self.heap.decrement(value)
        plain = self.plain(result, known.result)
        if self._is_counted:
            self.heap.decrement(result)
        return plain

    def counted(self, value: Value, idx: Idx) -> Any:
        """A plain value on the heap, every string and cell its own."""
        match self._definitions.get(idx):
            case StructDefinition(fields=fields) if isinstance(value, StructValue):
                return Struct(tuple(self.counted(v, f.type) for v, f in zip(value.fields, fields, strict=True)))
            case SumDefinition(variants=variants) if isinstance(value, SumValue):
                parts = []
                for part, field in zip(value.fields, variants[value.variant].fields, strict=True):
                    made = self.counted(part, field.type)
                    parts.append(self.heap.new(made) if self._classifier.is_boxed(idx, field) else made)
                return Sum(value.variant, tuple(parts))
            case ListDefinition(element=element) if isinstance(value, ListValue):
                return self.heap.new([self.counted(each, element) for each in value])
            case _:
                return self.heap.new(value) if idx == STR else value

    def plain(self, value: Any, idx: Idx) -> Value:
        """A heap value as the interpreter has it."""
        match self._definitions.get(idx):
            case StructDefinition(fields=fields):
                return StructValue(tuple(self.plain(v, f.type) for v, f in zip(value.fields, fields, strict=True)))
            case SumDefinition(variants=variants):
                parts = []
                for part, field in zip(value.fields, variants[value.variant].fields, strict=True):
                    content = self.heap.read(part) if self._classifier.is_boxed(idx, field) else part
                    parts.append(self.plain(content, field.type))
                return SumValue(value.variant, tuple(parts))
            case ListDefinition(element=element):
                return ListValue([self.plain(each, element) for each in self.heap.read(value)])
            case _:
                return self.heap.read(value) if idx == STR else value

    def _run(self, function: ArcFunction, arguments: list[Any]) -> Any:
        frame: dict[VarId, Any] = dict(zip(function.parameters, arguments, strict=True))
        block = function.blocks[0]
        while True:
            for instruction in block.instructions:
                self._steps_left -= 1
                if self._steps_left < 0:
                    raise TimeoutError("the program takes too long")
                try:
                    self._step(function, frame, instruction)
                except (OperationError, ArcPanicError) as panic:
                    if isinstance(panic, OperationError) and self.kept_panic is not None:
                        panic, self.kept_panic = self.kept_panic, None
                    was_unwinding, self._is_unwinding = self._is_unwinding, True
                    for variable in cleanup(instruction):
                        self._release(frame[variable])
                    self._is_unwinding = was_unwinding
                    raise ArcPanicError(str(panic)) from None
            match block.terminator:
                case ir.Jump(target=target, arguments=values):
                    block_values = [frame[value] for value in values]
                    block = function.blocks[target]
                    frame.update(zip(block.parameters, block_values, strict=True))
                case ir.Branch(condition=condition, then=then, otherwise=otherwise):
                    block = function.blocks[then if frame[condition] else otherwise]
                case ir.Switch(value=value, cases=cases, default=default):
                    block = function.blocks[dict(cases).get(_number(frame[value]), default)]
                case ir.Return(value=value):
                    return frame[value]
                case ir.Unreachable():
                    raise HeapError("control came where it cannot")

    def _run_drop(self, target: Object) -> None:
        """Calls the `drop` of a dying value; a panic in it is kept."""
        if target.drop is None:
            raise HeapError("a value without drop is dropped")
        earlier, self.kept_panic = self.kept_panic, None
        try:
            self._run(self._functions[Thunk(target.drop)], [Object(target, is_static=True)])
        except ArcPanicError as panic:
            if self._is_unwinding:
                raise AbortError from None
            self.kept_panic = panic
        if earlier is not None:
            if self.kept_panic is not None:
                raise AbortError
            self.kept_panic = earlier

    def _raise_drop_panic(self) -> None:
        kept, self.kept_panic = self.kept_panic, None
        if kept is not None:
            raise kept

    def _made(self, function: ArcFunction, target: VarId, content: Any) -> Any:
        """A new struct or sum; one with a `drop` is an object."""
        definition = self._definitions.get(function.variables[target].type)
        if not isinstance(definition, StructDefinition | SumDefinition) or definition.drop is None:
            return content
        made = self.heap.new(content)
        made.drop = definition.drop
        return made

    def _content(self, value: Any) -> Any:
        """What a struct or sum is made of."""
        return self.heap.read(value) if isinstance(value, Object) else value

    def _release(self, value: Any) -> None:
        if isinstance(value, Token):
            self.heap.end_token(value)
        else:
            self.heap.decrement(value)

    def _chance(self) -> None:
        self.chances += 1
        if self._panic_at == self.chances - 1:
            raise ArcPanicError("simulated")

    def _step(self, function: ArcFunction, frame: dict[VarId, Any], instruction: ir.Instruction) -> None:
        heap = self.heap
        if definition(instruction) in self._sole[function.id] and frame[operands(instruction)[0]].count != 1:
            raise HeapError("a list that is changed has other owners")
        match instruction:
            case ir.Literal(target=target, value=value):
                frame[target] = _literal(value, function.variables[target].type)
            case ir.Binary(target=target, operator=operator, left=left, right=right):
                frame[target] = BINARY[operator](frame[left], frame[right])
            case ir.Checked(target=target, operator=operator, left=left, right=right):
                self._chance()
                frame[target] = BINARY[operator](frame[left], frame[right])
            case ir.Unary(target=target, operator=operator, operand=operand):
                frame[target] = UNARY[operator](frame[operand])
            case ir.CheckedUnary(target=target, operator=operator, operand=operand):
                self._chance()
                frame[target] = UNARY[operator](frame[operand])
            case ir.Call(target=target, function=callee, arguments=arguments):
                frame[target] = self._run(self._functions[callee], [frame[argument] for argument in arguments])
            case ir.MakeObject(target=target, box=box, methods=methods):
                frame[target] = Behind(frame[box], methods)
            case ir.CallObject(target=target, object=callee, slot=slot, arguments=arguments, is_tail=is_tail):
                method = frame[callee].methods[slot]
                taking_over = self._functions.get(Thunk(method, is_tail=True)) if is_tail else None
                thunk = taking_over or self._functions[Thunk(method)]
                frame[target] = self._run(thunk, [frame[callee].box, *(frame[argument] for argument in arguments)])
                if is_tail and taking_over is None and self._is_counted:
                    heap.decrement(frame[callee])
            case ir.CallIntrinsic(target=target, intrinsic=Intrinsic.RAISE_DROP_PANIC):
                self._raise_drop_panic()
                frame[target] = UNIT
            case ir.CallIntrinsic(target=target, arguments=arguments) if instruction.intrinsic in _LIST_INTRINSICS:
                list_, *rest = (frame[argument] for argument in arguments)
                frame[target] = self._list_operation(instruction.intrinsic, list_, rest)
            case ir.CallIntrinsic(target=target, intrinsic=intrinsic, arguments=arguments):
                if can_panic(instruction) and intrinsic is not Intrinsic.PANIC:
                    self._chance()
                values = [self._plain_operand(frame[argument]) for argument in arguments]
                result = self._intrinsics[intrinsic](*values)
                frame[target] = heap.new(result) if isinstance(result, str) else result
                if intrinsic in (Intrinsic.STR_CONCAT, Intrinsic.STR_APPEND_INT):
                    heap.decrement(frame[arguments[0]])
            case ir.Construct(target=target, fields=fields):
                frame[target] = self._made(function, target, Struct(tuple(frame[part] for part in fields)))
            case ir.ConstructVariant(target=target, variant=variant, fields=fields):
                frame[target] = self._made(function, target, Sum(variant, tuple(frame[part] for part in fields)))
            case ir.OwnList(target=target, list=list_):
                frame[target] = self._owned(frame[list_])
            case ir.TakeElement(target=target, list=list_, index=index):
                elements = heap.read(frame[list_])
                if frame[list_].count != 1:
                    raise HeapError("an element is taken out of a shared list")
                frame[target], elements[frame[index]] = elements[frame[index]], None
            case ir.ConstructList(target=target, elements=elements):
                frame[target] = heap.new([frame[element] for element in elements])
            case ir.Project(target=target, base=base, index=index):
                frame[target] = self._content(frame[base]).fields[index]
            case ir.ProjectPayload(target=target, base=base, variant=variant, index=index):
                content = self._content(frame[base])
                if content.variant != variant:
                    raise HeapError("a payload of another variant is read")
                frame[target] = content.fields[index]
            case ir.ReplaceField(target=target, base=base, index=index, value=value):
                fields = list(frame[base].fields)
                heap.decrement(fields[index])
                fields[index] = frame[value]
                frame[target] = Struct(tuple(fields))
            case ir.GetVariant(target=target, base=base):
                frame[target] = self._content(frame[base]).variant
            case ir.MakeBox(target=target, value=value, token=token):
                if token is not None:
                    heap.reuses += frame[token].has_memory
                    heap.end_token(frame[token])
                frame[target] = heap.new(frame[value])
            case ir.OpenBox(target=target, box=box):
                frame[target] = heap.read(frame[box])
            case ir.Destructure() | ir.KeepAlive():
                pass
            case ir.Unbox(box=box, content=content, token=token):
                made = self._unbox(frame[box], frame[content])
                if token is None:
                    heap.end_token(made)
                else:
                    frame[token] = made
            case ir.RcIncrement(variable=variable):
                heap.increment(frame[variable])
            case ir.RcDecrement(variable=variable):
                heap.decrement(frame[variable])
            case ir.Reset(token=token, box=box):
                frame[token] = self._reset(frame[box])
            case ir.FreeToken(token=token):
                heap.end_token(frame[token])

    def _list_operation(self, intrinsic: Intrinsic, list_: Object, rest: list[Any]) -> Any:
        elements = self.heap.read(list_)
        if intrinsic is Intrinsic.LIST_LENGTH:
            return len(elements)
        if intrinsic is Intrinsic.LIST_GET:
            return elements[rest[0]]
        if intrinsic is Intrinsic.LIST_SLICE:
            part = list(elements[rest[0] : rest[1]])
            self.heap.increment(part)
            self.heap.decrement(list_)
            return self.heap.new(part)
        list_ = self._owned(list_)
        elements = list_.content
        if intrinsic is Intrinsic.LIST_SET:
            self.heap.decrement(elements[rest[0]])
            elements[rest[0]] = rest[1]
        elif intrinsic is Intrinsic.LIST_PUSH:
            elements.append(rest[0])
        elif intrinsic is Intrinsic.LIST_TRUNCATE:
            dropped = elements[rest[0] :]
            del elements[rest[0] :]
            self.heap.decrement(dropped)
        return list_

    def _owned(self, list_: Object) -> Object:
        """The list, or a copy if it has other owners."""
        if list_.count == 1:
            return list_
        self.heap.copies += 1
        elements = list(self.heap.read(list_))
        self.heap.increment(elements)
        self.heap.decrement(list_)
        return self.heap.new(elements)

    def _unbox(self, cell: Object, content: Any) -> Token:
        if self.heap.read(cell) is not content:
            raise HeapError("a box is taken apart into something else than its content")
        if cell.count == 1:
            return self.heap.give_up(cell)
        self.heap.increment(content)
        self.heap.decrement(cell)
        return self.heap.token(False)

    def _reset(self, cell: Object) -> Token:
        content = self.heap.read(cell)
        if cell.count == 1:
            token = self.heap.give_up(cell)
            self.heap.decrement(content)
            return token
        self.heap.decrement(cell)
        return self.heap.token(False)

    def _plain_operand(self, value: Any) -> Any:
        return self.heap.read(value) if isinstance(value, Object) else value


def _literal(value: int | float | bool | str | None, idx: Idx) -> Any:
    if isinstance(value, str):
        return Object(value, is_static=True)
    if idx == VOID:
        return UNIT
    if idx == BYTE and isinstance(value, int):
        return Byte(value)
    if idx == CHAR and isinstance(value, int):
        return Char(value)
    return value


def _number(value: Any) -> int:
    if isinstance(value, Byte):
        return value.value
    if isinstance(value, Char):
        return value.code_point
    return int(value)
