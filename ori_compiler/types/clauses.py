"""The later clauses of a function, which take their types from the first (language reference, part 2, 15.6)."""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.capabilities import used_capabilities
from ori_compiler.types.declarations import Declared, declared, signature_scope
from ori_compiler.types.definitions import Parameter, Signature
from ori_compiler.types.environment import Environment
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.resolution import EMPTY_SCOPE, TypeResolver


def clause_signature(
    item: ItemId, syntax: ast.FunctionItem, environment: Environment, first: Signature, first_syntax: ast.FunctionItem
) -> Declared:
    """The signature of a later clause: that of the first, with its own names. What it states itself has to agree."""
    scope = signature_scope(first, EMPTY_SCOPE, first_syntax.type_parameters)
    resolver = TypeResolver(item, environment, PhaseErrors(), scope)
    report = _Report(resolver, first.item, first_syntax)
    parameters = _parameters(report, syntax, first)
    result = _result(report, syntax, first.result)
    if syntax.is_public:
        report.problem("`pub` stands at the first clause only", syntax.name.span, first_syntax.name.span, "the first")
    if syntax.type_parameters:
        at = Span(syntax.type_parameters[0].span.start, syntax.type_parameters[-1].span.end)
        message = "the type parameters of a function stand at its first clause only"
        report.problem(message, at, first_syntax.name.span, "the first")
    elif syntax.clauses.where:
        message = "`where` stands at the first clause only"
        report.problem(message, syntax.clauses.where[0].span, first_syntax.name.span, "the first")
    if syntax.clauses.uses and used_capabilities(resolver, syntax.clauses.uses) != first.capabilities:
        message = "this clause uses other capabilities than the first one"
        help_ = "leave `uses` out, or write the same"
        report.problem(message, syntax.clauses.uses[0].span, first_syntax.name.span, "the first", help_)
    types, predicates = first.type_parameters, first.predicates
    signature = Signature(item, types, parameters, result, predicates, None, first.generics, first.capabilities)
    return declared(resolver, signature)


class _Report:
    """Reports what disagrees with the first clause."""

    __slots__ = ("first", "first_syntax", "resolver")

    def __init__(self, resolver: TypeResolver, first: ItemId, first_syntax: ast.FunctionItem) -> None:
        self.resolver = resolver
        self.first = first
        self.first_syntax = first_syntax

    def problem(self, message: str, at: Span, there: Span, label: str, help_: str = "") -> None:
        """Points at both clauses."""
        secondary = (Label(ItemSpan(self.first, there), label),)
        self.resolver.problem("E2074", message, at, "", help_, secondary)


def _parameters(report: _Report, syntax: ast.FunctionItem, first: Signature) -> tuple[Parameter, ...]:
    theirs = report.first_syntax.parameters
    if len(syntax.parameters) != len(theirs):
        counts = f"{len(syntax.parameters)} parameters, and the first clause has {len(theirs)}"
        help_ = "all clauses of a function have the same parameters; a function that is meant apart needs another name"
        message = f"this clause of `@{syntax.name.text}` has {counts}"
        report.problem(message, syntax.name.span, report.first_syntax.name.span, "the first clause", help_)
        return tuple(Parameter(parameter.name.text, ERROR) for parameter in syntax.parameters)
    pairs = zip(syntax.parameters, theirs, first.parameters, strict=True)
    return tuple(_parameter(report, own, written, declared_) for own, written, declared_ in pairs)


def _parameter(report: _Report, own: ast.Parameter, written: ast.Parameter, first: Parameter) -> Parameter:
    resolver = report.resolver
    if own.default is not None:
        message = "the default of a parameter stands at the first clause"
        report.problem(message, own.default.span, written.span, "the parameter of the first clause")
    if not isinstance(own.type, ast.OmittedType):
        stated = resolver.type(own.type)
        stated = resolver.pool.list_(stated) if own.is_variadic and stated != ERROR else stated
        if not _is_reported(resolver, stated, first.type) and (
            stated != first.type or own.is_variadic != first.is_variadic
        ):
            name = resolver.pool.name(first.type)
            message = f"this parameter is `{resolver.pool.name(stated)}`, but the first clause says `{name}`"
            at = written.type.span
            report.problem(message, own.type.span, at, "because of this type", "leave the type out, or write the same")
    return Parameter(own.name.text, first.type, False, first.is_variadic)


def _is_reported(resolver: TypeResolver, *types: Idx) -> bool:
    """Whether a part of a type was reported, so that nothing is said about the type."""
    return any(map(resolver.pool.has_errors, types))


def _result(report: _Report, syntax: ast.FunctionItem, first: Idx) -> Idx:
    """The result of all clauses; the error type where they disagree, so that nothing is said about the body."""
    resolver = report.resolver
    if isinstance(report.first_syntax.result, ast.ImplType):
        message = "a function of several clauses names its result"
        help_ = "write the type itself: the clauses could hide different ones"
        report.problem(message, syntax.result.span, report.first_syntax.result.span, "a hidden type", help_)
        return ERROR
    stated = resolver.type(syntax.result)
    if not _is_reported(resolver, stated, first) and stated != first:
        name = resolver.pool.name(first)
        message = f"this clause gives `{resolver.pool.name(stated)}`, but the first one gives `{name}`"
        report.problem(message, syntax.result.span, report.first_syntax.result.span, "because of this result type")
        return ERROR
    return first
