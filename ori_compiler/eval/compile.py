"""From a canonical function to Python closures, one per expression: read a closure to see what its node means.

A closure is called by another closure and never through a C function, so that deep recursion of the program uses
Python's frames, which live on the heap, and not the stack of the thread.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, assert_never

from ori_compiler.canon.ir import (
    PLACES,
    Assign,
    Binary,
    Block,
    BoolConstant,
    Break,
    Call,
    CallIntrinsic,
    CanonFunction,
    CharConstant,
    Continue,
    EndScope,
    Expr,
    FieldGet,
    FloatConstant,
    If,
    IntConstant,
    Intrinsic,
    Labelled,
    Let,
    ListNew,
    LocalId,
    LocalRef,
    Loop,
    Match,
    ObjectCall,
    ObjectNew,
    Poison,
    Return,
    StrConstant,
    StructNew,
    StructUpdate,
    Unary,
    UnitConstant,
    VariantNew,
)
from ori_compiler.eval.decision import compile_tree
from ori_compiler.eval.droppable import DroppableValue
from ori_compiler.eval.frame import UNSET, BreakSignal, Code, ContinueSignal, Frame, ReturnSignal, TailCall
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.machine import Machine, Procedure
from ori_compiler.eval.operators import BINARY, UNARY
from ori_compiler.eval.panic import MalformedIrError, OperationError, PanicError, StackOverflowError
from ori_compiler.eval.stack import Place
from ori_compiler.eval.value import UNIT, Byte, Char, ObjectValue, StructValue, SumValue
from ori_compiler.resolve.entry_points import is_first_frame
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import ListDefinition
from ori_compiler.types.functions import FunctionId, enters_library, item_of, name_of
from ori_compiler.types.pool import BYTE, NEVER, Idx


def compile_function(machine: Machine, function: CanonFunction) -> Procedure:
    """The function as closures that run on `machine`."""
    body = FunctionCompiler(machine, function).tail(function.body)
    return Procedure(function.parameter_count, len(function.locals), body)


class FunctionCompiler:
    """Compiles the expressions of one function; a debugger watches by overriding `tail`, `code` and `panic`."""

    __slots__ = ("_function", "_is_kept", "_machine")

    def __init__(self, machine: Machine, function: CanonFunction) -> None:
        self._machine = machine
        self._function = function
        self._is_kept = isinstance(function.id, ItemId) and is_first_frame(function.id)

    def tail(self, expression: Expr) -> Code:
        """Code for an expression after which nothing remains to be done in this function."""
        match expression:
            case Call():
                return self._tail_call(expression)
            case ObjectCall():
                return self._tail_object_call(expression)
            case Block(statements=statements, result=result):
                return _block(self._all(statements), self.tail(result))
            case If(condition=condition, then=then, otherwise=otherwise):
                return _if(self.code(condition), self.tail(then), self.tail(otherwise))
            case Match():
                return self._match(expression, [self.tail(arm) for arm in expression.arms])
            case Labelled(label=label, body=body):
                return _labelled(label, self.tail(body))
            case _:
                return self.code(expression)

    def code(self, expression: Expr) -> Code:
        """Code for an expression whose value is used in this function."""
        match expression:
            case IntConstant(value=value):
                return _constant(Byte(value) if expression.type == BYTE else value)
            case FloatConstant(value=value) | BoolConstant(value=value) | StrConstant(value=value):
                return _constant(value)
            case CharConstant(value=value):
                return _constant(Char(value))
            case UnitConstant():
                return _constant(UNIT)
            case LocalRef(local=local):
                return self._local_ref(local)
            case Binary():
                return self._binary(expression)
            case Unary():
                return self._unary(expression)
            case Call():
                return self._call(expression)
            case CallIntrinsic():
                return self._call_intrinsic(expression)
            case StructNew(fields=fields):
                return _struct_new(self._all(fields), self._maker(expression.type))
            case StructUpdate(base=base, index=index, value=new):
                return _struct_update(self.code(base), index, self.code(new), self._maker(expression.type))
            case FieldGet(base=base, index=index):
                return _field_get(self.code(base), index)
            case VariantNew(variant=variant, fields=fields):
                return self._variant_new(expression.type, variant, self._all(fields))
            case If(condition=condition, then=then, otherwise=otherwise):
                return _if(self.code(condition), self.code(then), self.code(otherwise))
            case Let(local=local, value=new):
                return _store(local, self.code(new))
            case Assign(local=local, value=new):
                if self._machine.holds_drop(self._function.locals[local].type):
                    return _replace(local, self.code(new), self._machine)
                return _store(local, self.code(new))
            case EndScope(locals=ended):
                return _end_scope(ended, self._machine)
            case Block(statements=statements, result=result):
                return _block(self._all(statements), self.code(result))
            case Loop(label=label, body=body):
                return self._loop(label, self.code(body))
            case Labelled(label=label, body=body):
                return _labelled(label, self.code(body))
            case Break(label=label, value=new):
                return _break(label, self.code(new))
            case Continue(label=label):
                return _continue(label)
            case Return(value=new):
                return _return(self.tail(new))
            case Match():
                return self._match(expression, self._all(expression.arms))
            case ObjectNew(value=captured, methods=methods):
                return _object_new(self.code(captured), methods)
            case ObjectCall():
                return self._object_call(expression)
            case ListNew(elements=elements):
                return _list_new(self._all(elements))
            case Poison():
                raise MalformedIrError(f"{self._function.id} contains a reported error")
            case _:
                assert_never(expression)

    def _all(self, expressions: Sequence[Expr]) -> list[Code]:
        return [self.code(expression) for expression in expressions]

    def panic(self, message: str, span: Span) -> PanicError:
        """The panic of an operation at a place, ready to be raised."""
        function = self._function.id
        return self._machine.begin_panic(PanicError(message, ItemSpan(item_of(function), span), function))

    def _place_of(self, span: Span) -> Place:
        return Place(self._function.id, ItemSpan(item_of(self._function.id), span))

    def _overflow(self, span: Span) -> PanicError:
        function = self._function.id
        return self._machine.begin_panic(StackOverflowError(ItemSpan(item_of(function), span), function))

    def _maker(self, idx: Idx) -> Callable[[tuple[Any, ...]], Any]:
        """What makes a struct value of its fields."""
        drop = self._machine.drop_of(idx)
        if drop is None:
            return StructValue
        end = partial(self._machine.drop, drop)
        return lambda fields: DroppableValue(end, 0, fields)

    def _variant_new(self, idx: Idx, variant: int, fields: list[Code]) -> Code:
        drop = self._machine.drop_of(idx)
        if drop is None:
            return _variant_new(variant, fields)
        end = partial(self._machine.drop, drop)
        return lambda frame: DroppableValue(end, variant, tuple([field(frame) for field in fields]))

    def _local_ref(self, local: LocalId) -> Code:
        function = self._function
        if function.locals[local].is_moved:
            return _moved(local, function)

        def run(frame: Frame) -> Any:
            value = frame[local]
            if value is UNSET:
                raise MalformedIrError(f"local {local} of {function.id} is read before it is bound")
            return value

        return run

    def _binary(self, node: Binary) -> Code:
        left, right, span = self.code(node.left), self.code(node.right), node.span
        operate = BINARY[node.operator]

        def run(frame: Frame) -> Any:
            first = left(frame)
            second = right(frame)
            try:
                return operate(first, second)
            except OperationError as error:
                raise self.panic(error.message, span) from None

        return run

    def _unary(self, node: Unary) -> Code:
        operand, span = self.code(node.operand), node.span
        operate = UNARY[node.operator]

        def run(frame: Frame) -> Any:
            value = operand(frame)
            try:
                return operate(value)
            except OperationError as error:
                raise self.panic(error.message, span) from None

        return run

    def _call(self, node: Call) -> Code:
        function, arguments, span = node.function, self._all(node.arguments), node.span
        machine, calls, place = self._machine, self._machine.calls, self._place_of(span)

        def run(frame: Frame) -> Any:
            values = [argument(frame) for argument in arguments]
            calls.append(place)
            try:
                value = machine.call(function, values)
            except RecursionError:
                raise self._overflow(span) from None
            calls.pop()
            return value

        return run

    def _tail_call(self, node: Call) -> Code:
        if self._keeps_frame(node) or enters_library(self._function.id, node.function):
            return self._call(node)
        function, arguments = node.function, self._all(node.arguments)
        return lambda frame: TailCall(function, [argument(frame) for argument in arguments])

    def _keeps_frame(self, node: Call | ObjectCall) -> bool:
        """Whether the function stays on the stack during a call in tail position, as it does in native code."""
        return self._is_kept or (node.type == NEVER and self._function.result != NEVER)

    def _object_call(self, node: ObjectCall) -> Code:
        callee, slot, arguments, span = self.code(node.object), node.slot, self._all(node.arguments), node.span
        machine, calls, place = self._machine, self._machine.calls, self._place_of(span)

        def run(frame: Frame) -> Any:
            value = callee(frame)
            values = [value.value, *[argument(frame) for argument in arguments]]
            calls.append(place)
            try:
                result = machine.call(value.methods[slot], values)
            except RecursionError:
                raise self._overflow(span) from None
            calls.pop()
            return result

        return run

    def _tail_object_call(self, node: ObjectCall) -> Code:
        if self._keeps_frame(node):
            return self._object_call(node)
        callee, slot, arguments = self.code(node.object), node.slot, self._all(node.arguments)
        caller, place, machine = self._function.id, self._place_of(node.span), self._machine

        def run(frame: Frame) -> Any:
            value = callee(frame)
            values = [value.value, *[argument(frame) for argument in arguments]]
            function = value.methods[slot]
            if not enters_library(caller, function):
                return TailCall(function, values)
            machine.calls.append(place)
            result = machine.call(function, values)
            machine.calls.pop()
            return result

        return run

    def _call_intrinsic(self, node: CallIntrinsic) -> Code:
        arguments, span = self._all(node.arguments), node.span
        if node.intrinsic is Intrinsic.CATCH:
            return self._catch(arguments[0], arguments[1], span)
        if node.intrinsic is Intrinsic.DEBUG_PRINT:
            return self._note(arguments[0], span)
        if node.intrinsic in PLACES:
            return self._place(PLACES.index(node.intrinsic), span)
        perform = self._machine.intrinsics[node.intrinsic]
        if isinstance(self._machine.definition(node.type), ListDefinition) and self._machine.holds_drop(node.type):
            perform = _on_a_copy(perform)

        def run(frame: Frame) -> Any:
            values = [argument(frame) for argument in arguments]
            try:
                return perform(*values)
            except OperationError as error:
                raise self.panic(error.message, span) from None

        return run

    def _catch(self, body: Code, handler: Code, span: Span) -> Code:
        machine, calls, place = self._machine, self._machine.calls, self._place_of(span)

        def run(frame: Frame) -> Any:
            called, handle = body(frame), handler(frame)
            calls.append(place)
            try:
                value, panic = machine.catch(lambda: machine.call(called.methods[0], [called.value]))
                if panic is not None:
                    value = machine.call(handle.methods[0], [handle.value, panic.message])
            except RecursionError:
                raise self._overflow(span) from None
            calls.pop()
            return value

        return run

    def _note(self, text: Code, span: Span) -> Code:
        machine, at = self._machine, ItemSpan(item_of(self._function.id), span)

        def run(frame: Frame) -> Any:
            machine.note(at, text(frame))
            return UNIT

        return run

    def _place(self, part: int, span: Span) -> Code:
        path, line, column = self._machine.locate(ItemSpan(item_of(self._function.id), span))
        value: Any = (f"@{name_of(self._function.id)}", path, line, column)[part]
        return lambda frame: value

    def _loop(self, label: int, body: Code) -> Code:
        checkpoint = self._machine.checkpoint

        def run(frame: Frame) -> Any:
            while True:
                checkpoint()
                try:
                    body(frame)
                except ContinueSignal as signal:
                    if signal.label != label:
                        raise
                except BreakSignal as signal:
                    if signal.label != label:
                        raise
                    return signal.value

        return run

    def _match(self, node: Match, arms: list[Code]) -> Code:
        scrutinee, local = self.code(node.scrutinee), node.local
        choose = compile_tree(node.tree, self.code)

        def run(frame: Frame) -> Any:
            frame[local] = scrutinee(frame)
            return arms[choose(frame)](frame)

        return run


def _moved(local: LocalId, function: CanonFunction) -> Code:
    """Reads a local for the only time; its frame does not keep the value alive."""

    def run(frame: Frame) -> Any:
        value = frame[local]
        if value is UNSET:
            raise MalformedIrError(f"local {local} of {function.id} is read before it is bound, or twice")
        frame[local] = UNSET
        return value

    return run


def _constant(value: Any) -> Code:
    return lambda frame: value


def _struct_new(fields: list[Code], make: Callable[[tuple[Any, ...]], Any]) -> Code:
    def run(frame: Frame) -> Any:
        values = [field(frame) for field in fields]
        return make(tuple(values))

    return run


def _variant_new(variant: int, fields: list[Code]) -> Code:
    def run(frame: Frame) -> Any:
        values = [field(frame) for field in fields]
        return SumValue(variant, tuple(values))

    return run


def _on_a_copy(perform: Callable[..., Any]) -> Callable[..., Any]:
    """A change of a list on a copy: versions of one list keep each other's elements, whose ends can be seen here."""
    return lambda list_, *arguments: perform(ListValue(tuple(list_)), *arguments)


def _object_new(value: Code, methods: tuple[FunctionId, ...]) -> Code:
    return lambda frame: ObjectValue(value(frame), methods)


def _list_new(elements: list[Code]) -> Code:
    return lambda frame: ListValue([element(frame) for element in elements])


def _struct_update(base: Code, index: int, value: Code, make: Callable[[tuple[Any, ...]], Any]) -> Code:
    def updated(new: Any, fields: tuple[Any, ...]) -> Any:
        return make((*fields[:index], new, *fields[index + 1 :]))

    # No name holds on to the new value when evaluating the old one panics: it goes as soon as the panic passes.
    return lambda frame: updated(value(frame), base(frame).fields)


def _field_get(base: Code, index: int) -> Code:
    return lambda frame: base(frame).fields[index]


def _if(condition: Code, then: Code, otherwise: Code) -> Code:
    return lambda frame: then(frame) if condition(frame) else otherwise(frame)


def _store(local: LocalId, value: Code) -> Code:
    def run(frame: Frame) -> Any:
        frame[local] = value(frame)
        return UNIT

    return run


def _replace(local: LocalId, value: Code, machine: Machine) -> Code:
    def run(frame: Frame) -> Any:
        frame[local] = value(frame)
        machine.raise_drop_panic()
        return UNIT

    return run


def _end_scope(locals_: tuple[LocalId, ...], machine: Machine) -> Code:
    def run(frame: Frame) -> Any:
        for local in locals_:
            frame[local] = UNSET
        machine.raise_drop_panic()
        return UNIT

    return run


def _block(statements: list[Code], result: Code) -> Code:
    def run(frame: Frame) -> Any:
        for statement in statements:
            statement(frame)
        return result(frame)

    return run


def _labelled(label: int, body: Code) -> Code:
    def run(frame: Frame) -> Any:
        try:
            return body(frame)
        except BreakSignal as signal:
            if signal.label != label:
                raise
            return signal.value

    return run


def _break(label: Any, value: Code) -> Code:
    def run(frame: Frame) -> Any:
        raise BreakSignal(label, value(frame))

    return run


def _continue(label: Any) -> Code:
    def run(frame: Frame) -> Any:
        raise ContinueSignal(label)

    return run


def _return(value: Code) -> Code:
    def run(frame: Frame) -> Any:
        raise ReturnSignal(value(frame))

    return run
