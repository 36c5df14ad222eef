"""What a lambda captured: its first parameter, whose parts its first statements give their names."""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import CAPTURED, CanonFunction, Expr, LocalId
from ori_compiler.types.functions import LambdaFunction


def has_captured(function: CanonFunction) -> bool:
    """Whether a function is a lambda; the hidden function of a `recurse` is none, though it is named like one."""
    return isinstance(function.id, LambdaFunction) and function.locals[:1] != () and function.locals[0].name == CAPTURED


def capture(function: CanonFunction, statement: Expr) -> tuple[int, LocalId] | None:
    """The number of a captured value and the local that holds it, if that is what a statement of a lambda binds."""
    match statement:
        case ir.Let(local=local, value=ir.FieldGet(base=ir.LocalRef(local=0), index=index)):
            return (index, local) if has_captured(function) else None
        case _:
            return None


def captured_names(function: CanonFunction) -> dict[int, str]:
    """What a lambda calls the values that it captured, by their numbers."""
    names: dict[int, str] = {}
    body = function.body
    while isinstance(body, ir.Block):
        for statement in body.statements:
            bound = capture(function, statement)
            if bound is not None:
                names[bound[0]] = function.locals[bound[1]].name
        body = body.result
    return names
