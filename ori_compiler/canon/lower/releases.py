"""`with(acquire:, action:, release:)` to canonical IR (language reference, part 3, 20.7).

    let resource = acquire;
    let guard = ReleaseGuard { resource, [release] };
    let value = action(resource);
    disarm guard;  release(resource);  value

The action and the release are parts of the function, as far as they are written as lambdas. On every other way out of
the action, the release is written again. When a panic leaves the action, the `drop` of the guard calls the release as a
closure, in which `?`, `break` and `continue` only end the release: the function is left anyway.
"""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic, LocalId
from ori_compiler.canon.lower import control, expressions, lambdas, scopes, shared_locals
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Tag


def with_release(s: Lowering, e: ast.WithRelease) -> Expr:
    """The action between acquiring and releasing."""
    resource = expressions.lower(s, e.acquire)
    if resource.type in (NEVER, ERROR):
        return resource
    return _Release(s, e, resource).whole()


class _Release:
    """One `with(…)`."""

    def __init__(self, s: Lowering, e: ast.WithRelease, resource: Expr) -> None:
        self._s = s
        self._e = e
        self._acquired = resource
        scopes.opened(s)
        self._resource = s.new_local(resource.type)
        self._depth = len(s.scopes)
        self._targets = list(s.targets)
        self._exits = list(s.exits)
        self._function: LocalId | None = None
        self._guard = LocalId(0)
        self._times = 0

    def whole(self) -> Expr:
        """The form."""
        s, e, span = self._s, self._e, self._e.span
        statements: list[Expr] = [ir.Let(VOID, e.acquire.span, self._resource, self._acquired)]
        action = self._kept(e.action, statements)
        self._function = self._kept(e.release, statements)
        changed = {*shared_locals.assigned_in(s, e.action), *shared_locals.assigned_in(s, e.release)}
        shared = sorted(changed & shared_locals.mentioned_in(s, e.release))
        made, cells = shared_locals.with_cells(s, [b for b in shared if not self._is_own(b)], span)
        statements += made
        outer_cells = dict(s.cells)
        s.cells.update({s.declare(binding): cell for binding, cell in cells.items()})
        closure = self._closure(cells)
        if closure.type == ERROR:
            s.scopes.pop()
            return ir.Poison(ERROR, span)
        statements.append(self._armed(closure))
        scopes.opened(s)
        s.scopes[-1].release = self.released
        value = self._applied(e.action, action)
        s.scopes[-1].release = None
        value = scopes.closed(s, value, span)
        s.cells = outer_cells
        if value.type in (NEVER, ERROR):
            return self._closed(statements, value)
        if value.type == VOID:
            return self._closed([*statements, value, *self.released()], unit(span))
        kept = s.moved(value.type)
        statements += (ir.Let(VOID, span, kept, value), *self.released())
        return self._closed(statements, s.read(kept, span))

    def released(self) -> list[Expr]:
        """What stands at a way out of the action: the release, as a part of the function around."""
        s, e, span = self._s, self._e, self._e.release.span
        now = s.scopes, s.targets, s.exits, s.errors
        s.scopes, s.targets, s.exits = s.scopes[: self._depth], list(self._targets), list(self._exits)
        if self._times:
            s.forget(span)
            s.errors = PhaseErrors()
        self._times += 1
        body = control.dropped(self._applied(e.release, self._function))
        s.scopes, s.targets, s.exits, s.errors = now
        closures = ir.FieldGet(self._cell_type, span, s.read(self._guard, span), 1)
        disarmed = ir.CallIntrinsic(self._closure_type, span, Intrinsic.CELL_TAKE, (closures,))
        return [control.dropped(disarmed), ir.EndScope(VOID, span, (self._guard,)), body]

    def _is_own(self, binding: Span) -> bool:
        whole = self._e.span
        return whole.start <= binding.start and binding.end <= whole.end

    def _kept(self, function: ast.Expr, statements: list[Expr]) -> LocalId | None:
        """A function that is not written as a lambda is computed once."""
        if isinstance(function, ast.Lambda):
            return None
        value = expressions.lower(self._s, function)
        local = self._s.new_local(value.type)
        statements.append(ir.Let(VOID, function.span, local, value))
        return local

    @property
    def _closure_type(self) -> Idx:
        s = self._s
        return s.pool.function((s.locals[self._resource].type,), VOID)

    @property
    def _cell_type(self) -> Idx:
        return self._s.pool.list_(self._closure_type)

    def _closure(self, cells: dict[Span, LocalId]) -> Expr:
        """The release for a panic, as a function value."""
        s, e = self._s, self._e
        if isinstance(e.release, ast.Lambda):
            return lambdas.release_closure(s, e.release, self._closure_type, cells)
        return ir.Poison(ERROR, e.span) if self._function is None else s.read(self._function, e.release.span)

    def _armed(self, closure: Expr) -> Expr:
        s, span = self._s, self._e.span
        resource = s.read(self._resource, span)
        declaration = s.environment.prelude_type("ReleaseGuard")
        type_ = s.environment.declared_type(declaration, (resource.type,))
        self._guard = s.unscoped(type_)
        cell = ir.ListNew(self._cell_type, span, (closure,))
        return ir.Let(VOID, span, self._guard, ir.StructNew(type_, span, (resource, cell)))

    def _applied(self, function: ast.Expr, value: LocalId | None) -> Expr:
        """The body of a lambda for the resource, or a call of a function."""
        s = self._s
        resource = s.read(self._resource, function.span)
        if not isinstance(function, ast.Lambda):
            if value is None or s.pool.tag(s.locals[value].type) is not Tag.FUNCTION:
                return ir.Poison(ERROR, function.span)
            called = s.read(value, function.span)
            return ir.ObjectCall(s.pool.arguments(called.type)[-1], function.span, called, 0, (resource,))
        scopes.opened(s)
        statements: list[Expr] = []
        for number, parameter in enumerate(function.parameters):
            local = s.declare(parameter.name.span)
            part = resource
            if len(function.parameters) > 1:
                part = ir.FieldGet(s.locals[local].type, function.span, resource, number)
            statements.append(ir.Let(VOID, function.span, local, part))
        body = expressions.lower(s, function.body)
        return scopes.closed(s, ir.Block(body.type, function.span, tuple(statements), body), function.span)

    def _closed(self, statements: list[Expr], value: Expr) -> Expr:
        span = self._e.span
        return scopes.closed(self._s, ir.Block(value.type, span, tuple(statements), value), span)
