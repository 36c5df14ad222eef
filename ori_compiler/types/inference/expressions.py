"""The two modes of checking: `infer` finds a type, `check` demands one and pushes it inward.

An expectation is a hint as well as a demand: forms that can use it to find out more do so, and at the end the type that
was found has to fit it.
"""

from ori_compiler.syntax import ast
from ori_compiler.types.inference import (
    access,
    associated_constants,
    calls,
    capabilities,
    collections,
    constructors,
    control,
    conversions,
    first_match,
    formats,
    lambdas,
    loops,
    methods,
    names,
    operators,
    propagation,
    recursions,
    releases,
    tasks,
)
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import require
from ori_compiler.types.inference.patterns import literal_type
from ori_compiler.types.pool import ERROR, NEVER, STR, VOID, Idx


def infer(c: Checker, e: ast.Expr, hint: Expectation | None = None) -> Idx:
    """The type of an expression. A hint helps to find it, but is not demanded."""
    type_ = _find(c, e, hint)
    c.types[e.span] = type_
    return type_


def check(c: Checker, e: ast.Expr, expectation: Expectation) -> Idx:
    """Checks that an expression fits the expected type. `Never` if it does not return, else the expected type."""
    found = _find(c, e, expectation)
    c.types[e.span] = found
    if c.resolve(found) == NEVER:
        require(c, found, expectation, e.span)
        return NEVER
    if isinstance(e, _PASSING_ON):
        # Its parts were checked against the expectation, and it has their type.
        return found
    require(c, found, expectation, e.span, e.value if isinstance(e, ast.Literal) else None)
    return expectation.type


_PASSING_ON = (ast.Block, ast.If, ast.Match, ast.LabelledBlock, ast.With)


def _find(c: Checker, e: ast.Expr, expected: Expectation | None) -> Idx:
    # The frequent forms first: each one that is not met costs time.
    match e:
        case ast.NameRef():
            return names.name(c, e, expected)
        case ast.Literal():
            return literal_type(e.value)
        case ast.MethodCall():
            return methods.method_call(c, e, expected)
        case ast.Call():
            return calls.call(c, e, expected)
        case ast.FieldAccess():
            return access.field(c, e, expected)
        case ast.ConstantAccess():
            return associated_constants.associated_constant(c, e, expected)
        case ast.Binary():
            return operators.binary(c, e)
        case ast.SelfValue():
            return names.self_value(c, e)
        case ast.Let():
            return control.let(c, e)
        case ast.Block():
            return control.block(c, e, expected)
        case ast.If():
            return control.conditional(c, e, expected)
        case ast.StructLiteral():
            return constructors.struct_literal(c, e, expected)
        case ast.Template():
            return _template(c, e)
        case ast.Unit():
            return VOID
        case ast.Unary():
            return operators.unary(c, e)
        case ast.TupleField():
            return access.tuple_field(c, e)
        case ast.Index():
            return access.index(c, e)
        case ast.Length():
            return access.length(c, e)
        case ast.Tuple():
            return collections.tuple_(c, e, expected)
        case ast.ListLiteral():
            return collections.list_(c, e, expected)
        case ast.MapLiteral():
            return collections.map_(c, e, expected)
        case ast.Range():
            return collections.range_(c, e)
        case ast.Quantity():
            return conversions.quantity(c, e)
        case ast.Convert():
            return conversions.convert(c, e)
        case ast.TryConvert():
            return conversions.try_convert(c, e)
        case ast.Lambda():
            return lambdas.lambda_(c, e, expected)
        case ast.Catch():
            return lambdas.catch(c, e, expected)
        case ast.Construct():
            return tasks.form(c, e, expected)
        case ast.TypeApplication():
            return calls.type_application(c, e)
        case ast.Propagate():
            return propagation.propagate(c, e)
        case ast.Coalesce():
            return propagation.coalesce(c, e, expected)
        case ast.Pipe():
            return calls.pipe(c, e, expected)
        case ast.LetElse():
            return propagation.let_else(c, e)
        case ast.LabelledBlock():
            return control.labelled_block(c, e, expected)
        case ast.TryBlock():
            return propagation.try_block(c, e, expected)
        case ast.Assign():
            return control.assign(c, e)
        case ast.While():
            return loops.while_(c, e)
        case ast.Loop():
            return loops.loop(c, e, expected)
        case ast.For():
            return loops.for_(c, e)
        case ast.Comprehension():
            return loops.comprehension(c, e, expected)
        case ast.Match():
            return control.match(c, e, expected)
        case ast.Break():
            return loops.break_(c, e)
        case ast.Continue():
            return loops.continue_(c, e)
        case ast.With():
            return capabilities.with_(c, e, expected)
        case ast.Recurse():
            return recursions.recurse(c, e, expected)
        case ast.WithRelease():
            return releases.with_release(c, e, expected)
        case ast.ForMatch():
            return first_match.first_match(c, e, expected)
        case ast.Handler():
            return ERROR
        case ast.Spread() | ast.PipeMethod():
            return _misplaced(c, e)
        case ast.Missing():
            return ERROR
        case _:
            # A form without meaning yet: it was reported when its syntax was lowered.
            return ERROR


def _misplaced(c: Checker, e: ast.Spread | ast.PipeMethod) -> Idx:
    """A part of another form where no form has such a part: that was reported when it was parsed."""
    if isinstance(e, ast.Spread):
        infer(c, e.value)
    return ERROR


def _template(c: Checker, e: ast.Template) -> Idx:
    for part in e.parts:
        if isinstance(part, ast.Formatted):
            formats.demand_format(c, infer(c, part.value), part)
        elif not isinstance(part, str):
            conversions.demand_printable(c, infer(c, part), part)
    return STR
