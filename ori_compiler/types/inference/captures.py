"""What tasks capture goes to them (language reference, part 2, 20.7)."""

from collections.abc import Iterator, Sequence

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.definitions import Bound
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.obligation import Obligation
from ori_compiler.types.typed_body import LocalReference


def open_tasks(c: Checker, arguments: Sequence[ast.Argument]) -> None:
    """Notes which lambdas are tasks, before they are checked."""
    for argument in arguments:
        c.tasks.update({task.span: frozenset() for task in _closures(argument.value)})


def close_tasks(c: Checker, arguments: Sequence[ast.Argument], at: Span) -> None:
    """What tasks capture goes to them, and has to be `Sendable`; `at` is the name of what runs the tasks."""
    bound = c.pool.bound(c.environment.prelude_type("Sendable"))
    because = Label(c.at(at), "what a task captures goes to that task")
    for argument in arguments:
        for task in _closures(argument.value):
            captured = tuple(_captured(c, task))
            c.tasks[task.span] = frozenset(binding for _, binding in captured)
            c.obligations += [
                Obligation(Bound(c.bindings[binding].type, bound), mention, because, is_capture=True)
                for mention, binding in captured
            ]


def is_in_task(c: Checker, at: Span, binding: Span) -> bool:
    """Whether a task is between a place and where something is bound that is mentioned there."""
    return any(_is_in(at, task) and not _is_in(binding, task) for task in c.tasks)


def _closures(e: ast.Expr) -> Iterator[ast.Lambda]:
    """The outermost lambdas without parameters."""
    around: list[Span] = []
    for node in nodes(e):
        if isinstance(node, ast.Lambda) and not node.parameters:
            if not any(_is_in(node.span, span) for span in around):
                yield node
            around.append(node.span)


def _captured(c: Checker, task: ast.Lambda) -> Iterator[tuple[Span, Span]]:
    """Where a lambda first mentions each local of the function around it, and where that is bound."""
    found: dict[Span, Span] = {}
    for at, reference in c.references.items():
        if isinstance(reference, LocalReference) and _is_in(at, task.span) and not _is_in(reference.binding, task.span):
            found.setdefault(reference.binding, at)
    for binding, at in found.items():
        yield at, binding


def _is_in(span: Span, around: Span) -> bool:
    return around.start <= span.start and span.end <= around.end
