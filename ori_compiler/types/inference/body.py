"""Whole bodies: of functions, methods, tests, constants and defaults of parameters."""

from collections.abc import Mapping

from ori_compiler.diagnostics.diagnostic import Label, Severity
from ori_compiler.resolve.entry_points import is_panic_handler
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.definitions import Signature
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.capabilities import open_capabilities
from ori_compiler.types.inference.checker import Checker, Expectation, Frame
from ori_compiler.types.inference.clause_heads import check_head
from ori_compiler.types.inference.contracts import check_postconditions, check_preconditions
from ori_compiler.types.inference.obligations import normal, solve
from ori_compiler.types.pool import ERROR, VOID, Idx, Tag
from ori_compiler.types.resolution import TypeScope
from ori_compiler.types.typed_body import (
    Binding,
    BindingKind,
    ClauseHead,
    FieldReference,
    FunctionReference,
    LocalReference,
    Reference,
    StructuralReference,
    TraitMethodReference,
    TypedBody,
    TypeReference,
    VariantReference,
)


def infer_function(
    syntax: ast.FunctionItem | ast.Method,
    signature: Signature,
    environment: Environment,
    scope: TypeScope,
    *,
    is_only_clause: bool = True,
) -> TypedBody:
    """Checks the body of a function, of one of its clauses or of a method against the signature."""
    body = syntax.body if syntax.body is not None else ast.Missing(syntax.span)
    c = Checker(signature.function, environment, scope, signature.predicates)
    c.body = body
    spans: list[Span] = []
    if signature.receiver is not None:
        receiver = Span(syntax.name.span.end, syntax.name.span.end)
        spans.append(receiver)
        # The methods of a `def impl` have a receiver that they cannot name.
        has_name = isinstance(syntax, ast.FunctionItem) or syntax.has_self
        c.bind("self" if has_name else "", receiver, signature.receiver, BindingKind.SELF, is_immutable=False)
    for parameter, declared in zip(syntax.parameters, signature.parameters, strict=True):
        is_name = parameter.pattern is None
        span = parameter.name.span if is_name else Span(parameter.span.start, parameter.span.start)
        spans.append(span)
        c.bind(
            parameter.name.text if is_name else "",
            span,
            normal(c, declared.type, span),
            BindingKind.PARAMETER,
            is_immutable=True,
        )
    c.is_constant_function = signature.is_constant
    hidden = open_capabilities(c, syntax, signature)
    head = check_head(c, syntax, signature, is_only=is_only_clause)
    contracts = syntax.clauses.contracts
    check_preconditions(c, contracts)
    because = Label(c.at(syntax.result.span), "because of this result type")
    result = _result_inside(c, normal(c, signature.result, syntax.result.span))
    c.has_broken_signature = c.pool.has_errors(signature.result)
    types = tuple(c.bindings[span].type for span in spans[len(spans) - len(syntax.parameters) :])
    frame = Frame(result, because, "this function", syntax.span, parameters=types, is_clause=not is_only_clause)
    if isinstance(signature.function, ItemId) and is_panic_handler(signature.function):
        # Nobody but the runtime calls it.
        frame.parameters = None
    c.frames.append(frame)
    expressions.check(c, body, Expectation(result, because))
    c.frames.pop()
    check_postconditions(c, contracts, result)
    return _finish(c, body, result, tuple(spans), head, contracts, hidden)


def _result_inside(c: Checker, result: Idx) -> Idx:
    """What the body has to give: of a hidden type, the body decides what it is."""
    if c.pool.tag(result) is not Tag.OPAQUE:
        return result
    c.hidden_result = c.fresh()
    return c.hidden_result


def infer_test(item: ItemId, syntax: ast.TestItem, environment: Environment) -> TypedBody:
    """Checks a test's body, whose result is `void`."""
    c = Checker(item, environment)
    c.is_entry = True
    c.body = syntax.body
    c.frames.append(Frame(VOID, None, "this test", syntax.span))
    expressions.check(c, syntax.body, Expectation(VOID))
    return _finish(c, syntax.body, VOID, ())


def infer_constant(item: ItemId, syntax: ast.ConstantItem, environment: Environment) -> TypedBody:
    """Checks a constant's initial value; its type is the annotation's, or that of the value."""
    c = Checker(item, environment)
    expectation: Expectation | None = None
    if syntax.annotation is not None:
        type_ = c.resolver.type(syntax.annotation)
        expectation = Expectation(type_, Label(c.at(syntax.annotation.span), "because of this type"))
    return _constant(c, syntax.span, syntax.value, expectation)


def infer_associated_constant(
    member: MemberId,
    syntax: ast.AssociatedConst,
    expectation: Expectation | None,
    environment: Environment,
    scope: TypeScope,
) -> TypedBody:
    """Checks the value of a type's constant, whose type the trait or the constant itself may tell."""
    value = syntax.value if syntax.value is not None else ast.Missing(syntax.span)
    return _constant(Checker(member, environment, scope, scope.predicates), syntax.span, value, expectation)


def _constant(c: Checker, span: Span, value: ast.Expr, expectation: Expectation | None) -> TypedBody:
    c.body = value
    c.is_constant = True
    c.frames.append(Frame(ERROR, None, "this constant", span))
    if expectation is not None:
        type_ = expectation.type
        expressions.check(c, value, expectation)
    else:
        type_ = expressions.infer(c, value)
    solve(c, is_final=True)
    final = c.unifier.final(type_)
    if final == VOID:
        help_ = "a constant holds a value; `void` has none to hold"
        c.report(TypeProblem("E2058", "a constant cannot be `void`", c.at(value.span), "", (), help_))
        final = ERROR
    return _finish(c, value, final if final is not None else ERROR, ())


def infer_default(
    function: MemberId,
    syntax: ast.Parameter,
    type_: Idx,
    environment: Environment,
    scope: TypeScope,
    others: frozenset[str] = frozenset(),
) -> TypedBody:
    """Checks the default of a parameter, which sees no other parameter; `others` are the names of these."""
    value = syntax.default if syntax.default is not None else ast.Missing(syntax.span)
    c = Checker(function, environment, scope, scope.predicates)
    c.body = value
    c.is_constant = True
    c.other_parameters = others
    c.frames.append(Frame(ERROR, None, "this default", syntax.span))
    because = Label(c.at(syntax.type.span), "because of this type")
    expressions.check(c, value, Expectation(type_, because))
    return _finish(c, value, type_, ())


def _finish(
    c: Checker,
    body: ast.Expr,
    result: Idx,
    parameters: tuple[Span, ...],
    head: ClauseHead | None = None,
    contracts: tuple[ast.Contract, ...] = (),
    capabilities: tuple[ItemId, ...] = (),
) -> TypedBody:
    """Replaces every inference variable by what it became; what nothing decided is an error."""
    solve(c, is_final=True)
    final_result = c.unifier.final(result)
    types = _final_types(c, c.types)
    bindings = {span: _final_binding(c, binding, span) for span, binding in c.bindings.items()}
    references = {span: _final_reference(c, reference, span) for span, reference in c.references.items()}
    methods = {span: _final_reference(c, reference, span) for span, reference in c.methods.items()}
    coercions = _final_types(c, c.coercions)
    diagnostics = c.errors.diagnostics
    has_errors = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    involved = {*types.values(), *(binding.type for binding in bindings.values())}
    has_errors = has_errors or any(map(c.pool.has_errors, involved)) or final_result in (None, ERROR)
    return TypedBody(
        c.function,
        parameters,
        body,
        final_result if final_result is not None else ERROR,
        types,
        references,
        c.arguments,
        bindings,
        diagnostics,
        has_errors,
        coercions,
        methods,
        c.desugared,
        c.predicates,
        c.ranges,
        c.has_match,
        c.ends_early or any(c.tasks.values()),
        head,
        contracts,
        frozenset(c.left_catches),
        capabilities,
        c.evidence,
        c.recursive,
        c.calls_constants,
        c.tasks,
    )


def _final_types(c: Checker, types: Mapping[Span, Idx]) -> dict[Span, Idx]:
    has_variables = c.pool.has_variables
    return {span: _final(c, type_, span) if has_variables(type_) else type_ for span, type_ in types.items()}


def _final_binding(c: Checker, binding: Binding, span: Span) -> Binding:
    if not c.pool.has_variables(binding.type):
        return binding
    type_ = _final(c, binding.type, span)
    return Binding(binding.name, type_, binding.kind, binding.is_immutable, binding.parameters)


def _final_reference(c: Checker, reference: Reference, span: Span) -> Reference:
    match reference:
        case LocalReference(binding=binding, arguments=arguments):
            return LocalReference(binding, _all_final(c, arguments, span)) if arguments else reference
        case FunctionReference(function=function, arguments=arguments):
            return FunctionReference(function, _all_final(c, arguments, span)) if arguments else reference
        case TraitMethodReference(trait=trait, name=name, arguments=arguments):
            return TraitMethodReference(trait, name, _all_final(c, arguments, span))
        case StructuralReference(operation=operation, type=type_):
            return StructuralReference(operation, _final(c, type_, span))
        case VariantReference(type=type_, index=index):
            return VariantReference(_final(c, type_, span), index)
        case TypeReference(type=type_):
            return TypeReference(_final(c, type_, span))
        case FieldReference(type=type_, index=index):
            return FieldReference(_final(c, type_, span), index)
        case _:
            return reference


def _all_final(c: Checker, types: tuple[Idx, ...], span: Span) -> tuple[Idx, ...]:
    return tuple(_final(c, type_, span) for type_ in types)


def _final(c: Checker, type_: Idx, span: Span) -> Idx:
    final = c.unifier.final(type_)
    if final is not None:
        return final
    open_ = set(c.unifier.variables(type_))
    is_known = not open_.isdisjoint(c.reported)
    c.reported |= open_
    if not is_known and not c.is_tainted() and not _is_broken(c, type_):
        constants = [name for variable, name in c.open_constants.items() if c.resolve(variable) in open_]
        if constants:
            help_ = "write it between `<` and `>` behind the name of the function"
            c.report(TypeProblem("E1041", f"{constants[0]} cannot be inferred", c.at(span), "", (), help_))
            return ERROR
        shown = c.name(type_)
        what = "type of this" if shown == "_" else f"type `{shown}` of this"
        message = f"the {what} cannot be inferred"
        help_ = f"give the binding a type: `let {_binding_around(c, span)}: type = …`"
        c.report(TypeProblem("E2005", message, c.at(span), "", (), help_))
    return ERROR


def _is_broken(c: Checker, type_: Idx) -> bool:
    """Whether something about the declaration of a type was reported, so that its arguments may not be found."""
    known = c.resolve(type_)
    if known < 0:
        return False
    parts = c.selector.parts(known) if c.pool.is_nominal(known) else []
    return any(map(c.pool.has_errors, parts)) or any(_is_broken(c, part) for part in c.pool.arguments(known))


def _binding_around(c: Checker, span: Span) -> str:
    """The name that is bound to a value, for a hint how to write its type."""
    for node in nodes(c.body):
        is_bound = isinstance(node, ast.Let) and node.value.span.start <= span.start and span.end <= node.value.span.end
        if is_bound and isinstance(node, ast.Let) and isinstance(node.pattern, ast.NamePattern):
            return node.pattern.name
    return "name"
