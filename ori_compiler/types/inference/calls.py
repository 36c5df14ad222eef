"""Calls of functions, constructors and function values (language reference, part 2, section 15)."""

from collections.abc import Sequence
from typing import assert_never

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.resolve.scope import (
    BrokenEntity,
    CapsetEntity,
    ConstantEntity,
    FunctionEntity,
    NamespaceEntity,
    TraitEntity,
    TypeEntity,
    VariantEntity,
)
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.constants import is_constant
from ori_compiler.types.definitions import Bound, Parameter, Signature, StructDefinition
from ori_compiler.types.errors import ArgumentProblem, CompileError, TypeProblem, UnknownName
from ori_compiler.types.functions import MemberId, is_send, item_of
from ori_compiler.types.inference import constructors, conversions, expressions, names, recursions
from ori_compiler.types.inference.access import receiver_type
from ori_compiler.types.inference.arguments import Callee, check_arguments, infer_arguments, match_arguments
from ori_compiler.types.inference.callees import called, calls_local, reject_names
from ori_compiler.types.inference.capabilities import charge_function
from ori_compiler.types.inference.captures import close_tasks, open_tasks
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import expect_result
from ori_compiler.types.inference.constant_texts import constant_text
from ori_compiler.types.inference.obligation import DeclaredAt
from ori_compiler.types.inference.obligations import demand, demand_structure, instantiate, solve
from ori_compiler.types.inference.qualified import call_of_module, infer_member, member_of_module
from ori_compiler.types.namespaces import missing_member
from ori_compiler.types.pool import ERROR, NEVER, Idx, Tag
from ori_compiler.types.typed_body import FunctionReference

Written = tuple[ast.TypeSyntax | ast.Expr, ...]
"""Explicit type arguments."""


def call(c: Checker, e: ast.Call, expected: Expectation | None) -> Idx:
    """`callee(arguments)`, the callee perhaps with type arguments."""
    callee: ast.Expr = e.callee
    written: Written = ()
    if isinstance(callee, ast.TypeApplication):
        written, callee = callee.arguments, callee.callee
    if isinstance(callee, ast.ConstantAccess):
        member = member_of_module(c, callee.base, callee.name, has_dollar=True)
        if member is not None:
            of_module = member if not written else ast.TypeApplication(member.span, member, written)
            simpler = ast.Call(e.span, of_module, e.arguments, e.close)
            return infer_member(c, e, callee.name, simpler, expected)
    if not isinstance(callee, ast.NameRef) or calls_local(c, callee.name):
        if isinstance(callee, ast.SelfValue):
            is_type = callee.is_type
            return constructors.self_call(c, e, callee, expected) if is_type else recursions.self_call(c, e)
        if _learns_from_argument(e):
            return _lambda_call(c, e)
        return _value_call(c, e, e.callee, expressions.infer(c, e.callee))
    if callee.name in conversions.FUNCTIONS:
        return conversions.conversion_call(c, e, callee)
    if callee.name == "compile_error":
        return _compile_error(c, e)
    entity = called(c, callee)
    match entity:
        case FunctionEntity(item, _):
            signature = c.environment.signature(item)
            names.check_sign(c, callee, is_constant=signature.is_constant)
            if item.name == "print" and is_prelude(item.path) and (printing := _print_operation(c, e)) is not None:
                c.desugared[e.span] = printing
                return expressions.infer(c, printing)
            return function_call(c, e.span, callee.span, item, signature, written, e.arguments, e.close, expected, {})
        case VariantEntity(item, index, _):
            return constructors.variant_call(c, e, callee, item, index, written, expected)
        case ConstantEntity():
            return _value_call(c, e, callee, expressions.infer(c, callee), "constant")
        case BrokenEntity():
            infer_arguments(c, e.arguments)
            return ERROR
        case NamespaceEntity():
            infer_arguments(c, e.arguments)
            return names.module_as_value(c, callee)
        case TypeEntity() | TraitEntity() | CapsetEntity() | None:
            return _type_or_unknown(c, e, callee, written, expected)
        case _:
            assert_never(entity)


def _print_operation(c: Checker, e: ast.Call) -> ast.MethodCall | None:
    """`print(…)` where something else than the default provides `Print`."""
    entity = c.environment.lookup_type("Print")
    if not isinstance(entity, TraitEntity) or not is_prelude(entity.item.path):
        return None
    if not any(trait == entity.item for trait, _ in c.capabilities):
        return None
    start = Span(e.span.start, e.span.start)
    name = ast.Name(Span(e.callee.span.start, e.callee.span.end), "println")
    return ast.MethodCall(e.span, ast.NameRef(start, "Print", False), name, (), e.arguments, e.close)


def _type_or_unknown(
    c: Checker, e: ast.Call, callee: ast.NameRef, written: Written, expected: Expectation | None
) -> Idx:
    entity = c.environment.lookup_type(callee.name)
    if isinstance(entity, TypeEntity):
        type_ = names.open_type(c, entity.item)
        definition = c.environment.definition(type_)
        if isinstance(definition, StructDefinition) and definition.is_newtype:
            return constructors.newtype_call(c, e, callee, entity.item, written, expected)
        infer_arguments(c, e.arguments)
        return _call_of_type(c, e, callee, isinstance(definition, StructDefinition))
    infer_arguments(c, e.arguments)
    if isinstance(entity, BrokenEntity):
        return ERROR
    if isinstance(entity, TraitEntity | CapsetEntity):
        what = "trait" if isinstance(entity, TraitEntity) else "set of capabilities"
        message = f"`{callee.name}` is a {what}, not a function"
        return c.report(TypeProblem("E2020", message, c.at(callee.span)))
    if callee.name in c.defining:
        return names.in_its_own_lambda(c, callee)
    if callee.name == "is_cancelled":
        message = "`is_cancelled()` is not supported yet"
        help_ = "tasks run one after another for now: nothing cancels a task while it runs"
        return c.report(TypeProblem("E2040", message, c.at(callee.span), "", (), help_))
    missing = missing_member(c.environment, callee.name, c.at(callee.span))
    if missing is not None:
        return c.report(missing)
    similar = closest(callee.name, (*c.environment.visible_names(), *c.local_names()))
    found = c.environment.missing_import(callee.name, is_type=False)
    if callee.has_dollar:
        at, better = c.at(callee.span), f"${similar}" if similar else ""
        return c.report(UnknownName("function", f"${callee.name}", at, similar=better, missing_import=found))
    return c.report(UnknownName("function", callee.name, c.at(callee.span), similar=similar, missing_import=found))


def _compile_error(c: Checker, e: ast.Call) -> Idx:
    """`compile_error(msg: "…")` in code that is part of the program: what it says is the error."""
    argument = e.arguments[0] if len(e.arguments) == 1 else None
    is_given = argument is not None and (argument.name is None or argument.name.text == "msg")
    message = constant_text(c, argument.value) if argument is not None and is_given else None
    if message is not None:
        return c.report(CompileError(message, c.at(e.span)))
    help_ = 'write `compile_error(msg: "…")`'
    return c.report(
        TypeProblem("E2059", "`compile_error` takes one text that is a constant", c.at(e.span), "", (), help_)
    )


def _call_of_type(c: Checker, e: ast.Call, callee: ast.NameRef, is_struct: bool) -> Idx:
    """Reports a type where a function should be; a struct with named parts was probably meant to be built."""
    message = f"`{callee.name}` is a type, not a function"
    suggestion: Suggestion | None = None
    help_ = "a sum is built by one of its variants"
    if is_struct:
        help_ = f"a struct is built with `{callee.name} {{ field: value }}`"
        if e.arguments and all(argument.name is not None for argument in e.arguments):
            before = Edit(c.at(Span(callee.span.end, e.arguments[0].span.start)), " { ")
            suggestion = Suggestion("build the struct", (before, Edit(c.at(e.close), " }")))
    return c.report(TypeProblem("E2020", message, c.at(callee.span), "a type", (), help_, suggestion))


def explicit_arguments(
    c: Checker, written: Written, signature: Signature, substitution: dict[Idx, Idx], at: Span
) -> None:
    """Takes written type arguments for the function's own type parameters, in order."""
    from ori_compiler.types.definitions import GenericParameter

    if not written:
        return
    own = [parameter for parameter in signature.type_parameters if parameter not in substitution]
    if len(written) > len(own):
        name = c.environment.function_name(signature.function)
        takes = "no type arguments" if not own else f"{len(own)} type argument{'s' if len(own) != 1 else ''}"
        c.report(TypeProblem("E2017", f"`{name}` takes {takes}, not {len(written)}", c.at(at)))
        return
    for parameter, syntax in zip(own, written, strict=False):
        constant_type = None
        if is_constant(c.pool, parameter):
            constant_type = next(
                (g.constant_type for g in c.environment.member_generics(signature.function) if g.type == parameter),
                None,
            )
        generic = GenericParameter(c.pool.name(parameter), parameter, constant_type)
        substitution[parameter] = c.resolver.argument(syntax, generic)


def function_call(
    c: Checker,
    span: Span,
    name_span: Span,
    function: ItemId | MemberId,
    signature: Signature,
    written: Written,
    arguments: Sequence[ast.Argument],
    close: Span,
    expected: Expectation | None,
    known: dict[Idx, Idx],
) -> Idx:
    """A call of a function or method whose receiver, if it has one, is checked already.

    `known` says what some of the type parameters are. Afterwards it has all of them.
    """
    explicit_arguments(c, written, signature, known, name_span)
    for parameter in signature.type_parameters:
        if parameter not in known:
            known[parameter] = c.fresh()
            if c.pool.is_constant_parameter(parameter):
                c.open_constants[known[parameter]] = f"the constant `{c.pool.name(parameter)}` of `@{function.name}`"
    c.references[name_span] = FunctionReference(
        function, tuple(known[parameter] for parameter in signature.type_parameters)
    )
    c.calls_constants = c.calls_constants or signature.is_constant
    if function.name == "drop_early" and is_prelude(item_of(function).path):
        c.ends_early = True
    charge_function(c, signature, name_span)
    result = instantiate(c, signature.result, known, span)
    callee = Callee(c.environment.function_name(function), signature.parameters, function)
    indices = match_arguments(c, callee, arguments, close)
    if indices is None or is_broken(c, signature):
        for argument_type in known.values():
            c.unifier.lose(argument_type)
    if indices is None:
        infer_arguments(c, arguments)
        # What nothing decides now is so for a reason that was told.
        for variable in known.values():
            c.reported.update(c.unifier.variables(variable))
        return ERROR if c.pool.has_variables(result) else result
    c.arguments[span] = indices
    expect_result(c, result, expected)
    types = tuple(instantiate(c, parameter.type, known, span) for parameter in signature.parameters)
    demand_of_arguments(c, signature, known, arguments, indices, name_span)
    runs_tasks = function.name == "spawn" and is_prelude(item_of(function).path)
    # What is sent cannot be used any more.
    c.ends_early |= is_send(function)
    if runs_tasks:
        open_tasks(c, arguments)
    check_arguments(c, callee, arguments, indices, types)
    if runs_tasks:
        close_tasks(c, arguments, name_span)
    if c.obligations:
        solve(c)
    return result


def is_broken(c: Checker, signature: Signature) -> bool:
    """Whether a type in a signature was reported, so that its type parameters may not be found by a call."""
    types = (*(parameter.type for parameter in signature.parameters), signature.receiver, signature.result)
    bounds = (predicate.bound for predicate in signature.predicates if isinstance(predicate, Bound))
    return any(type_ is not None and c.pool.has_errors(type_) for type_ in (*types, *bounds))


def demand_of_arguments(
    c: Checker,
    signature: Signature,
    known: dict[Idx, Idx],
    arguments: Sequence[ast.Argument],
    indices: tuple[int, ...],
    at: Span,
) -> None:
    """Adds what a function demands of its type arguments, each at the first argument that shows the type."""
    because = DeclaredAt(signature.function, "demanded by this function")
    for predicate in signature.predicates:
        span = at
        if isinstance(predicate, Bound):
            shown = [i for i, parameter in enumerate(signature.parameters) if parameter.type == predicate.type]
            span = next((a.value.span for a, i in zip(arguments, indices, strict=True) if i in shown), at)
            if is_assertion(signature.function):
                # Every composite type can be compared and shown, declared or not.
                demand_structure(c, known[predicate.type], span, because)
                continue
        demand(c, (predicate,), known, span, because)


def is_assertion(function: ItemId | MemberId) -> bool:
    """Whether a function compares and shows values that need not say that they can be."""
    return isinstance(function, ItemId) and is_prelude(function.path) and function.name in ("assert_eq", "assert_ne")


def _learns_from_argument(e: ast.Call) -> bool:
    """Whether a lambda is called at once that does not say of which type its parameter is."""
    callee = e.callee
    is_open = isinstance(callee, ast.Lambda) and any(parameter.type is None for parameter in callee.parameters)
    return is_open and len(e.arguments) == 1 and e.arguments[0].name is None


def _lambda_call(c: Checker, e: ast.Call) -> Idx:
    argument = receiver_type(c, expressions.infer(c, e.arguments[0].value))
    result = c.fresh()
    expressions.check(c, e.callee, Expectation(c.pool.function((argument,), result)))
    c.arguments[e.span] = (0,)
    return result


def _value_call(c: Checker, e: ast.Call, callee: ast.Expr, found: Idx, what: str = "value") -> Idx:
    """A call of a function value: its arguments have no names."""
    type_ = receiver_type(c, found)
    if type_ in (ERROR, NEVER):
        infer_arguments(c, e.arguments)
        return type_
    if type_ < 0:
        return _call_of_unknown(c, e, type_)
    if c.pool.tag(type_) is not Tag.FUNCTION:
        infer_arguments(c, e.arguments)
        message = f"a value of type `{c.name(type_)}` cannot be called"
        if isinstance(callee, ast.NameRef):
            sign = "$" if what == "constant" else ""
            message = f"`{sign}{callee.name}` is a {what} of type `{c.name(type_)}` and cannot be called"
        return c.report(TypeProblem("E2020", message, c.at(callee.span)))
    *parameters, result = c.pool.arguments(type_)
    if len(e.arguments) != len(parameters):
        infer_arguments(c, e.arguments)
        count = len(parameters)
        takes = "no arguments" if count == 0 else f"{count} argument{'s' if count != 1 else ''}"
        message = f"this function takes {takes}, not {len(e.arguments)}"
        return c.report(ArgumentProblem(message, c.at(e.close), "", None, f"its type is `{c.name(type_)}`"))
    named = Callee("this function", tuple(Parameter("", parameter) for parameter in parameters))
    c.arguments[e.span] = tuple(range(len(parameters)))
    reject_names(c, e.arguments)
    check_arguments(c, named, e.arguments, c.arguments[e.span], tuple(parameters))
    return result


def _call_of_unknown(c: Checker, e: ast.Call, type_: Idx) -> Idx:
    """A parameter of a lambda that is called before its type is known: that shows that it is a function."""
    parameters = tuple(expressions.infer(c, argument.value) for argument in e.arguments)
    result = c.fresh()
    c.arguments[e.span] = tuple(range(len(parameters)))
    c.unifier.unify(type_, c.pool.function(parameters, result))
    return result


def type_application(c: Checker, e: ast.TypeApplication) -> Idx:
    """`name<T>` without a call behind it, or a comparison that looks like a call with type arguments."""
    if isinstance(e.callee, ast.NameRef) and c.local(e.callee.name) is not None:
        message = f"`{e.callee.name} < … > (…)` reads as a call with type arguments"
        help_ = f"put comparisons in parentheses: `({e.callee.name} < …)`"
        return c.report(TypeProblem("E2005", message, c.at(e.span), "", (), help_))
    message = "type arguments stand only before the arguments of a call"
    return c.report(TypeProblem("E2005", message, c.at(e.span), "", (), "write `name<T>(…)`"))


def pipe(c: Checker, e: ast.Pipe, expected: Expectation | None) -> Idx:
    """`value |> step`: the value becomes the one argument that the step leaves open."""
    step = piped(c, e)
    c.desugared[e.span] = step
    return expressions.infer(c, step) if expected is None else expressions.check(c, step, expected)


def piped(c: Checker, e: ast.Pipe) -> ast.Expr:
    """The call that a pipe stands for."""
    match e.step:
        case ast.PipeMethod(name=name, arguments=arguments):
            close = Span(e.span.end - 1, e.span.end)
            return ast.MethodCall(e.span, e.value, name, (), arguments, close)
        case ast.MethodCall() as step if (call := call_of_module(c, step)) is not None:
            return _with_open_argument(c, e, call)
        case ast.Call() as step if isinstance(step.callee, ast.NameRef) and c.local(step.callee.name) is None:
            return _with_open_argument(c, e, step)
        case ast.Propagate(value=value):
            inner = piped(c, ast.Pipe(Span(e.span.start, value.span.end), e.value, value))
            return ast.Propagate(e.span, inner)
        case _:
            argument = ast.Argument(e.value.span, None, e.value)
            return ast.Call(e.span, e.step, (argument,), Span(e.span.end, e.span.end))


def _with_open_argument(c: Checker, e: ast.Pipe, step: ast.Call) -> ast.Expr:
    callee = step.callee
    entity = c.environment.lookup_value(callee.name) if isinstance(callee, ast.NameRef) else None
    if not isinstance(entity, FunctionEntity):
        argument = ast.Argument(e.value.span, None, e.value)
        return ast.Call(e.span, callee, (argument, *step.arguments), step.close)
    parameters = c.environment.signature(entity.item).parameters
    given = {argument.name.text for argument in step.arguments if argument.name is not None}
    open_ = [p.name for p in parameters if p.name not in given and not p.has_default and not p.is_variadic]
    if len(open_) != 1:
        if any(isinstance(argument.value, ast.Missing) for argument in step.arguments):
            return ast.Missing(e.span)
        what = "leaves no argument open" if not open_ else f"leaves {len(open_)} arguments open"
        message = f"the step of this pipe {what} for the value"
        help_ = "name all arguments but the one that the value is for"
        c.report(ArgumentProblem(message, c.at(step.span), "", c.environment.member_span(entity.item), help_))
        return ast.Missing(e.span)
    name = ast.Name(e.value.span, open_[0])
    argument = ast.Argument(e.value.span, name, e.value)
    return ast.Call(e.span, callee, (argument, *step.arguments), step.close)
