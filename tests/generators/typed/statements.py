"""Statements, which change variables and print, and programs made of them."""

from tests.generators.choices import Choices
from tests.generators.typed.expressions import condition, expression
from tests.generators.typed.generator import Generator, Variable
from tests.generators.typed.types import (
    INT,
    STR,
    Function,
    ListOf,
    MapOf,
    SetOf,
    Simple,
    Type,
    is_printed,
    written,
)


def program(choices: Choices, size: int = 60) -> str:
    """The statements of a function's body: what it does depends on nothing, and it ends by printing all it has."""
    g = Generator(choices, size)
    lines = [_let(g) for _ in range(2 + g.below(3))]
    for _ in range(1 + g.below(5)):
        g.refuel(size // 3)
        lines.append(_statement(g, depth=0))
    lines += [_shown(each) for each in g.variables if is_printed(each.type)]
    return "\n    ".join(line for line in lines if line)


def _shown(variable: Variable) -> str:
    return f"print(msg: {variable.name}.debug());"


def _let(g: Generator) -> str:
    type_ = g.type()
    value = expression(g, type_)
    # Numbers, texts and collections change more often than others.
    return f"let {g.declare(type_, is_assignable=True)}: {written(type_)} = {value};"


def _statement(g: Generator, depth: int) -> str:
    kind = g.below(10)
    if depth > 2 or kind < 2:
        return _let(g)
    if kind < 5:
        return _assignment(g)
    if kind == 5:
        return f"print(msg: {expression(g, STR)});"
    if kind == 6:
        return f"if {condition(g)} then {_body(g, depth)} else {_body(g, depth)};"
    if kind == 7:
        return _for(g, depth)
    if kind == 8:
        return _while(g, depth)
    return _loop(g)


def _body(g: Generator, depth: int) -> str:
    with g.scope():
        statements = [_statement(g, depth + 1) for _ in range(1 + g.below(2))]
        return f"{{ {' '.join(statements)} }}"


def _assignable(g: Generator) -> list[Variable]:
    return [each for each in g.variables if each.is_assignable]


def _assignment(g: Generator) -> str:
    variables = _assignable(g)
    if not variables:
        return _let(g)
    variable = g.pick(variables)
    return _change(g, variable.name, variable.type)


def _change(g: Generator, place: str, type_: Type) -> str:
    """A statement that changes a place of some type."""
    match type_:
        case ListOf(element) if g.chance(70):
            at, value = g.below(3), expression(g, element)
            return f"if {place}.len() > {at} then {place}[{at}] = {value} else {place} = {place}.push(value: {value});"
        case MapOf(key, value) if g.chance(70):
            return f"{place}[{expression(g, key)}] = {expression(g, value)};"
        case SetOf(element) if g.chance(70):
            return f"{place} = {place}.insert(value: {expression(g, element)});"
        case Simple("int") if g.chance(50):
            return f"{place} {g.pick(('+=', '-=', '^='))} {expression(g, INT)};"
        case Simple("str") if g.chance(50):
            return f"{place} += {expression(g, STR)};"
        case Simple("Point") if g.chance(60):
            return f"{place}.x = {expression(g, INT)};" if g.chance(50) else f"{place}.label = {expression(g, STR)};"
        case Function():
            return f"{place} = {expression(g, type_)};"
        case _:
            return f"{place} = {expression(g, type_)};"


def _for(g: Generator, depth: int) -> str:
    element = g.pick((INT, STR, g.type()))
    items = expression(g, ListOf(element))
    with g.scope():
        name = g.declare(element)
        skip = f"if {condition(g)} then continue; " if g.chance(30) else ""
        stop = f" if {condition(g)} then break;" if g.chance(30) else ""
        body = _body(g, depth)
        return f"for {name} in {items} do {{ {skip}{body};{stop} }};"


def _while(g: Generator, depth: int) -> str:
    counter = g.fresh()
    body = _body(g, depth)
    return f"let {counter} = 0; while {counter} < {g.below(5)} && {condition(g)} do {{ {counter} += 1; {body}; }};"


def _loop(g: Generator) -> str:
    counter, type_ = g.fresh(), g.type()
    value = expression(g, type_)
    stop = f"if {counter} > {g.below(4)} || {condition(g)} then break {value};"
    name = g.declare(type_, is_assignable=True)
    return f"let {counter} = 0; let {name}: {written(type_)} = loop {{ {counter} += 1; {stop} }};"
