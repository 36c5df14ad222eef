"""Whole bodies: of functions, tests and constants."""

from collections.abc import Mapping

from ori_compiler.diagnostics.diagnostic import Label, Severity
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.declarations import resolve_type
from ori_compiler.types.definitions import Signature
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.pool import ERROR, VOID, Idx
from ori_compiler.types.typed_body import Binding, BindingKind, TypedBody


def infer_function(syntax: ast.FunctionItem, signature: Signature, environment: Environment) -> TypedBody:
    """Checks a function's body against its signature."""
    c = Checker(signature.item, environment)
    spans: list[Span] = []
    for parameter, declared in zip(syntax.parameters, signature.parameters, strict=True):
        span = parameter.name.span
        spans.append(span)
        c.bind(declared.name, span, declared.type, BindingKind.PARAMETER, is_immutable=True)
    because = Label(c.at(syntax.result.span), "because of this result type")
    expressions.check(c, syntax.body, Expectation(signature.result, because))
    return _finish(c, syntax.body, signature.result, tuple(spans))


def infer_test(item: ItemId, syntax: ast.TestItem, environment: Environment) -> TypedBody:
    """Checks a test's body, whose result is `void`."""
    c = Checker(item, environment)
    expressions.check(c, syntax.body, Expectation(VOID))
    return _finish(c, syntax.body, VOID, ())


def infer_constant(item: ItemId, syntax: ast.ConstantItem, environment: Environment) -> TypedBody:
    """Checks a constant's initial value; its type is the annotation's, or that of the value."""
    c = Checker(item, environment)
    if syntax.annotation is not None:
        type_ = resolve_type(syntax.annotation, item, environment, c.errors)
        because = Label(c.at(syntax.annotation.span), "because of this type")
        expressions.check(c, syntax.value, Expectation(type_, because))
    else:
        type_ = expressions.infer(c, syntax.value)
    final = c.unifier.final(type_)
    if final == VOID:
        help_ = "a constant holds a value; `void` has none to hold"
        c.report(TypeProblem("E2058", "a constant cannot be `void`", c.at(syntax.value.span), "", (), help_))
        final = ERROR
    return _finish(c, syntax.value, final if final is not None else ERROR, ())


def _finish(c: Checker, body: ast.Expr, result: Idx, parameters: tuple[Span, ...]) -> TypedBody:
    """Replaces every inference variable by what it became; what nothing decided is an error."""
    types = _final_types(c, c.types)
    bindings = {
        span: Binding(b.name, _final(c, b.type, span), b.kind, b.is_immutable) for span, b in c.bindings.items()
    }
    diagnostics = c.errors.diagnostics
    has_errors = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    has_errors = has_errors or any(type_ == ERROR for type_ in types.values()) or result == ERROR
    return TypedBody(
        c.item, parameters, body, result, types, c.references, c.arguments, bindings, diagnostics, has_errors
    )


def _final_types(c: Checker, types: Mapping[Span, Idx]) -> dict[Span, Idx]:
    return {span: _final(c, type_, span) for span, type_ in types.items()}


def _final(c: Checker, type_: Idx, span: Span) -> Idx:
    final = c.unifier.final(type_)
    if final is None:
        message = "the type of this cannot be inferred"
        return c.report(
            TypeProblem("E2005", message, c.at(span), "", (), "give the binding a type: `let name: type = …`")
        )
    return final
