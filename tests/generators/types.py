"""Types, bounds and constant expressions (language reference, part 1, 5 and 4.6)."""

from functools import cache

from tests.generators import expressions
from tests.generators.features import Features
from tests.generators.generator import Form, Generator, enabled
from tests.generators.lexicon import integer, literal, name, type_word, upper_name
from tests.generators.productions import (
    MULTIPLICATION,
    Gap,
    Part,
    Production,
    commas,
    production,
)


def type_(g: Generator) -> Production:
    """A type, except `impl Trait`, which stands in return position only."""
    if not g.spend():
        return simple_type(g)
    return g.pick(_forms(g.features))(g)


def type_atom(g: Generator) -> Production:
    """A type without `+` and `->`."""
    if not g.spend():
        return simple_type(g)
    return g.pick(_atoms(g.features))(g)


def result_type(g: Generator) -> Production:
    """What may stand behind the `->` of a function."""
    if g.features.trait_objects and g.chance(8):
        parts: list[Part] = ["impl", bounds(g)]
        if g.chance(40):
            equalities = [_equality(g) for _ in range(g.count(2, 1))]
            parts.append(production("where", "where", *commas(equalities, is_bracketed=False)))
        return production("impl_type", *parts)
    return type_(g)


def _equality(g: Generator) -> Production:
    return production("constraint", upper_name(g), "==", type_(g))


@cache
def _atoms(f: Features) -> tuple[Form, ...]:
    return enabled(
        (True, 4, simple_type),
        (f.generics, 3, _generic_type),
        (f.generics, 1, type_path),
        (f.list_types, 2, _list_type),
        (f.fixed_lists, 1, _fixed_list_type),
        (f.map_types, 1, _map_type),
        (f.tuple_types, 2, _tuple_type),
    )


@cache
def _forms(f: Features) -> tuple[Form, ...]:
    return _atoms(f) + enabled((f.function_types, 2, _function_type), (f.trait_objects, 1, _trait_object))


def simple_type(g: Generator) -> Production:
    """One word."""
    word = g.pick(("void", "Never", "Self")) if g.chance(10) else type_word(g)
    return production("type_name", word)


def type_path(g: Generator) -> Production:
    """`type_path ::= ("Self" | IDENT) (("." | "::") IDENT)*`."""
    return production("type_name", *path_parts(g))


def path_parts(g: Generator) -> tuple[Part, ...]:
    """The tokens of a path."""
    parts: list[Part] = [g.pick(("Item", "Self", "geo"))]
    for _ in range(g.count(2, 1)):
        parts += (g.pick((".", ".", "::")), upper_name(g))
    return tuple(parts)


def _generic_type(g: Generator) -> Production:
    head = path_parts(g) if g.chance(15) else (upper_name(g),)
    return production("type_name", *head, type_arguments(g))


def type_arguments(g: Generator, has_blanks: bool = False) -> Production:
    """`type_args ::= "<" csv<type | const_expr> ">"`; at a call, `_` may stand for what is inferred."""

    def argument(g: Generator) -> Part:
        if has_blanks and g.chance(15):
            return production("type_name", "_")
        if g.features.const_generics and g.chance(25):
            return const_expression(g)
        return type_(g)

    return production("type_arguments", "<", *commas(g.several(argument, 3, 1)), ">")


def _list_type(g: Generator) -> Production:
    return production("list_type", "[", type_(g), "]")


def _fixed_list_type(g: Generator) -> Production:
    return production("fixed_list_type", "[", type_(g), ",", "max", const_expression(g), "]")


def _map_type(g: Generator) -> Production:
    return production("map_type", "{", type_(g), ":", type_(g), "}")


def _tuple_type(g: Generator) -> Production:
    return production("tuple_type", "(", *commas(g.several(type_, 3)), ")")


def _function_type(g: Generator) -> Production:
    return production("function_type", "(", *commas(g.several(type_, 2)), ")", "->", type_(g))


def _trait_object(g: Generator) -> Production:
    return production("trait_object_type", _sum_part(g), "+", _sum_part(g))


def _sum_part(g: Generator) -> Production:
    return _generic_type(g) if g.features.generics and g.chance(25) else production("type_name", upper_name(g))


def bounds(g: Generator) -> Production:
    """`bounds ::= bound ("+" bound)*`."""
    parts: list[Part] = [_sum_part(g)]
    for _ in range(g.count(2)):
        parts += ("+", _sum_part(g))
    return production("bounds", *parts)


def const_expression(g: Generator) -> Production:
    """A constant where types may stand too: what binds looser than arithmetic stands in parentheses."""
    if not g.spend():
        return production("literal", integer(g))
    match g.number(8):
        case 0 | 1:
            return production("literal", integer(g))
        case 2:
            return production("name", "$", Gap.TOUCH, g.pick(("N", "limit")))
        case 3:
            return production("literal", g.pick(("true", "'a'", '"text"')))
        case 4:
            return production("unary", "-", production("literal", "1"))
        case 5:
            return _arithmetic(g, production("name", "N"))
        case 6:
            call = production("name", "$", Gap.TOUCH, name(g))
            return production("call", call, expressions.constant_arguments(g))
        case _:
            return _arithmetic(g, production("literal", integer(g)))


def _arithmetic(g: Generator, left: Production) -> Production:
    right = production("literal", integer(g)) if g.chance(50) else production("name", "$", Gap.TOUCH, "N")
    return production("binary", left, g.pick(("*", "-", "/", "%", "div")), right, level=MULTIPLICATION)


def const_condition(g: Generator) -> Production:
    """`const_bound`: a condition on constants, as `where` has it."""
    left = g.pick((production("name", "N"), production("name", "$", Gap.TOUCH, "N"), literal(g)))
    right = _arithmetic(g, production("name", "M")) if g.chance(40) else production("literal", integer(g))
    condition = production("binary", left, g.pick(("!=", "<", "<=", "==")), right)
    if g.chance(30):
        other = production("binary", production("name", "M"), ">", Gap.TOUCH, "=", production("literal", "1"))
        condition = production("binary", condition, g.pick(("&&", "||")), other)
    if g.chance(15):
        condition = production("unary", "!", production("group", "(", condition, ")"))
    return condition
