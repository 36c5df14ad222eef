"""What the name before the parentheses of a call means."""

from collections.abc import Sequence

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.resolve.module_path import BUILT_IN_FUNCTIONS
from ori_compiler.resolve.scope import ConstantEntity, Entity, FunctionEntity
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.errors import ArgumentProblem
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.pool import Tag


def calls_local(c: Checker, name: str) -> bool:
    """Whether a callee is a local. A built-in function keeps its name in calls, unless the local can be called."""
    binding = c.local(name)
    if binding is None or name not in BUILT_IN_FUNCTIONS:
        return binding is not None
    type_ = c.resolve(c.bindings[binding].type)
    return type_ < 0 or c.pool.tag(type_) is Tag.FUNCTION


def called(c: Checker, callee: ast.NameRef) -> Entity | None:
    """What a callee names. A constant, which is written with `$`, leaves its name to a built-in function."""
    entity = c.environment.lookup_value(callee.name)
    if isinstance(entity, ConstantEntity) and callee.name in BUILT_IN_FUNCTIONS and not callee.has_dollar:
        return FunctionEntity(c.environment.prelude_function(callee.name), is_public=True)
    return entity


def reject_names(c: Checker, arguments: Sequence[ast.Argument]) -> None:
    """Reports the first argument with a name: the type of a function says nothing of names."""
    for argument in arguments:
        if argument.name is not None:
            message = "the arguments of a function value have no names"
            short = argument.value.span == argument.name.span
            after = Span(argument.name.span.end, argument.span.end) if short else None
            before = Span(argument.name.span.start, argument.value.span.start)
            edit = Edit(c.at(after or before), "")
            c.report(
                ArgumentProblem(message, c.at(argument.name.span), "", None, "", Suggestion("remove the name", (edit,)))
            )
            return
