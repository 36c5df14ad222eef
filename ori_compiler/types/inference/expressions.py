"""The two modes of checking: `infer` finds a type, `check` demands one and pushes it inward."""

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import BrokenEntity, ConstantEntity, FunctionEntity, TypeEntity, VariantEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.inference import calls, control, operators
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.patterns import check_pattern, literal_type
from ori_compiler.types.pool import ERROR, NEVER, STR, VOID, Idx
from ori_compiler.types.typed_body import BindingKind, ConstantReference, LocalReference, VariantReference


def infer(c: Checker, e: ast.Expr) -> Idx:
    """The type of an expression."""
    type_ = _infer(c, e)
    c.types[e.span] = type_
    return type_


def check(c: Checker, e: ast.Expr, expectation: Expectation) -> Idx:
    """Checks that an expression fits the expected type. `Never` if it does not return, else the expected type."""
    match e:
        case ast.Block():
            type_ = control.block(c, e, expectation)
        case ast.If():
            type_ = control.conditional(c, e, expectation)
        case ast.Match():
            type_ = control.match(c, e, expectation)
        case ast.Loop():
            found = control.loop(c, e, expectation)
            type_ = c.require(found, expectation, e.span)
            type_ = NEVER if found == NEVER else type_
        case ast.LabelledBlock():
            type_ = control.labelled_block(c, e, expectation)
        case _:
            actual = _infer(c, e)
            c.types[e.span] = actual
            c.require(actual, expectation, e.span)
            return NEVER if c.unifier.resolve(actual) == NEVER else expectation.type
    c.types[e.span] = type_
    return type_


def _infer(c: Checker, e: ast.Expr) -> Idx:
    match e:
        case ast.Literal():
            return literal_type(e.value)
        case ast.Unit():
            return VOID
        case ast.Template():
            return _template(c, e)
        case ast.NameRef():
            return _name(c, e)
        case ast.Unary():
            return operators.infer_unary(c, e)
        case ast.Binary():
            return operators.infer_binary(c, e)
        case ast.Call():
            return calls.infer_call(c, e)
        case ast.FieldAccess():
            return calls.infer_field(c, e)
        case ast.StructLiteral():
            return calls.infer_struct_literal(c, e)
        case ast.Convert():
            return calls.infer_convert(c, e)
        case ast.Block():
            return control.block(c, e, None)
        case ast.LabelledBlock():
            return control.labelled_block(c, e, None)
        case ast.Let():
            return control.let(c, e)
        case ast.Assign():
            return control.assign(c, e)
        case ast.If():
            return control.conditional(c, e, None)
        case ast.While():
            return control.while_(c, e)
        case ast.Loop():
            return control.loop(c, e, None)
        case ast.For():
            return control.for_(c, e)
        case ast.Range():
            return _range(c, e)
        case ast.Match():
            return control.match(c, e, None)
        case ast.Break():
            return control.break_(c, e)
        case ast.Continue():
            return control.continue_(c, e)
        case ast.Missing():
            return ERROR
        case _:
            return _later(c, e)


def _later(c: Checker, e: ast.LaterExpr) -> Idx:
    """A form without meaning yet: it was reported when its syntax was lowered."""
    if isinstance(e, ast.LetElse):
        # Its names are bound all the same, so that their uses are not reported too.
        check_pattern(c, e.pattern, ERROR, BindingKind.LET)
    return ERROR


def _template(c: Checker, e: ast.Template) -> Idx:
    for part in e.parts:
        if isinstance(part, str):
            continue
        type_ = c.unifier.resolve(infer(c, part))
        if not calls.is_printable(c, type_):
            message = f"a value of type `{c.name(type_)}` has no text form"
            c.report(TypeProblem("E2038", message, c.at(part.span), "cannot stand in a template"))
    return STR


def _range(c: Checker, e: ast.Range) -> Idx:
    infer(c, e.low)
    if e.high is not None:
        infer(c, e.high)
    if e.step is not None:
        infer(c, e.step)
    message = "ranges are supported only as the source of `for` yet"
    return c.report(TypeProblem("E2040", message, c.at(e.span), "not supported by this version of the compiler"))


def _name(c: Checker, e: ast.NameRef) -> Idx:
    binding = c.local(e.name)
    if binding is not None:
        c.references[e.span] = LocalReference(binding)
        local = c.bindings[binding]
        if e.has_dollar and not local.is_immutable:
            edit = Edit(c.at(e.span), e.name)
            declared = (Label(c.at(binding), "declared here without `$`"),)
            message = f"`{e.name}` is mutable, so it is written without `$`"
            c.report(
                TypeProblem("E2003", message, c.at(e.span), "", declared, "", Suggestion(f"write `{e.name}`", (edit,)))
            )
        return local.type
    entity = c.environment.lookup_value(e.name)
    match entity:
        case ConstantEntity(item, _, has_dollar):
            c.references[e.span] = ConstantReference(item)
            if has_dollar and not e.has_dollar:
                better = f"${e.name}"
                suggestion = Suggestion(f"write `{better}`", (Edit(c.at(e.span), better),))
                message = f"the constant `{better}` is written with `$`"
                c.report(TypeProblem("E2003", message, c.at(e.span), "", (), "", suggestion))
            return c.environment.constant_type(item)
        case VariantEntity(item, index, _):
            return _variant(c, e, c.environment.declared_type(item), index)
        case FunctionEntity(item, _):
            help_ = f"to call it, write `{e.name}(…)`"
            message = "functions as values are not supported yet"
            return c.report(TypeProblem("E2040", message, c.at(e.span), f"`{e.name}` is a function", (), help_))
        case BrokenEntity():
            return ERROR
        case TypeEntity() | None:
            return _unknown(c, e)


def _variant(c: Checker, e: ast.NameRef, type_: Idx, index: int) -> Idx:
    c.references[e.span] = VariantReference(type_, index)
    definition = c.environment.definition(type_)
    if isinstance(definition, SumDefinition) and definition.variants[index].fields:
        fields = definition.variants[index].fields
        shape = ", ".join(f"{field.name}: …" if field.name else "…" for field in fields)
        message = f"the variant `{e.name}` has a payload"
        c.report(TypeProblem("E2062", message, c.at(e.span), "", (), f"write `{e.name}({shape})`"))
    return type_


def _unknown(c: Checker, e: ast.NameRef) -> Idx:
    if isinstance(c.environment.lookup_type(e.name), TypeEntity):
        return c.report(TypeProblem("E2003", f"`{e.name}` is a type, not a value", c.at(e.span)))
    what = "constant" if e.has_dollar else "name"
    similar = closest(e.name, (*c.local_names(), *c.environment.visible_names()))
    if similar and (e.has_dollar or isinstance(c.environment.lookup_value(similar), ConstantEntity)):
        similar = f"${similar}" if c.local(similar) is None else similar
    shown = f"${e.name}" if e.has_dollar else e.name
    return c.report(UnknownName(what, shown, c.at(e.span), similar=similar))
