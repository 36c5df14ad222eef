"""Fields, elements and lengths."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.similar import closest
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.environment import head_of
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.functions import constant_member
from ori_compiler.types.hidden import is_hidden
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import fits
from ori_compiler.types.inference.obligations import solve, take_default_collection
from ori_compiler.types.inference.operators import trait_operation
from ori_compiler.types.inference.qualified import infer_member, member_of_module
from ori_compiler.types.pool import ERROR, FLOAT, INT, NEVER, STR, Idx, Tag
from ori_compiler.types.typed_body import FieldReference


def receiver_type(c: Checker, idx: Idx) -> Idx:
    """What is known of a type whose parts are asked for, once all that can be decided is."""
    found = c.resolve(idx)
    if found < 0 and c.obligations:
        solve(c)
        found = c.resolve(found)
        if found < 0 and take_default_collection(c, found):
            solve(c)
            found = c.resolve(found)
    return ERROR if c.unifier.is_lost(found) else found


def unknown_yet(c: Checker, type_: Idx, span: ast.Syntax, what: str) -> Idx:
    """Reports that a type is needed before it is known, if that is not the consequence of another mistake."""
    if c.is_tainted():
        return ERROR
    c.unifier.lose(type_)
    message = f"the type of this is not known yet, so {what}"
    help_ = "give the binding or the parameter a type"
    return c.report(TypeProblem("E2005", message, c.at(span.span), "type not known here", (), help_))


def field(c: Checker, e: ast.FieldAccess, expected: Expectation | None = None) -> Idx:
    """`base.field`, or `module.name`."""
    member = member_of_module(c, e.base, e.field)
    if member is not None:
        return infer_member(c, e, e.field, member, expected)
    if isinstance(e.base, ast.NameRef) and c.local(e.base.name) is None:
        constant = _associated_constant(e.base.name, e.field.text)
        if constant is not None:
            return constant
    if _lacks_dollar(c, e):
        better = constant_member(e.field.text)
        suggestion = Suggestion(f"write `{better}`", (Edit(c.at(e.field.span), better),), is_certain=True)
        message = f"the constant `{better}` is written with `$`"
        return c.report(TypeProblem("E2003", message, c.at(e.field.span), "", (), "", suggestion))
    base = receiver_type(c, expressions.infer(c, e.base))
    if base in (ERROR, NEVER):
        return base
    if base < 0:
        return unknown_yet(c, base, e.base, f"its field `{e.field.text}` cannot be looked up")
    definition = c.environment.definition(base)
    if not isinstance(definition, StructDefinition) or c.pool.tag(base) in (Tag.TUPLE, Tag.MAP):
        return _no_field(c, e, base, definition is not None)
    for index, candidate in enumerate(definition.fields):
        if candidate.name == e.field.text and not is_hidden(c.environment, definition.declaration, candidate.name):
            c.references[e.field.span] = FieldReference(base, index)
            return candidate.type
    from ori_compiler.types.inference.method_lookup import has_method

    if has_method(c, base, e.field.text):
        return _method_as_value(c, e)
    names = [f.name for f in definition.fields if not is_hidden(c.environment, definition.declaration, f.name)]
    similar = closest(e.field.text, names)
    known = "its fields are " + ", ".join(f"`{name}`" for name in names) if names else "it has methods only"
    return c.report(UnknownName("field", e.field.text, c.at(e.field.span), "E2061", similar, known, c.name(base)))


def _lacks_dollar(c: Checker, e: ast.FieldAccess) -> bool:
    """Whether a constant of a type is meant, without its `$`."""
    from ori_compiler.types.inference.method_lookup import constant_names
    from ori_compiler.types.inference.owners import named_type

    is_name = isinstance(e.base, ast.NameRef) and c.environment.lookup_value(e.base.name) is None
    is_self_type = isinstance(e.base, ast.SelfValue) and e.base.is_type and c.resolver.scope.self_type is not None
    if not is_name and not is_self_type:
        return False
    owner = named_type(c, e.base)
    return owner is not None and owner >= 0 and constant_member(e.field.text) in constant_names(c, owner)


def _no_field(c: Checker, e: ast.FieldAccess, base: Idx, is_sum: bool) -> Idx:
    from ori_compiler.types.inference.method_lookup import has_method

    if has_method(c, base, e.field.text):
        return _method_as_value(c, e)
    help_ = "only structs have fields; a sum is taken apart with `match`" if is_sum else ""
    if c.pool.tag(base) is Tag.TUPLE:
        help_ = "the parts of a tuple are `.0`, `.1` and so on"
    if c.pool.tag(base) is Tag.MAP:
        help_ = f'an element of a map is looked up with `["{e.field.text}"]`'
    message = f"`{c.name(base)}` has no field `{e.field.text}`"
    return c.report(TypeProblem("E2061", message, c.at(e.field.span), "no such field", (), help_))


def _method_as_value(c: Checker, e: ast.FieldAccess) -> Idx:
    name = e.field.text
    message = f"`{name}` is a method, and methods are not values"
    help_ = f"call it, `.{name}(…)`, or write a lambda: `x -> x.{name}(…)`"
    return c.report(TypeProblem("E2061", message, c.at(e.field.span), "a method", (), help_))


def tuple_field(c: Checker, e: ast.TupleField) -> Idx:
    """`base.0`."""
    base = receiver_type(c, expressions.infer(c, e.base))
    if base in (ERROR, NEVER):
        return base
    if base < 0:
        return unknown_yet(c, base, e.base, f"its part `{e.index}` cannot be looked up")
    if c.pool.tag(base) is not Tag.TUPLE:
        message = f"`{c.name(base)}` is no tuple, so it has no part `{e.index}`"
        return c.report(TypeProblem("E2061", message, c.at(e.span), f"this is `{c.name(base)}`"))
    elements = c.pool.arguments(base)
    if e.index >= len(elements):
        message = f"`{c.name(base)}` has no part `{e.index}`"
        help_ = f"its parts are `.0` to `.{len(elements) - 1}`"
        return c.report(TypeProblem("E2061", message, c.at(e.span), "no such part", (), help_))
    return elements[e.index]


def index(c: Checker, e: ast.Index) -> Idx:
    """`base[key]`."""
    base = receiver_type(c, expressions.infer(c, e.base))
    c.index_bases.append(base)
    found = _indexed(c, e, base)
    c.index_bases.pop()
    return found


def _indexed(c: Checker, e: ast.Index, base: Idx) -> Idx:
    if base in (ERROR, NEVER):
        expressions.infer(c, e.index)
        return base
    if base < 0:
        expressions.infer(c, e.index)
        return unknown_yet(c, base, e.base, "it cannot be indexed")
    match c.pool.tag(base):
        case Tag.LIST | Tag.FIXED_LIST:
            _check_key(c, e, base, INT)
            return c.pool.arguments(base)[0]
        case Tag.MAP:
            key, value = c.pool.arguments(base)
            _check_key(c, e, base, key)
            return c.environment.declared_type(c.environment.prelude_type("Option"), (value,))
        case Tag.STR:
            _check_key(c, e, base, INT)
            return STR
        case _:
            key = expressions.infer(c, e.index)
            result = trait_operation(c, e.span, "Index", "index", base, key)
            return result if result is not None else _not_indexed(c, e, base, key)


def _check_key(c: Checker, e: ast.Index, base: Idx, wanted: Idx) -> None:
    """Checks the key of a collection."""
    key = expressions.infer(c, e.index, Expectation(wanted))
    if not fits(c, key, wanted, e.index.span) and not c.pool.has_errors(c.unifier.deep(key)):
        _wrong_key(c, e, base, key, [c.name(wanted)])


def _not_indexed(c: Checker, e: ast.Index, base: Idx, key: Idx) -> Idx:
    """Reports a value that has no elements, or none for keys of this type."""
    if c.unifier.deep(key) == ERROR:
        return ERROR
    trait = c.environment.prelude_type("Index")
    keys: dict[str, None] = {}
    head = head_of(c.pool, base)
    for impl in c.environment.trait_impls(trait, head) if head is not None else ():
        definition = c.environment.impl(impl)
        if definition is not None and definition.trait is not None:
            keys[c.name(c.pool.arguments(definition.trait)[0])] = None
    if keys:
        return _wrong_key(c, e, base, key, list(keys))
    message = f"`{c.name(base)}` cannot be indexed"
    help_ = "lists, maps and texts can, and types that implement `Index`"
    return c.report(TypeProblem("E2025", message, c.at(e.base.span), f"this is `{c.name(base)}`", (), help_))


def _wrong_key(c: Checker, e: ast.Index, base: Idx, key: Idx, wanted: list[str]) -> Idx:
    kinds = " or ".join(f"`{name}`" for name in wanted)
    message = f"`{c.name(base)}` is indexed by {kinds}, not by `{c.name(key)}`"
    label = (Label(c.at(e.base.span), f"this is `{c.name(base)}`"),)
    return c.report(TypeProblem("E2026", message, c.at(e.index.span), f"this is `{c.name(key)}`", label))


def length(c: Checker, e: ast.Length) -> Idx:
    """`#` inside an index: the length of what is indexed."""
    base = c.index_bases[-1] if c.index_bases else ERROR
    known = base in (ERROR, STR) or (base >= 0 and c.pool.tag(base) in (Tag.LIST, Tag.FIXED_LIST, Tag.MAP))
    if not known:
        message = f"`#` is the length of a list, map or text, and this is `{c.name(base)}`"
        return c.report(TypeProblem("E2020", message, c.at(e.span)))
    return INT


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


def _associated_constant(type_name: str, name: str) -> Idx | None:
    if (type_name, name) not in ASSOCIATED_CONSTANTS:
        return None
    return INT if type_name == "int" else FLOAT
