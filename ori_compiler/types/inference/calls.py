"""The types of calls, constructors and conversions (language reference, part 2, 15 and 17)."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.resolve.scope import BrokenEntity, ConstantEntity, FunctionEntity, TypeEntity, VariantEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.declarations import resolve_type
from ori_compiler.types.definitions import Field, Parameter, StructDefinition, SumDefinition
from ori_compiler.types.errors import ArgumentProblem, TypeProblem, UnknownName
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.operators import ORDERED
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx
from ori_compiler.types.typed_body import (
    ConversionReference,
    FieldReference,
    FunctionReference,
    TypeReference,
    VariantReference,
)

CONVERSIONS: Final[dict[str, tuple[Idx, frozenset[Idx]]]] = {
    "int": (INT, frozenset((INT, FLOAT, BOOL, BYTE))),
    "float": (FLOAT, frozenset((INT, FLOAT))),
    "byte": (BYTE, frozenset((INT, BYTE))),
}
"""The conversion functions and the types they take; `str` takes whatever can be printed."""

AS_CONVERSIONS: Final[frozenset[tuple[Idx, Idx]]] = frozenset(
    (
        (INT, FLOAT),
        (BYTE, INT),
        (CHAR, INT),
        (CHAR, STR),
        (INT, BYTE),
        (INT, CHAR),
        (BYTE, CHAR),
        (INT, STR),
        (FLOAT, STR),
        (BOOL, STR),
        (BYTE, STR),
    )
)


def infer_call(c: Checker, e: ast.Call) -> Idx:
    """A call of a function, a variant's constructor or a conversion."""
    callee = e.callee
    if not isinstance(callee, ast.NameRef):
        found = expressions.infer(c, callee)
        _infer_arguments(c, e)
        if found == ERROR:
            return ERROR
        return c.report(TypeProblem("E2020", f"a value of type `{c.name(found)}` cannot be called", c.at(callee.span)))
    if c.local(callee.name) is not None:
        local = expressions.infer(c, callee)
        _infer_arguments(c, e)
        message = f"`{callee.name}` is a value of type `{c.name(local)}` and cannot be called"
        return ERROR if local == ERROR else c.report(TypeProblem("E2020", message, c.at(callee.span)))
    if callee.name == "str" or callee.name in CONVERSIONS:
        return _conversion(c, e, callee)
    entity = c.environment.lookup_value(callee.name)
    match entity:
        case FunctionEntity(item, _):
            return _function_call(c, e, callee, item)
        case VariantEntity(item, index, _):
            return _variant_call(c, e, callee, c.environment.declared_type(item), index)
        case ConstantEntity(item, _, _):
            _infer_arguments(c, e)
            type_ = c.environment.constant_type(item)
            message = f"`${callee.name}` is a constant of type `{c.name(type_)}` and cannot be called"
            return c.report(TypeProblem("E2020", message, c.at(callee.span)))
        case BrokenEntity():
            _infer_arguments(c, e)
            return ERROR
        case TypeEntity() | None:
            _infer_arguments(c, e)
            return _unknown_function(c, callee)


def _unknown_function(c: Checker, callee: ast.NameRef) -> Idx:
    entity = c.environment.lookup_type(callee.name)
    if isinstance(entity, TypeEntity):
        help_ = f"a struct is built with `{callee.name} {{ field: value }}`, a sum by one of its variants"
        return c.report(
            TypeProblem("E2020", f"`{callee.name}` is a type, not a function", c.at(callee.span), "", (), help_)
        )
    similar = closest(callee.name, (*c.environment.visible_names(), *c.local_names()))
    return c.report(UnknownName("function", callee.name, c.at(callee.span), similar=similar))


def _infer_arguments(c: Checker, e: ast.Call) -> None:
    for argument in e.arguments:
        expressions.infer(c, argument.value)


def _function_call(c: Checker, e: ast.Call, callee: ast.NameRef, item: ItemId) -> Idx:
    c.references[callee.span] = FunctionReference(item)
    signature = c.environment.signature(item)
    parameters = signature.parameters
    result = signature.result
    if signature.type_parameters:
        fresh = {parameter: c.unifier.fresh() for parameter in signature.type_parameters}
        parameters = tuple(Parameter(p.name, c.unifier.instantiate(p.type, fresh)) for p in parameters)
        result = c.unifier.instantiate(result, fresh)
    indices = _match_arguments(c, e, callee.name, tuple(p.name for p in parameters), item)
    if indices is None:
        _infer_arguments(c, e)
        return result
    c.arguments[e.span] = indices
    for argument, index in zip(e.arguments, indices, strict=True):
        # The label's place is asked for only when it is needed: it depends on the callee's text.
        parameter = parameters[index]
        if not _fits(c, argument.value, parameter.type):
            because = Label(c.environment.parameter_span(item, index), "the parameter is declared here")
            actual = c.types[argument.value.span]
            c.require(actual, Expectation(parameter.type, because), argument.value.span)
    if item.path == PRELUDE and item.name in _ORDERING and not _is_ordered(c, e, item.name, parameters[0].type):
        del c.arguments[e.span]
        return ERROR
    return result


_ORDERING: Final = frozenset(("min", "max"))
"""The functions of the prelude that order values of a type of the caller's choice."""


def _is_ordered(c: Checker, e: ast.Call, name: str, type_: Idx) -> bool:
    """Whether values of this type have an order; reported if not."""
    type_ = c.unifier.resolve(type_)
    if type_ < 0 or type_ in (ERROR, NEVER) or type_ in ORDERED:
        return True
    at = c.at(e.arguments[0].value.span)
    message = f"`{name}` cannot order values of type `{c.name(type_)}`"
    c.report(TypeProblem("E2009", message, at, f"this is `{c.name(type_)}`"))
    return False


def _fits(c: Checker, value: ast.Expr, expected: Idx) -> bool:
    """Checks an argument; composite expressions report their own mismatches."""
    if isinstance(value, (ast.If, ast.Match, ast.Block, ast.Loop, ast.LabelledBlock)):
        expressions.check(c, value, Expectation(expected))
        return True
    return c.fits(expressions.infer(c, value), expected)


def _match_arguments(
    c: Checker, e: ast.Call, name: str, parameters: tuple[str, ...], item: ItemId | None
) -> tuple[int, ...] | None:
    """The parameter of each argument; none after a report."""
    declared = c.environment.declaration_span
    positional = [argument for argument in e.arguments if argument.name is None]
    if positional and len(parameters) > 1 and len(e.arguments) <= len(parameters):
        _demand_names(c, positional, e, parameters, name, item)
        return None
    indices: list[int] = []
    for argument in e.arguments:
        index = _parameter_index(c, argument, parameters, name, indices, item)
        if index is None:
            return None
        indices.append(index)
    missing = [parameter for index, parameter in enumerate(parameters) if index not in indices]
    if missing:
        listed = ", ".join(f"`{parameter}`" for parameter in missing)
        noun = "argument" if len(missing) == 1 else "arguments"
        help_ = f"add `{missing[0]}: …`"
        message = f"the call of `{name}` lacks the {noun} {listed}"
        span = declared(item) if item is not None else None
        c.report(ArgumentProblem(message, c.at(e.close), f"{listed} missing", span, help_))
        return None
    return tuple(indices)


def _demand_names(
    c: Checker,
    positional: list[ast.Argument],
    e: ast.Call,
    parameters: tuple[str, ...],
    name: str,
    item: ItemId | None,
) -> None:
    taken = {argument.name.text for argument in e.arguments if argument.name is not None}
    free = [parameter for parameter in parameters if parameter not in taken]
    edits = tuple(
        Edit(c.at(Span(argument.span.start, argument.span.start)), f"{parameter}: ")
        for argument, parameter in zip(positional, free, strict=False)
    )
    suggestion = Suggestion("name the arguments in the order of the parameters", edits)
    message = f"the arguments of `{name}` must be named"
    span = c.environment.declaration_span(item) if item is not None else None
    help_ = f"write `{name}({', '.join(f'{parameter}: …' for parameter in parameters)})`"
    c.report(ArgumentProblem(message, c.at(positional[0].span), "no name", span, help_, suggestion, "E2011"))
    for argument in e.arguments:
        expressions.infer(c, argument.value)


def _parameter_index(
    c: Checker, argument: ast.Argument, parameters: tuple[str, ...], name: str, used: list[int], item: ItemId | None
) -> int | None:
    if argument.name is None:
        index = len(used)
        if index < len(parameters):
            return index
        _too_many(c, argument, parameters, name, item)
        return None
    text = argument.name.text
    if text in parameters:
        index = parameters.index(text)
        if index in used:
            c.report(
                ArgumentProblem(f"the argument `{text}` is given twice", c.at(argument.name.span), "again here", None)
            )
            return None
        return index
    if len(used) >= len(parameters):
        _too_many(c, argument, parameters, name, item)
        return None
    similar = closest(text, parameters) or (parameters[0] if len(parameters) == 1 else "")
    suggestion = None
    if similar:
        suggestion = Suggestion(f"write `{similar}`", (Edit(c.at(argument.name.span), similar),))
    known = "the parameters are " + ", ".join(f"`{parameter}`" for parameter in parameters)
    span = c.environment.declaration_span(item) if item is not None else None
    help_ = f"did you mean `{similar}`?" if similar else known
    at = c.at(argument.name.span)
    c.report(ArgumentProblem(f"`{name}` has no parameter `{text}`", at, "no such parameter", span, help_, suggestion))
    return None


def _too_many(c: Checker, argument: ast.Argument, parameters: tuple[str, ...], name: str, item: ItemId | None) -> None:
    declared = c.environment.declaration_span(item) if item is not None else None
    count = len(parameters)
    takes = "no arguments" if count == 0 else f"{count} argument{'s' if count != 1 else ''}"
    c.report(ArgumentProblem(f"`{name}` takes {takes}", c.at(argument.span), "one too many", declared))


def _variant_call(c: Checker, e: ast.Call, callee: ast.NameRef, type_: Idx, index: int) -> Idx:
    c.references[callee.span] = VariantReference(type_, index)
    definition = c.environment.definition(type_)
    if not isinstance(definition, SumDefinition):
        _infer_arguments(c, e)
        return ERROR
    fields = definition.variants[index].fields
    name = callee.name
    if not fields:
        _infer_arguments(c, e)
        at = Span(callee.span.end, e.span.end)
        suggestion = Suggestion("remove the parentheses", (Edit(c.at(at), ""),))
        message = f"the variant `{name}` has no payload"
        return c.report(TypeProblem("E2062", message, c.at(at), "", (), f"write just `{name}`", suggestion))
    indices = _match_payload(c, e, name, fields, definition.declaration)
    if indices is None:
        _infer_arguments(c, e)
        return type_
    c.arguments[e.span] = indices
    for argument, field_index in zip(e.arguments, indices, strict=True):
        because = Label(c.environment.declaration_span(definition.declaration), f"`{name}` belongs to this type")
        expressions.check(c, argument.value, Expectation(fields[field_index].type, because))
    return type_


def _match_payload(
    c: Checker, e: ast.Call, name: str, fields: tuple[Field, ...], declaration: ItemId
) -> tuple[int, ...] | None:
    """Payload fields are given all by position, or all by name."""
    if len(e.arguments) == len(fields) and all(argument.name is None for argument in e.arguments):
        return tuple(range(len(fields)))
    if any(not field.name for field in fields):
        span = c.environment.declaration_span(declaration)
        message = f"the variant `{name}` takes {len(fields)} value{'s' if len(fields) != 1 else ''} by position"
        c.report(ArgumentProblem(message, c.at(e.close), "", span))
        return None
    return _match_arguments(c, e, name, tuple(field.name for field in fields), declaration)


def _conversion(c: Checker, e: ast.Call, callee: ast.NameRef) -> Idx:
    target = STR if callee.name == "str" else CONVERSIONS[callee.name][0]
    c.references[callee.span] = ConversionReference(target)
    if len(e.arguments) != 1:
        _infer_arguments(c, e)
        message = f"`{callee.name}(…)` takes one value"
        c.report(ArgumentProblem(message, c.at(e.close), f"{len(e.arguments)} given", None))
        return target
    source = c.unifier.resolve(expressions.infer(c, e.arguments[0].value))
    if source in (ERROR, NEVER):
        return target
    fits = is_printable(c, source) if target == STR else source in CONVERSIONS[callee.name][1]
    if not fits:
        at = c.at(e.arguments[0].value.span)
        message = f"`{callee.name}(…)` does not convert `{c.name(source)}`"
        help_ = ""
        if source == STR and target in (INT, FLOAT, BYTE):
            return c.report(TypeProblem("E2040", f"parsing `str` with `{callee.name}(…)` is not supported yet", at))
        if source == CHAR:
            help_ = f"write `… as {'int' if target == INT else 'str'}`"
        c.report(TypeProblem("E2064", message, at, f"this is `{c.name(source)}`", (), help_))
    return target


def is_printable(c: Checker, type_: Idx) -> bool:
    """Whether a value of this type has a text form."""
    return type_ in (INT, FLOAT, BOOL, BYTE, CHAR, STR, ERROR, NEVER) or (type_ >= 0 and c.pool.is_nominal(type_))


def infer_convert(c: Checker, e: ast.Convert) -> Idx:
    """`value as type`."""
    source = c.unifier.resolve(expressions.infer(c, e.value))
    target = resolve_type(e.target, c.item, c.environment, c.errors)
    if source in (ERROR, NEVER) or target == ERROR or (source, target) in AS_CONVERSIONS:
        return target
    message = f"`{c.name(source)}` does not convert to `{c.name(target)}` with `as`"
    help_ = ""
    if (source, target) == (FLOAT, INT):
        help_ = "`int(…)` drops the fraction"
    elif source == target:
        help_ = "the value has that type already"
    return c.report(TypeProblem("E2064", message, c.at(e.span), "no such conversion", (), help_))


def infer_struct_literal(c: Checker, e: ast.StructLiteral) -> Idx:
    """`Name { field: value, ...base }`."""
    entity = c.environment.lookup_type(e.name.text)
    type_ = c.environment.declared_type(entity.item) if isinstance(entity, TypeEntity) else ERROR
    definition = c.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, StructDefinition):
        for field in e.fields:
            expressions.infer(c, field.value)
        if isinstance(entity, BrokenEntity):
            return ERROR
        if entity is None:
            similar = closest(e.name.text, c.environment.visible_names())
            return c.report(UnknownName("type", e.name.text, c.at(e.name.span), "E2002", similar))
        return c.report(TypeProblem("E2061", f"`{e.name.text}` is not a struct", c.at(e.name.span)))
    c.references[e.name.span] = TypeReference(type_)
    given: dict[str, Span] = {}
    has_base = False
    for field in e.fields:
        if isinstance(field, ast.SpreadInit):
            has_base = True
            expressions.check(c, field.value, Expectation(type_))
        else:
            _field_init(c, field, definition, given)
    missing = [field.name for field in definition.fields if field.name not in given]
    if missing and not has_base:
        listed = ", ".join(f"`{name}`" for name in missing)
        noun = "field" if len(missing) == 1 else "fields"
        declared = (Label(c.environment.declaration_span(definition.declaration), "declared here"),)
        message = f"this `{e.name.text}` lacks the {noun} {listed}"
        c.report(TypeProblem("E2061", message, c.at(e.name.span), f"{listed} missing", declared))
    return type_


def _field_init(c: Checker, field: ast.FieldInit, definition: StructDefinition, given: dict[str, Span]) -> None:
    name = field.name.text
    if name in given:
        first = (Label(c.at(given[name]), "first given here"),)
        c.report(TypeProblem("E2061", f"the field `{name}` is given twice", c.at(field.name.span), "again here", first))
    given[name] = field.name.span
    for index, candidate in enumerate(definition.fields):
        if candidate.name == name:
            if field.value.span != field.name.span:
                c.references[field.name.span] = FieldReference(definition.type, index)
            because = Label(c.environment.declaration_span(definition.declaration), f"`{name}` is a field of this type")
            expressions.check(c, field.value, Expectation(candidate.type, because))
            return
    expressions.infer(c, field.value)
    similar = closest(name, (candidate.name for candidate in definition.fields))
    known = "its fields are " + ", ".join(f"`{candidate.name}`" for candidate in definition.fields)
    owner = definition.declaration.name
    c.report(UnknownName("field", name, c.at(field.name.span), "E2061", similar, known, owner))


def infer_field(c: Checker, e: ast.FieldAccess) -> Idx:
    """`base.field`."""
    if isinstance(e.base, ast.NameRef) and c.local(e.base.name) is None:
        constant = _associated_constant(c, e.base.name, e.field.text)
        if constant is not None:
            return constant
    base = c.unifier.resolve(expressions.infer(c, e.base))
    if base in (ERROR, NEVER):
        return base
    definition = c.environment.definition(base) if base >= 0 else None
    if not isinstance(definition, StructDefinition):
        help_ = "only structs have fields; a sum is taken apart with `match`" if definition is not None else ""
        message = f"`{c.name(base)}` has no field `{e.field.text}`"
        return c.report(TypeProblem("E2061", message, c.at(e.field.span), "no such field", (), help_))
    for index, field in enumerate(definition.fields):
        if field.name == e.field.text:
            c.references[e.field.span] = FieldReference(base, index)
            return field.type
    similar = closest(e.field.text, (field.name for field in definition.fields))
    known = "its fields are " + ", ".join(f"`{field.name}`" for field in definition.fields)
    owner = c.name(base)
    return c.report(UnknownName("field", e.field.text, c.at(e.field.span), "E2061", similar, known, owner))


ASSOCIATED_CONSTANTS: Final[dict[tuple[str, str], int | float]] = {
    ("int", "min"): -(2**63),
    ("int", "max"): 2**63 - 1,
    ("float", "inf"): float("inf"),
    ("float", "neg_inf"): float("-inf"),
    ("float", "nan"): float("nan"),
    ("float", "max"): 1.7976931348623157e308,
    ("float", "min"): 2.2250738585072014e-308,
    ("float", "epsilon"): 2.220446049250313e-16,
}


def _associated_constant(c: Checker, type_name: str, name: str) -> Idx | None:
    if type_name not in ("int", "float"):
        return None
    if (type_name, name) in ASSOCIATED_CONSTANTS:
        return INT if type_name == "int" else FLOAT
    return None
