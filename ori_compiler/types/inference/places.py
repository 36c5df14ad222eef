"""What can be assigned: a mutable binding, and fields and elements of one (language reference, part 2, section 20)."""

from collections.abc import Iterator

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import ConstantEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.captures import is_in_task
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.typed_body import Binding, BindingKind, LocalReference


def root_of(place: ast.Expr) -> ast.Expr:
    """What a chain of fields and elements begins with."""
    while isinstance(place, (ast.FieldAccess, ast.Index, ast.TupleField)):
        place = place.base
    return place


def is_value(c: Checker, pattern: ast.NamePattern) -> bool:
    """Whether a name that is bound is never assigned, so that each use may see it differently."""
    if c.assigned is None:
        c.assigned = frozenset(_assigned_names(c.body))
    return pattern.name not in c.assigned


def _assigned_names(body: ast.Expr) -> Iterator[str]:
    """The names of locals that are assigned somewhere in a body."""
    for node in nodes(body):
        if isinstance(node, ast.Assign):
            root = root_of(node.target)
            if isinstance(root, ast.NameRef):
                yield root.name


def is_place(place: ast.Expr) -> bool:
    """Whether an expression names something that keeps its value."""
    return isinstance(root_of(place), (ast.NameRef, ast.SelfValue))


def target_type(c: Checker, target: ast.Expr) -> Idx:
    """The type of what is assigned to; the error type after a report that it cannot be."""
    root = root_of(target)
    if isinstance(root, ast.SelfValue) and not root.is_type:
        return _self_target(c, target, root)
    if not isinstance(root, ast.NameRef):
        if not isinstance(root, ast.Missing):
            expressions.infer(c, root)
            help_ = "assign to a binding, or to a field or element of one"
            return c.report(TypeProblem("E1020", "this cannot be assigned to", c.at(target.span), "", (), help_))
        return ERROR
    span = c.local(root.name)
    if span is None:
        return _unknown_target(c, root, target)
    if not may_assign(c, root.span, span, c.bindings[span]):
        c.references[root.span] = LocalReference(span)
        return ERROR
    return expressions.infer(c, target)


def _self_target(c: Checker, target: ast.Expr, root: ast.SelfValue) -> Idx:
    span = c.local("self")
    if span is not None and not may_assign(c, root.span, span, c.bindings[span]):
        return ERROR
    return expressions.infer(c, target)


def _unknown_target(c: Checker, root: ast.NameRef, target: ast.Expr) -> Idx:
    entity = c.environment.lookup_value(root.name)
    if isinstance(entity, ConstantEntity):
        message = f"the constant `${root.name}` cannot be assigned"
        return c.report(TypeProblem("E2039", message, c.at(root.span), "a module constant"))
    if entity is None:
        similar = closest(root.name, c.local_names())
        help_ = f"a new binding is made with `let {root.name} = …`"
        return c.report(UnknownName("name", root.name, c.at(root.span), similar=similar, help=help_))
    return expressions.infer(c, target)


def may_assign(c: Checker, at: Span, span: Span, binding: Binding) -> bool:
    """Whether the local that is bound at `span` may be assigned; reported at `at` if not."""
    declared = (Label(c.at(span), "declared here"),)
    name = binding.name
    if binding.kind in (BindingKind.PARAMETER, BindingKind.LOOP):
        message = f"the {binding.kind.value} `{name}` cannot be assigned"
        help_ = f"make a mutable copy first: `let {name} = {name};`"
        c.report(TypeProblem("E2051", message, c.at(at), "not assignable", declared, help_))
        return False
    if binding.is_immutable:
        suggestion = _without_dollar(c, name, span)
        message = f"`${name}` is immutable"
        help_ = "a binding whose name begins with `$` keeps its first value"
        c.report(TypeProblem("E2039", message, c.at(at), "cannot be assigned", declared, help_, suggestion))
        return False
    if c.is_captured(span) and is_in_task(c, at, span):
        message = f"`{name}` belongs to the function around this task and cannot be assigned here"
        help_ = "a task has what it captures for itself; let it give the new value as its result"
        c.report(TypeProblem("E0700", message, c.at(at), "captured by a task", declared, help_))
        return False
    if c.is_captured(span) and binding.kind is not BindingKind.SELF:
        message = f"`{name}` belongs to the function around this lambda and cannot be assigned here"
        help_ = "a lambda has copies of what it captures; return the new value instead"
        c.report(TypeProblem("E2039", message, c.at(at), "captured", declared, help_))
        return False
    return True


def _without_dollar(c: Checker, name: str, span: Span) -> Suggestion | None:
    """Makes a binding mutable, here and in all its uses; none if there is another binding of that name."""
    written = list(nodes(c.body))
    if sum(isinstance(node, ast.NamePattern) and node.name == name for node in written) > 1:
        return None
    uses = [node.span for node in written if isinstance(node, ast.NameRef) and node.name == name and node.has_dollar]
    return Suggestion("make it mutable", tuple(Edit(c.at(at), name) for at in (span, *sorted(uses))))


def demand_place(c: Checker, e: ast.MethodCall) -> None:
    """The receiver of a method that changes it must be assignable, unless it is a temporary."""
    root = root_of(e.receiver)
    span: Span | None = None
    if isinstance(root, ast.NameRef):
        span = c.local(root.name)
        if span is None and isinstance(c.environment.lookup_value(root.name), ConstantEntity):
            message = f"`{e.name.text}` changes its receiver, and `${root.name}` is a constant"
            c.report(TypeProblem("E2039", message, c.at(root.span), "a module constant"))
    elif isinstance(root, ast.SelfValue):
        span = c.local("self")
    if span is None:
        return
    binding = c.bindings[span]
    is_fixed = binding.kind in (BindingKind.PARAMETER, BindingKind.LOOP) or binding.is_immutable
    if not is_fixed:
        may_assign(c, root.span, span, binding)
        return
    what = (
        f"the {binding.kind.value} `{binding.name}`"
        if not binding.is_immutable
        or binding.kind
        in (
            BindingKind.PARAMETER,
            BindingKind.LOOP,
        )
        else f"the immutable `${binding.name}`"
    )
    message = f"`{e.name.text}` changes its receiver, but {what} cannot be changed"
    help_ = f"make a mutable copy first: `let {binding.name} = {binding.name};`"
    declared = (Label(c.at(span), "declared here"),)
    code = "E2051" if binding.kind in (BindingKind.PARAMETER, BindingKind.LOOP) else "E2039"
    c.report(TypeProblem(code, message, c.at(root.span), "changed by this call", declared, help_))
