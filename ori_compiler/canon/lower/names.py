"""Names and fields to canonical IR."""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.canon.lower import expressions, lambdas
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.inference.access import ASSOCIATED_CONSTANTS
from ori_compiler.types.pool import BOOL, ERROR, INT, NEVER
from ori_compiler.types.typed_body import (
    ConstantParameterReference,
    ConstantReference,
    FieldReference,
    FunctionReference,
    LocalReference,
    TraitMethodReference,
    VariantReference,
)


def name(s: Lowering, e: ast.NameRef | ast.SelfValue) -> Expr:
    """What a name stands for."""
    reference = s.typed.references.get(e.span)
    match reference:
        case LocalReference(binding=binding, arguments=arguments):
            if arguments:
                return lambdas.generalized(s, binding, arguments, e.span)
            return s.read(s.declare(binding), e.span)
        case ConstantReference(item):
            value = s.environment.constant_value(item)
            return ir.Poison(ERROR, e.span) if value is None else respan(value, e.span)
        case VariantReference(type_, index):
            return ir.VariantNew(s.concrete(type_), e.span, index, ())
        case FunctionReference(function=function, arguments=arguments):
            return lambdas.function_value(s, function, s.concrete_all(arguments), s.type_of(e), e.span)
        case ConstantParameterReference(parameter=parameter):
            constant = s.pool.value(s.concrete(parameter))
            if isinstance(constant, bool):
                return ir.BoolConstant(BOOL, e.span, constant)
            return ir.Poison(ERROR, e.span) if constant is None else ir.IntConstant(INT, e.span, constant)
        case _:
            return ir.Poison(ERROR, e.span)


def associated_constant(s: Lowering, e: ast.ConstantAccess) -> Expr:
    """The value of a type's constant, for the types of this instance."""
    of_module = s.typed.desugared.get(e.span)
    if isinstance(of_module, ast.NameRef):
        return name(s, of_module)
    function: FunctionId | None = None
    match s.typed.references.get(e.name.span):
        case FunctionReference(function=member, arguments=arguments):
            function = s.environment.instance(member, s.concrete_all(arguments))
        case TraitMethodReference(trait=trait, name=constant, arguments=arguments):
            function = s.environment.implementation(trait, constant, s.concrete_all(arguments))
        case _:
            pass
    value = s.environment.constant_value(function) if function is not None else None
    return ir.Poison(ERROR, e.span) if value is None else respan(value, e.span)


def respan(value: Expr, span: Span) -> Expr:
    """A constant's value as if it were written at `span`."""
    match value:
        case ir.IntConstant():
            return ir.IntConstant(value.type, span, value.value)
        case ir.FloatConstant():
            return ir.FloatConstant(value.type, span, value.value)
        case ir.BoolConstant():
            return ir.BoolConstant(value.type, span, value.value)
        case ir.CharConstant():
            return ir.CharConstant(value.type, span, value.value)
        case ir.StrConstant():
            return ir.StrConstant(value.type, span, value.value)
        case ir.StructNew():
            return ir.StructNew(value.type, span, tuple(respan(field, span) for field in value.fields))
        case ir.ListNew():
            return ir.ListNew(value.type, span, tuple(respan(element, span) for element in value.elements))
        case ir.VariantNew():
            fields = tuple(respan(field, span) for field in value.fields)
            return ir.VariantNew(value.type, span, value.variant, fields)
        case ir.Call():
            return ir.Call(value.type, span, value.function, value.arguments)
        case _:
            return value


def field(s: Lowering, e: ast.FieldAccess) -> Expr:
    """A field, or one of the constants that belong to `int` and `float`."""
    member = s.typed.desugared.get(e.span)
    if isinstance(member, ast.NameRef):
        return name(s, member)
    reference = s.typed.references.get(e.field.span)
    if isinstance(reference, FieldReference):
        return ir.FieldGet(s.type_of(e), e.span, expressions.lower(s, e.base), reference.index)
    if isinstance(e.base, ast.NameRef):
        constant = ASSOCIATED_CONSTANTS.get((e.base.name, e.field.text))
        if constant is not None and e.base.span not in s.typed.references:
            return expressions.literal(constant, s.type_of(e), e.span)
    base = expressions.lower(s, e.base)
    if base.type == NEVER:
        return base
    return ir.Poison(ERROR, e.span)
