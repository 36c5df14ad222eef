"""Expressions: operators, postfix forms and primaries (language reference, part 1, 6.1 to 6.4, 6.8, 8 and 9).

Operands are put in parentheses where the grammar needs it; what could be read in two ways (part 1, 9) is not written
in the way that loses.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from tests.generators import constructs, control, types
from tests.generators.features import Features
from tests.generators.generator import Form, Generator, enabled
from tests.generators.lexicon import (
    any_name,
    format_specification,
    integer,
    literal,
    literal_text,
    member_name,
    name,
    string,
    template_text,
    upper_name,
)
from tests.generators.productions import (
    ADDITION,
    AND,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    COALESCE,
    EQUALITY,
    MULTIPLICATION,
    OR,
    PIPE,
    POSTFIX,
    POWER,
    RANGE,
    RELATION,
    SHIFT,
    TRAILING_COMMA,
    UNARY,
    WHOLE,
    Gap,
    Part,
    Production,
    commas,
    exposes,
    exposes_operator,
    exposes_token,
    first_text,
    last_text,
    leads_with_block,
    production,
    texts,
)

_OPERATORS: Final[dict[int, tuple[str, ...]]] = {
    ADDITION: ("+", "-"),
    MULTIPLICATION: ("*", "/", "%", "div", "@"),
    RELATION: ("<", ">", "<=", ">="),
    EQUALITY: ("==", "!="),
    AND: ("&&",),
    OR: ("||",),
    SHIFT: ("<<", ">>"),
    BIT_AND: ("&",),
    BIT_XOR: ("^",),
    BIT_OR: ("|",),
}


def leaf(g: Generator) -> Production:
    """The simplest expressions."""
    return production("name", name(g)) if g.chance(60) else literal(g)


def expression(g: Generator) -> Production:
    """Any expression."""
    if not g.spend():
        return leaf(g)
    if g.chance(20):
        return g.pick(control.whole_forms(g.features))(g)
    return g.pick(_operand_forms(g.features))(g)


def body(g: Generator) -> Production:
    """What stands behind `=`, `then`, `else`, `do` and `->`: an expression or an assignment."""
    if g.chance(12):
        return control.assignment(g)
    if g.chance(5):
        return control.let(g)
    return unambiguous_body(expression(g))


def unambiguous_body(part: Production) -> Production:
    """A body in parentheses if it would be read otherwise.

    One that begins with a block would end with it where a statement may begin; one with a `=` would be a result type.
    """
    return group(part) if leads_with_block(part) or exposes_token(part, ("=",)) else part


def group(part: Production) -> Production:
    """An expression in parentheses."""
    return production("group", "(", part, TRAILING_COMMA, ")")


def at_least(part: Production, level: int) -> Production:
    """An expression as an operand that binds at least so tightly."""
    return group(part) if part.level < level or part.is_open else part


def operand(g: Generator, level: int) -> Production:
    """An operand that binds at least so tightly."""
    if not g.spend():
        return leaf(g)
    return at_least(g.pick(_operand_forms(g.features))(g), level)


def condition(g: Generator) -> Production:
    """What stands before `then`, `do` and the `{` of `match`: without struct literals in the open."""
    found = operand(g, PIPE)
    return group(found) if exposes(found, "struct_literal") else found


def guard(g: Generator) -> Production:
    """What stands behind `if` in arms, clauses and loops: without lambdas in the open as well."""
    found = condition(g)
    return group(found) if exposes(found, "lambda") else found


def contract_condition(g: Generator) -> Production:
    """A condition in which a `|` in the open would separate the message."""
    found = guard(g)
    return group(found) if exposes_token(found, ("|",)) else found


@cache
def _operand_forms(f: Features) -> tuple[Form, ...]:
    return enabled(
        (True, 3, leaf),
        (True, 4, _binary),
        (True, 2, _call),
        (True, 1, _member),
        (True, 1, _index),
        (True, 1, _unary),
        (True, 1, _power),
        (True, 1, _range),
        (True, 1, _convert),
        (True, 1, control.match),
        (True, 1, control.block),
        (True, 1, control.labelled_block),
        (True, 1, _grouped),
        (True, 1, _struct_literal),
        (True, 1, _sigil_name),
        (f.templates, 1, template),
        (f.tuple_types, 1, _tuple),
        (f.collections, 1, _list),
        (f.collections, 1, _map),
        (f.propagation, 1, _try),
        (f.pipes, 1, _pipe),
        (f.coalescing, 1, _coalesce),
        (f.type_application, 1, _generic_call),
        (f.constructs, 2, constructs.construct),
        (f.unsafe, 1, control.unsafe),
        (f.propagation, 1, control.try_block),
        (f.compile_time, 1, _splice),
    )


# Operators


def _binary(g: Generator) -> Production:
    level = g.pick((ADDITION, ADDITION, MULTIPLICATION, RELATION, EQUALITY, AND, OR, SHIFT, BIT_AND, BIT_XOR, BIT_OR))
    operator = g.pick(_OPERATORS[level])
    left = operand(g, level)
    right = operand(g, level + 1)
    if exposes_operator(left, "<") and (operator[0] == ">" or exposes_operator(right, ">")):
        # `a < b > (c)` would call `a` with a type argument.
        left = group(left)
    return production("binary", left, *_operator(operator), right, level=level)


def _operator(operator: str) -> tuple[Part, ...]:
    if operator == "@":
        return (Gap.SAME_LINE, "@")
    if operator[0] != ">":
        return (operator,)
    parts: list[Part] = [">"]
    for sign in operator[1:]:
        parts += (Gap.TOUCH, sign)
    return tuple(parts)


def _unary(g: Generator) -> Production:
    operator = g.pick("-!~")
    inner = operand(g, UNARY)
    if operator == "-" and inner.name == "literal" and first_text(inner)[-1] == "b":
        # A size has no sign.
        inner = group(inner)
    if operator == "-" and inner.level == POSTFIX and inner.name != "literal" and first_text(inner)[0].isdigit():
        # `-1.abs()` is `(-1).abs()`, but `-1 as float` is `-(1 as float)`.
        inner = group(inner)
    return production("unary", operator, inner, level=UNARY)


def _power(g: Generator) -> Production:
    return production("binary", operand(g, POSTFIX), "**", operand(g, POWER), level=POWER)


def _range(g: Generator) -> Production:
    low = operand(g, SHIFT)
    has_end = not g.chance(20)
    parts: list[Part] = [low, g.pick(("..", "..=")) if has_end else ".."]
    if has_end:
        parts.append(operand(g, SHIFT))
    has_step = g.chance(30)
    if has_step:
        parts += ("by", operand(g, SHIFT))
    return production("range", *parts, level=RANGE, is_open=not has_end and not has_step)


def _coalesce(g: Generator) -> Production:
    return production("binary", operand(g, OR), "??", operand(g, COALESCE), level=COALESCE)


def _pipe(g: Generator) -> Production:
    left = operand(g, PIPE)
    match g.number(5):
        case 0:
            step: Production = production("pipe_method", ".", Gap.SAME_LINE, any_name(g), *_perhaps_arguments(g))
        case 1 if g.features.lambdas:
            return production("binary", left, "|>", lambda_(g), level=PIPE, is_open=True)
        case 2 if g.features.lambdas:
            step = group(lambda_(g))
        case _:
            step = operand(g, POSTFIX)
    return production("binary", left, "|>", step, level=PIPE)


def _perhaps_arguments(g: Generator) -> tuple[Part, ...]:
    return (arguments(g),) if g.chance(60) else ()


# Postfix forms


def _base(g: Generator) -> Production:
    """What a postfix form may follow."""
    found = operand(g, POSTFIX)
    return group(found) if found.name == "convert" else found


def _callee(g: Generator) -> Production:
    if g.chance(60):
        return production("name", name(g))
    found = _base(g)
    # The words that begin a construct cannot be called.
    return group(found) if found.name == "name" and last_text(found) not in ("self", "Self") else found


def _call(g: Generator) -> Production:
    if g.chance(30):
        method = production("member", _base(g), ".", Gap.SAME_LINE, member_name(g), level=POSTFIX)
        return production("call", method, arguments(g), level=POSTFIX)
    if g.chance(15):
        conversion = production("name", g.pick(("int", "float", "str", "byte")))
        return production("call", conversion, production("arguments", "(", expression_argument(g), ")"), level=POSTFIX)
    return production("call", _callee(g), arguments(g), level=POSTFIX)


def _generic_call(g: Generator) -> Production:
    match g.number(3):
        case 0:
            callee = production("name", name(g))
        case 1:
            callee = production("member", _base(g), ".", Gap.SAME_LINE, name(g), level=POSTFIX)
        case _:
            owner = production("type_application", production("name", upper_name(g)), types.type_arguments(g))
            callee = production("member", owner, ".", Gap.SAME_LINE, name(g), level=POSTFIX)
            return production("call", callee, arguments(g), level=POSTFIX)
    applied = production("type_application", callee, types.type_arguments(g, has_blanks=True))
    return production("call", applied, arguments(g), level=POSTFIX)


def arguments(g: Generator) -> Production:
    """`call_args ::= "(" csv0<arg> ")"`."""
    given = separated(g.several(_argument, 3))
    return production("arguments", "(", *commas(given), ")")


def constant_arguments(g: Generator) -> Production:
    """Arguments as constant expressions in types have them."""
    given = [production("argument", production("literal", integer(g))) for _ in range(g.count(2))]
    return production("arguments", "(", *commas(given), ")")


def _argument(g: Generator) -> Production:
    if g.chance(60):
        value = (expression(g),) if not g.chance(20) else ()
        return production("argument", any_name(g), ":", *value)
    if g.chance(10):
        return production("argument", production("spread", "...", expression(g)))
    return expression_argument(g)


def expression_argument(g: Generator) -> Production:
    """An argument without a name."""
    return production("argument", positional(g))


def positional(g: Generator) -> Production:
    """An expression that does not begin as a named argument does."""
    value = expression(g)
    leading = [text for text, _ in zip(texts(value), range(2), strict=False)]
    return group(value) if leading == ["block", ":"] else value


def separated(elements: Sequence[Production]) -> list[Production]:
    """Elements of a list in which `a < b, c > (d)` does not occur: that is a call with type arguments."""
    found = list(elements)
    for i in range(len(found) - 1):
        if any(exposes_operator(later, ">") and ":" not in later.parts for later in found[i + 1 :]):
            found[i] = _without_less(found[i])
    return found


def _without_less(element: Production) -> Production:
    if not exposes_operator(element, "<"):
        return element
    if element.name not in ("argument", "spread"):
        return group(element)
    parts = tuple(_without_less(part) if isinstance(part, Production) else part for part in element.parts)
    return production(element.name, *parts)


def _member(g: Generator) -> Production:
    base = _base(g)
    if g.chance(25) and not last_text(base)[0].isdigit():
        return production("member", base, ".", Gap.SAME_LINE, g.pick("01"), level=POSTFIX)
    return production("member", base, ".", Gap.SAME_LINE, member_name(g), level=POSTFIX)


def _splice(g: Generator) -> Production:
    return production("splice", _base(g), ".", "[", expression(g), "]", level=POSTFIX)


def _index(g: Generator) -> Production:
    key = expression(g)
    if g.chance(30):
        length = production("length", "#")
        key = production("binary", length, g.pick(("-", "div", "!=")), operand(g, POSTFIX), level=ADDITION)
        if g.chance(30):
            key = production("binary", group(key), "/", literal(g), level=MULTIPLICATION)
    return production("index", _base(g), "[", key, "]", level=POSTFIX)


def _try(g: Generator) -> Production:
    base = operand(g, POSTFIX)
    # `??` is an operator of its own.
    return production("try", group(base) if base.name == "try" else base, "?", level=POSTFIX)


def _convert(g: Generator) -> Production:
    target = types.type_atom(g)
    sign: tuple[Part, ...] = (Gap.TOUCH, "?") if g.chance(30) else ()
    return production(
        "convert", operand(g, POSTFIX), "as", *sign, target, level=POSTFIX, is_open=last_text(target) == ">"
    )


# Primaries


def _grouped(g: Generator) -> Production:
    return group(expression(g))


def _tuple(g: Generator) -> Production:
    elements = separated(g.several(expression, 3))
    if not elements:
        return production("unit", "(", ")")
    return group(elements[0]) if len(elements) == 1 else production("tuple", "(", *commas(elements), ")")


def _sigil_name(g: Generator) -> Production:
    match g.number(5):
        case 0 | 1:
            return production("name", "$", Gap.TOUCH, any_name(g))
        case 2:
            called = production("name", "@", Gap.TOUCH, name(g))
            return production("call", called, arguments(g), level=POSTFIX)
        case 3:
            return production("name", "self")
        case _:
            return production("name", any_name(g) if g.chance(50) else "Self")


def _list(g: Generator) -> Production:
    elements = separated(g.several(_element, 3))
    return production("list", "[", *commas(elements), "]")


def _element(g: Generator) -> Production:
    return production("spread", "...", expression(g)) if g.chance(15) else expression(g)


def _map(g: Generator) -> Production:
    return production("map", "{", *commas(g.several(_entry, 3)), "}")


def _entry(g: Generator) -> Production:
    match g.number(8):
        case 0:
            return production("spread", "...", expression(g))
        case 1:
            return production("map_entry", "[", expression(g), "]", ":", expression(g))
        case 2:
            return production("map_entry", string(g), ":", expression(g))
        case 3:
            return production("map_entry", literal_text(g), ":", expression(g))
        case _:
            return production("map_entry", name(g), ":", expression(g))


def _struct_literal(g: Generator) -> Production:
    head: tuple[Part, ...] = (upper_name(g),)
    if g.chance(10):
        head = ("Self",)
    elif g.chance(10):
        head = (name(g), ".", upper_name(g))
    return production("struct_literal", *head, "{", *commas(g.several(_field_value, 3)), "}")


def _field_value(g: Generator) -> Production:
    if g.chance(15):
        return production("spread", "...", expression(g))
    value = (":", expression(g)) if g.chance(70) else ()
    return production("field_init", any_name(g), *value)


def template(g: Generator) -> Production:
    """A template, with or without interpolations."""
    if not g.chance(80):
        return production("literal", f"`{template_text(g)}`")
    parts: list[Part] = [f"`{template_text(g)}{{", *_hole(g)]
    for _ in range(g.count(2)):
        parts += (f"}}{template_text(g)}{{", *_hole(g))
    return production("template", *parts, f"}}{template_text(g)}`")


def _hole(g: Generator) -> tuple[Part, ...]:
    value = operand(g, PIPE)
    if exposes_token(value, (":", "::")):
        # The first `:` begins a format specification.
        value = group(value)
    if g.features.format_specifications and g.chance(30):
        return (value, format_specification(g), Gap.TOUCH)
    return (value,)


# Lambdas


def lambda_(g: Generator) -> Production:
    """`lambda`, in each of its forms."""
    match g.number(5):
        case 0 | 1:
            head: tuple[Part, ...] = (g.pick(("_", name(g), any_name(g))),)
            return production("lambda", *head, "->", body(g), level=WHOLE)
        case 2:
            names = [production("parameter", g.pick(("_", name(g)))) for _ in range(g.count(3))]
            # `() -> name = …` has a result type.
            result = body(g) if names else unambiguous_body(expression(g))
            return production("lambda", "(", *commas(names), ")", "->", result, level=WHOLE)
        case 3:
            typed = g.several(_typed_parameter, 2, 1)
            return production("lambda", "(", *commas(typed), ")", "->", unambiguous_body(expression(g)), level=WHOLE)
        case _:
            typed = g.several(_typed_parameter, 2)
            return production("lambda", "(", *commas(typed), ")", "->", types.type_(g), "=", body(g), level=WHOLE)


def _typed_parameter(g: Generator) -> Production:
    return production("parameter", name(g), ":", types.type_(g))
