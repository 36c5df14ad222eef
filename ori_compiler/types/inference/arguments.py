"""Which argument is for which parameter (language reference, part 2, 15.1 to 15.4)."""

from collections.abc import Sequence

import msgspec

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion, replacement
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Parameter
from ori_compiler.types.errors import ArgumentProblem, TypeProblem
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.obligation import DeclaredAt, Reason
from ori_compiler.types.pool import ERROR, Idx


class Callee(msgspec.Struct, frozen=True):
    """What is called: its name for messages, its parameters, and the function or type that declares them."""

    name: str
    parameters: tuple[Parameter, ...]
    function: ItemId | MemberId | None = None
    declaration: ItemId | None = None


def infer_arguments(c: Checker, arguments: Sequence[ast.Argument]) -> None:
    """Looks at arguments that have no parameters: the call was reported."""
    for argument in arguments:
        value = argument.value
        if argument.name is not None and argument.name.span == value.span and c.local(argument.name.text) is None:
            # Of `name:` alone, the parameter and the local are one word.
            continue
        # What the value is for is not known, and that is no mistake of the value.
        expressions.check(c, value.value if isinstance(value, ast.Spread) else value, Expectation(ERROR))


def match_arguments(
    c: Checker, callee: Callee, arguments: Sequence[ast.Argument], close: Span
) -> tuple[int, ...] | None:
    """The parameter of each argument; none after a report."""
    parameters = callee.parameters
    variadic = len(parameters) - 1 if parameters and parameters[-1].is_variadic else None
    positional = [argument for argument in arguments if argument.name is None]
    plain = len(parameters) - (variadic is not None)
    are_named = all(parameter.name for parameter in parameters)
    if positional and variadic is None and are_named and 1 < len(parameters) >= len(arguments):
        _demand_names(c, callee, positional, arguments)
        return None
    indices: list[int] = []
    for argument in arguments:
        if argument.name is None and variadic is not None and (plain != 1 or 0 in indices or len(positional) == 1):
            indices.append(variadic)
            continue
        index = _parameter_index(c, callee, argument, indices, arguments)
        if index is None:
            return None
        indices.append(index)
    missing = [
        parameter.name
        for index, parameter in enumerate(parameters)
        if index not in indices and not parameter.has_default and not parameter.is_variadic
    ]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        noun = "argument" if len(missing) == 1 else "arguments"
        message = f"the call of `{callee.name}` lacks the {noun} {listed}"
        shape = ", ".join(f"{name}: …" for name in missing)
        c.report(ArgumentProblem(message, c.at(close), f"{listed} missing", _declared(c, callee), f"add `{shape}`"))
        return None
    return tuple(indices)


def _demand_names(
    c: Checker, callee: Callee, positional: list[ast.Argument], arguments: Sequence[ast.Argument]
) -> None:
    taken = {argument.name.text for argument in arguments if argument.name is not None}
    names = [parameter.name for parameter in callee.parameters]
    free = [name for name in names if name not in taken]
    edits = tuple(
        Edit(c.at(Span(argument.span.start, argument.span.start)), f"{name}: ")
        for argument, name in zip(positional, free, strict=False)
    )
    suggestion = Suggestion("name the arguments in the order of the parameters", edits, is_certain=True)
    message = f"the arguments of `{callee.name}` must be named"
    help_ = f"write `{callee.name}({', '.join(f'{name}: …' for name in names)})`"
    at = c.at(positional[0].span)
    c.report(ArgumentProblem(message, at, "no name", _declared(c, callee), help_, suggestion, "E2011"))


def _parameter_index(
    c: Checker, callee: Callee, argument: ast.Argument, used: list[int], arguments: Sequence[ast.Argument]
) -> int | None:
    parameters = callee.parameters
    if argument.name is None:
        index = len(used)
        if index < len(parameters):
            return index
        _too_many(c, callee, argument)
        return None
    text = argument.name.text
    names = [parameter.name for parameter in parameters]
    aliases = [parameter.alias for parameter in parameters]
    index = names.index(text) if text in names else aliases.index(text) if text in aliases else -1
    if index >= 0:
        if index in used:
            message = f"the argument `{text}` is given twice"
            first = next(a.name for a in arguments if a.name is not None and a.name.text == text)
            label = (Label(c.at(first.span), "first given here"),)
            c.report(TypeProblem("E2004", message, c.at(argument.name.span), "again here", label))
            return None
        return index
    if len(used) >= len(parameters):
        _too_many(c, callee, argument)
        return None
    similar = closest(text, names) or (names[0] if len(names) == 1 else "")
    at = c.at(argument.name.span)
    suggestion = replacement(similar, at) if similar else None
    help_ = "" if similar else "the parameters are " + ", ".join(f"`{name}`" for name in names)
    message = f"`{callee.name}` has no parameter `{text}`"
    c.report(ArgumentProblem(message, at, "no such parameter", _declared(c, callee), help_, suggestion))
    return None


def _too_many(c: Checker, callee: Callee, argument: ast.Argument) -> None:
    count = len(callee.parameters)
    takes = "no arguments" if count == 0 else f"{count} argument{'s' if count != 1 else ''}"
    message = f"`{callee.name}` takes {takes}"
    c.report(ArgumentProblem(message, c.at(argument.span), "one too many", _declared(c, callee)))


def check_arguments(
    c: Checker, callee: Callee, arguments: Sequence[ast.Argument], indices: tuple[int, ...], types: tuple[Idx, ...]
) -> None:
    """Checks arguments against the types of their parameters: lambdas last, when the others have shown more."""
    lambdas: list[tuple[ast.Argument, int]] = []
    for argument, index in zip(arguments, indices, strict=True):
        if isinstance(argument.value, ast.Lambda):
            lambdas.append((argument, index))
        else:
            _check_argument(c, callee, argument, index, types[index])
    for argument, index in lambdas:
        _check_argument(c, callee, argument, index, types[index])


def _check_argument(c: Checker, callee: Callee, argument: ast.Argument, index: int, type_: Idx) -> None:
    value = argument.value
    if callee.parameters[index].is_variadic:
        if isinstance(value, ast.Spread):
            expressions.check(c, value.value, Expectation(type_))
            c.types[value.span] = type_
            return
        type_ = c.pool.arguments(type_)[0] if type_ != ERROR else ERROR
    elif isinstance(value, ast.Spread):
        reject_spread(c, value, _declared(c, callee))
        return
    expressions.check(c, value, Expectation(type_, _because(c, callee, index)))


def reject_spread(c: Checker, spread: ast.Spread, declared: ItemSpan | None = None) -> None:
    """Reports `...` where one value is taken."""
    expressions.infer(c, spread.value)
    message = "`...` gives the elements of a list to a variadic parameter, and this is none"
    c.report(ArgumentProblem(message, c.at(spread.span), "not variadic", declared, "pass the list itself"))


def _declared(c: Checker, callee: Callee) -> ItemSpan | None:
    """Where the callee's name is declared; asked for only by messages."""
    if callee.function is not None:
        return c.environment.member_span(callee.function)
    return c.environment.declaration_span(callee.declaration) if callee.declaration is not None else None


def _because(c: Checker, callee: Callee, index: int) -> Reason | None:
    if callee.function is not None:
        return DeclaredAt(callee.function, "the parameter is declared here", index)
    if callee.declaration is None:
        return None
    return Label(c.environment.declaration_span(callee.declaration), f"`{callee.name}` belongs to this type")
