"""Canonical IR as text, for `oric emit --kind canon` and golden files.

A function in, lines out. Locals are `%name.id` (compiler-made ones `%id`), labels `'id`, functions `@name`, and a
type follows where the text alone would not tell it. Decision trees stand above the arms they choose from::

    fn @area(%shape.0: Shape) -> int {
      match %1 = %shape.0 {
        switch %1 {
          variant 0 -> let %side.2 = %1.0#0; arm 0
          else -> arm 1
        }
        arm 0: int_multiply(%side.2, %side.2)
        arm 1: 0
      }
    }
"""

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from ori_compiler.canon.ir import (
    Assign,
    Binary,
    Bind,
    Block,
    BoolConstant,
    Break,
    Call,
    CallIntrinsic,
    CanonFunction,
    CharConstant,
    Compute,
    Continue,
    DecisionTree,
    EndScope,
    Expr,
    FieldGet,
    FieldStep,
    FloatConstant,
    Guard,
    If,
    IntConstant,
    Labelled,
    Leaf,
    Let,
    ListNew,
    LocalId,
    LocalRef,
    Loop,
    Match,
    ObjectCall,
    ObjectNew,
    Place,
    Poison,
    Return,
    StrConstant,
    StructNew,
    StructUpdate,
    SwitchLiteral,
    SwitchVariant,
    TestRange,
    Unary,
    UnitConstant,
    Unmatched,
    VariantNew,
)
from ori_compiler.source.stack import reserve_stack
from ori_compiler.types.functions import DerivedFunction, FunctionId, name_of
from ori_compiler.types.pool import BYTE, CHAR, Idx

_Lines = list[str]
"""The text of an expression: one line if it fits its place, more if it holds a block."""


def print_function(function: CanonFunction, type_name: Callable[[Idx], str]) -> str:
    """The text form of a function, ending in a newline."""
    reserve_stack()
    return "\n".join(_Printer(function, type_name).function()) + "\n"


class _Printer:
    """Prints one function."""

    __slots__ = ("_function", "_type_name")

    def __init__(self, function: CanonFunction, type_name: Callable[[Idx], str]) -> None:
        self._function = function
        self._type_name = type_name

    def function(self) -> Iterator[str]:
        function = self._function
        parameters = ", ".join(self._declared(LocalId(index)) for index in range(function.parameter_count))
        header = f"fn {self._name(function.id)}({parameters}) -> {self._type_name(function.result)} {{"
        yield header
        yield from _indented(self._body(function.body))
        yield "}"

    def _name(self, function: FunctionId) -> str:
        if isinstance(function, DerivedFunction):
            return f"@{self._type_name(function.type)}.{function.operation.value}"
        return f"@{name_of(function)}"

    def _local(self, local: LocalId) -> str:
        name = self._function.locals[local].name
        return f"%{name}.{local}" if name else f"%{local}"

    def _declared(self, local: LocalId) -> str:
        return f"{self._local(local)}: {self._type_name(self._function.locals[local].type)}"

    def _body(self, expression: Expr) -> _Lines:
        """An expression between braces that are already there: a block needs no second pair."""
        if not isinstance(expression, Block):
            return self._expression(expression)
        statements = [_ended(self._expression(statement), ";") for statement in expression.statements]
        return [line for lines in (*statements, self._expression(expression.result)) for line in lines]

    def _braced(self, header: str, expression: Expr) -> _Lines:
        return [f"{header}{{", *_indented(self._body(expression)), "}"]

    def _expression(self, node: Expr) -> _Lines:
        match node:
            case IntConstant(value=value):
                return [f"{value}: byte" if node.type == BYTE else str(value)]
            case FloatConstant(value=value):
                return [repr(value)]
            case BoolConstant(value=value):
                return ["true" if value else "false"]
            case CharConstant(value=value):
                return [_character(value)]
            case StrConstant(value=text):
                return [_string(text)]
            case UnitConstant():
                return ["()"]
            case LocalRef(local=local):
                return [self._local(local)]
            case Binary(operator=operator, left=left, right=right):
                return self._applied(operator.value, (left, right))
            case Unary(operator=operation, operand=operand):
                return self._applied(operation.value, (operand,))
            case Call(function=function, arguments=arguments):
                return self._applied(self._name(function), arguments)
            case CallIntrinsic(intrinsic=intrinsic, arguments=arguments):
                return self._applied(f"#{intrinsic.value}", arguments)
            case StructNew(fields=fields):
                return self._applied(f"new {self._type_name(node.type)}", fields)
            case VariantNew(variant=variant, fields=fields):
                return self._applied(f"new {self._type_name(node.type)}#{variant}", fields)
            case StructUpdate(base=base, index=index, value=new):
                return self._applied(f"update .{index}", (base, new))
            case FieldGet(base=base, index=index):
                return _ended(self._expression(base), f".{index}")
            case If():
                return self._if(node)
            case Let(local=local, value=new):
                keyword = "let mut" if self._function.locals[local].is_mutable else "let"
                return _begun(f"{keyword} {self._declared(local)} = ", self._expression(new))
            case Assign(local=local, value=new):
                return _begun(f"{self._local(local)} = ", self._expression(new))
            case EndScope(locals=ended):
                return [f"end {', '.join(map(self._local, ended))}"]
            case Block():
                return self._braced("", node)
            case Loop(label=label, body=body):
                return self._braced(f"loop '{label}: {self._type_name(node.type)} ", body)
            case Labelled(label=label, body=body):
                return self._braced(f"block '{label}: {self._type_name(node.type)} ", body)
            case Break(label=label, value=new):
                return _begun(f"break '{label} ", self._expression(new))
            case Continue(label=label):
                return [f"continue '{label}"]
            case Return(value=new):
                return _begun("return ", self._expression(new))
            case Match():
                return self._match(node)
            case Poison():
                return ["poison"]
            case ListNew(elements=elements):
                return self._applied("list", elements)
            case ObjectNew(value=value, methods=methods):
                table = ", ".join(map(self._name, methods))
                return self._applied(f"object {self._type_name(node.type)} [{table}]", (value,))
            case ObjectCall(object=callee, slot=slot, arguments=arguments):
                return self._applied(f"call_slot {slot}", (callee, *arguments))
            case _:
                assert_never(node)

    def _applied(self, head: str, arguments: Sequence[Expr]) -> _Lines:
        parts = [self._expression(argument) for argument in arguments]
        if all(len(part) == 1 for part in parts):
            return [f"{head}({', '.join(part[0] for part in parts)})"]
        return [f"{head}(", *(line for part in parts for line in _indented(_ended(part, ","))), ")"]

    def _if(self, node: If) -> _Lines:
        condition = self._expression(node.condition)
        head = _begun("if ", _ended(condition, " {"))
        then = _indented(self._body(node.then))
        if isinstance(node.otherwise, UnitConstant):
            return [*head, *then, "}"]
        if isinstance(node.otherwise, If):
            return [*head, *then, *_begun("} else ", self._if(node.otherwise))]
        return [*head, *then, "} else {", *_indented(self._body(node.otherwise)), "}"]

    def _match(self, node: Match) -> _Lines:
        head = _begun(f"match {self._local(node.local)} = ", _ended(self._expression(node.scrutinee), " {"))
        arms = [line for index, arm in enumerate(node.arms) for line in self._arm(f"arm {index}: ", arm)]
        return [*head, *_indented(self._tree(node.tree)), *_indented(arms), "}"]

    def _arm(self, head: str, body: Expr) -> _Lines:
        return self._braced(head, body) if isinstance(body, Block) else _begun(head, self._expression(body))

    def _tree(self, tree: DecisionTree) -> _Lines:
        match tree:
            case Leaf(bindings=bindings, arm=arm):
                return [f"{self._bindings(bindings)}arm {arm}"]
            case Guard(bindings=bindings, condition=condition, then=then, otherwise=otherwise):
                test = _begun(f"{self._bindings(bindings)}if ", self._expression(condition))
                return self._branch(test, then, otherwise)
            case Compute(local=local, value=value, then=then):
                return [*_begun(f"let {self._declared(local)} = ", self._expression(value)), *self._tree(then)]
            case TestRange(place=place, low=low, high=high, then=then, otherwise=otherwise):
                bounds = f"{_literal(low, place.type)}..={_literal(high, place.type)}"
                return self._branch([f"if {self._place(place)} in {bounds}"], then, otherwise)
            case SwitchVariant(place=place, cases=cases, default=default):
                variants = [(f"variant {variant}", case) for variant, case in cases]
                return self._switch(place, variants, default)
            case SwitchLiteral(place=place, cases=cases, default=default):
                literals = [(_literal(literal, place.type), case) for literal, case in cases]
                return self._switch(place, literals, default)
            case Unmatched():
                return ["unmatched"]
            case _:
                assert_never(tree)

    def _branch(self, test: _Lines, then: DecisionTree, otherwise: DecisionTree) -> _Lines:
        return [
            *_ended(test, " {"),
            *_indented(self._tree(then)),
            "} else {",
            *_indented(self._tree(otherwise)),
            "}",
        ]

    def _switch(self, place: Place, cases: list[tuple[str, DecisionTree]], default: DecisionTree | None) -> _Lines:
        if default is not None:
            cases = [*cases, ("else", default)]
        lines = [line for head, case in cases for line in _begun(f"{head} -> ", self._tree(case))]
        return [f"switch {self._place(place)} {{", *_indented(lines), "}"]

    def _bindings(self, bindings: tuple[Bind, ...]) -> str:
        return "".join(f"let {self._local(bind.local)} = {self._place(bind.place)}; " for bind in bindings)

    def _place(self, place: Place) -> str:
        """Fields are `.index`, payload fields `.variant#index`."""
        steps = (f".{s.index}" if isinstance(s, FieldStep) else f".{s.variant}#{s.index}" for s in place.steps)
        return self._local(place.local) + "".join(steps)


def _indented(lines: _Lines) -> _Lines:
    return [f"  {line}" for line in lines]


def _begun(head: str, lines: _Lines) -> _Lines:
    return [head + lines[0], *lines[1:]]


def _ended(lines: _Lines, tail: str) -> _Lines:
    return [*lines[:-1], lines[-1] + tail]


def _string(text: str) -> str:
    return '"' + "".join(_escaped(character, '"') for character in text) + '"'


def _character(code_point: int) -> str:
    return "'" + _escaped(chr(code_point), "'") + "'"


def _escaped(character: str, quote: str) -> str:
    if character in ("\\", quote):
        return "\\" + character
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def _literal(value: int | bool | str, type_: Idx) -> str:
    """A literal or bound of a decision tree."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _character(value) if type_ == CHAR else str(value)
