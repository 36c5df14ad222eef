"""Operations that every composite type has, whether or not it says so (language reference, part 2, 11.4)."""

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Parameter
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import DerivedOperation
from ori_compiler.types.inference.arguments import Callee, check_arguments, infer_arguments, match_arguments
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.pool import BOOL, STR, Idx
from ori_compiler.types.typed_body import StructuralReference


def _is_printable(c: Checker, type_: Idx) -> bool:
    return c.selector.implements(type_, c.pool.bound(c.environment.prelude_type("Printable")))


def _with_several_ends(c: Checker, type_: Idx) -> str:
    """What makes a channel with several ends of this kind, of which an ordinary one has one; empty for other types."""
    declaration = c.pool.declaration(type_) if c.pool.is_nominal(type_) else None
    if declaration is None or not is_prelude(declaration.path):
        return ""
    return {"Producer": "channel_in", "Consumer": "channel_out"}.get(declaration.name, "")


def structural_call(c: Checker, e: ast.MethodCall, receiver: Idx, operation: DerivedOperation) -> Idx:
    """`equals`, `clone`, `debug` and `to_str`; what is not `Printable` shows itself like `debug`."""
    if operation is DerivedOperation.CLONE and (other := _with_several_ends(c, receiver)):
        infer_arguments(c, e.arguments)
        message = f"`{c.name(receiver)}` does not implement `Clone`: it is the only one of its channel"
        help_ = f"ends that can be cloned are made by `{other}(buffer: …)` and `channel_all(buffer: …)`"
        return c.report(TypeProblem("E2009", message, c.at(e.name.span), "", (), help_))
    if operation is DerivedOperation.TO_STR and not _is_printable(c, receiver):
        operation = DerivedOperation.DEBUG
    is_equality = operation is DerivedOperation.EQUALS
    parameters = (Parameter("other", receiver),) if is_equality else ()
    callee = Callee(e.name.text, parameters)
    c.references[e.name.span] = StructuralReference(operation, receiver)
    indices = match_arguments(c, callee, e.arguments, e.close)
    if indices is None:
        infer_arguments(c, e.arguments)
    else:
        c.arguments[e.span] = indices
        check_arguments(c, callee, e.arguments, indices, (receiver,) if is_equality else ())
    match operation:
        case DerivedOperation.EQUALS:
            return BOOL
        case DerivedOperation.CLONE:
            return receiver
        case _:
            return STR
