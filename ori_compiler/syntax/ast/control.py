"""Blocks, bindings, conditionals, loops and `match` as they are written."""

from typing import TYPE_CHECKING

from ori_compiler.source.span import Span
from ori_compiler.syntax.ast.base import Name, Syntax
from ori_compiler.syntax.ast.operators import BinaryOp
from ori_compiler.syntax.ast.patterns import Pattern
from ori_compiler.syntax.ast.types import TypeSyntax

if TYPE_CHECKING:
    from ori_compiler.syntax.ast.expressions import Argument, Expr


class Block(Syntax, frozen=True):
    """`result` is absent if the last statement ends with `;`."""

    statements: tuple["Expr", ...]
    result: "Expr | None"


class LabelledBlock(Syntax, frozen=True):
    label: Name
    body: "Expr"


class Let(Syntax, frozen=True):
    pattern: Pattern
    annotation: TypeSyntax | None
    value: "Expr"


class Assign(Syntax, frozen=True):
    """`target = value`; with an operator, `target operator= value`."""

    target: "Expr"
    operator: BinaryOp | None
    value: "Expr"


class If(Syntax, frozen=True):
    condition: "Expr"
    then: "Expr"
    otherwise: "Expr | None"


class While(Syntax, frozen=True):
    label: Name | None
    condition: "Expr"
    body: "Expr"


class Loop(Syntax, frozen=True):
    label: Name | None
    body: "Expr"


class Range(Syntax, frozen=True):
    low: "Expr"
    high: "Expr | None"
    step: "Expr | None"
    is_inclusive: bool


class For(Syntax, frozen=True):
    label: Name | None
    pattern: Pattern
    source: "Expr"
    guard: "Expr | None"
    body: "Expr"


class Arm(Syntax, frozen=True):
    pattern: Pattern
    guard: "Expr | None"
    body: "Expr"


class Match(Syntax, frozen=True):
    scrutinee: "Expr"
    arms: tuple[Arm, ...]


class Break(Syntax, frozen=True):
    label: Name | None
    value: "Expr | None"


class Continue(Syntax, frozen=True):
    label: Name | None
    value: "Expr | None"


class LetElse(Syntax, frozen=True):
    """`let? pattern: type = value`."""

    pattern: Pattern
    annotation: TypeSyntax | None
    value: "Expr"


class ForClause(Syntax, frozen=True):
    """`for pattern in source if guard`, one of several."""

    pattern: Pattern
    source: "Expr"
    guard: "Expr | None"


class Comprehension(Syntax, frozen=True):
    """A `for` with `yield`, or with several clauses."""

    label: Name | None
    clauses: tuple[ForClause, ...]
    collects: bool
    body: "Expr"


class ForMatch(Syntax, frozen=True):
    """`for(over: e, map: f, match: pattern -> e, default: e)`."""

    over: "Expr"
    mapping: "Expr | None"
    pattern: Pattern
    body: "Expr"
    default: "Expr"


class Recurse(Syntax, frozen=True):
    """`recurse(condition: e, base: e, step: e)`; `memo` and `parallel` are where these are set."""

    condition: "Expr"
    base: "Expr"
    step: "Expr"
    memo: Span | None
    parallel: Span | None


class WithRelease(Syntax, frozen=True):
    """`with(acquire: e, action: f, release: f)`."""

    acquire: "Expr"
    action: "Expr"
    release: "Expr"


class TryBlock(Syntax, frozen=True):
    """`try { … }`: a `Result`, which `?` inside of the block ends."""

    body: "Expr"


class Unsafe(Syntax, frozen=True):
    """`unsafe { … }`."""

    body: "Expr"


class Operation(Syntax, frozen=True):
    """An operation of a handler."""

    name: Name
    value: "Expr"


class Handler(Syntax, frozen=True):
    """`handler(state: e) { name: lambda }`."""

    state: "Expr | None"
    operations: tuple[Operation, ...]


class CapabilityBinding(Syntax, frozen=True):
    """`Capability = provider`; `argument` is the text in `FFI("library")`."""

    capability: Name
    argument: str | None
    provider: "Expr"


class With(Syntax, frozen=True):
    """`with Capability = provider in body`."""

    bindings: tuple[CapabilityBinding, ...]
    body: "Expr"


class Construct(Syntax, frozen=True):
    """A call-like construct, such as `parallel(…)` or `channel<T>(…)`, by its word."""

    word: Name
    type_arguments: "tuple[TypeSyntax | Expr, ...]"
    arguments: "tuple[Argument, ...]"


class CompileTimeFor(Syntax, frozen=True):
    """`$for pattern in source if guard (do | yield) body`."""

    clause: ForClause
    collects: bool
    body: "Expr"


class CompileTimeIf(Syntax, frozen=True):
    """`$if condition then a else b`."""

    conditional: "Expr"
