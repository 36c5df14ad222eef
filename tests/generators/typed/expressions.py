"""Expressions of a wanted type.

Whatever is not one token is in parentheses, so that no form has to know where it stands.
"""

from collections.abc import Callable

from tests.generators.typed.generator import Generator
from tests.generators.typed.literals import literal
from tests.generators.typed.types import (
    BOOL,
    CHAR,
    FLOAT,
    INT,
    POINT,
    SHAPE,
    STR,
    TREE,
    Function,
    ListOf,
    MapOf,
    OptionOf,
    SetOf,
    Simple,
    TupleOf,
    Type,
    is_ordered,
    is_printed,
    written,
)


def expression(g: Generator, type_: Type) -> str:
    """Any expression of a type."""
    if not g.spend():
        return simplest(g, type_)
    if g.chance(25):
        return simplest(g, type_)
    return _any(g, type_) if g.chance(35) else _special(g, type_)


def function(g: Generator, parameter: Type, result: Type) -> str:
    """A lambda, or a variable that holds one."""
    known = g.of_type(Function(parameter, result))
    if known and g.chance(40):
        return g.pick(known).name
    with g.closure():
        name = g.declare(parameter)
        return f"({name} -> {expression(g, result)})"


def _lambda(g: Generator, parameter: Type, result: Type, form: Callable[[Generator, Type], str]) -> str:
    """A lambda that says the type of its parameter, for where nothing else does."""
    with g.closure():
        name = g.declare(parameter)
        return f"(({name}: {written(parameter)}) -> {form(g, result)})"


def _binary_function(g: Generator, first: Type, second: Type, result: Type) -> str:
    with g.closure():
        left, right = g.declare(first), g.declare(second)
        return f"(({left}, {right}) -> {expression(g, result)})"


def simplest(g: Generator, type_: Type) -> str:
    """A variable or a literal."""
    variables = g.of_type(type_)
    if variables and g.chance(75):
        return g.pick(variables[:4]).name
    match type_:
        case ListOf(element):
            return f"[{simplest(g, element)}]" if g.chance(60) else f"no_items<{written(element)}>()"
        case MapOf(key, value):
            entry = f"{{ [{simplest(g, key)}]: {simplest(g, value)} }}"
            return entry if g.chance(60) else f"no_entries<{written(key)}, {written(value)}>()"
        case SetOf(element):
            return f"elements(items: [{simplest(g, element)}])"
        case OptionOf(payload):
            return f"Some({simplest(g, payload)})" if g.chance(60) else f"none_of<{written(payload)}>()"
        case TupleOf(first, second):
            return f"({simplest(g, first)}, {simplest(g, second)})"
        case Function(parameter, result):
            return _lambda(g, parameter, result, simplest)
        case Simple():
            return literal(g, type_)


def _any(g: Generator, type_: Type) -> str:
    """The forms that have any type."""
    match g.below(11):
        case 0:
            return f"(if {condition(g)} then {expression(g, type_)} else {expression(g, type_)})"
        case 1:
            return f"({expression(g, OptionOf(type_))} ?? {expression(g, type_)})"
        case 2:
            return _block(g, type_)
        case 3:
            return _matched_option(g, type_)
        case 4:
            return _matched_shape(g, type_)
        case 5:
            return f"choose(first: {expression(g, type_)}, second: {expression(g, type_)}, is_first: {condition(g)})"
        case 6:
            return f"(({expression(g, type_)}, {expression(g, INT)}).0)"
        case 7:
            op = _binary_function(g, type_, INT, type_)
            return f"{expression(g, ListOf(INT))}.fold(initial: {expression(g, type_)}, op: {op})"
        case 8:
            return _matched_list(g, type_)
        case 9:
            argument = g.pick((INT, STR))
            return f"({_lambda(g, argument, type_, expression)})({expression(g, argument)})"
        case _:
            f = function(g, type_, type_)
            return f"twice(f: {f}, value: {expression(g, type_)})"


def condition(g: Generator) -> str:
    """An expression of type `bool`."""
    return expression(g, BOOL)


def _block(g: Generator, type_: Type) -> str:
    with g.scope():
        value_type = g.type()
        value = expression(g, value_type)
        name = g.declare(value_type)
        return f"{{ let {name}: {written(value_type)} = {value}; {expression(g, type_)} }}"


def _matched_option(g: Generator, type_: Type) -> str:
    payload = g.type()
    scrutinee = expression(g, OptionOf(payload))
    with g.scope():
        name = g.declare(payload)
        some = expression(g, type_)
        guarded = f"Some({name}) if {condition(g)} -> {expression(g, type_)}, " if g.chance(40) else ""
    return f"(match {scrutinee} {{ {guarded}Some({name}) -> {some}, None -> {expression(g, type_)} }})"


def _matched_shape(g: Generator, type_: Type) -> str:
    scrutinee = expression(g, SHAPE)
    with g.scope():
        low, high = g.declare(INT), g.declare(INT)
        line = f"Line(from: {low}, to: {high}) -> {expression(g, type_)}"
    with g.scope():
        text, number = g.declare(STR), g.declare(INT)
        named = f"Named({text}, Point {{ x: {number}, label: _ }}) -> {expression(g, type_)}"
    dot = f"Dot -> {expression(g, type_)}"
    first = f"Line(from: {g.below(4)}, to: _) | {dot}, " if g.chance(40) else f"{dot}, "
    return f"(match {scrutinee} {{ {first}{named}, {line} }})"


def _matched_list(g: Generator, type_: Type) -> str:
    scrutinee = expression(g, ListOf(INT))
    with g.scope():
        head, rest = g.declare(INT), g.declare(ListOf(INT))
        longer = f"[{head}, ..{rest}] -> {expression(g, type_)}"
    return (
        f"(match {scrutinee} {{ [] -> {expression(g, type_)}, [{g.below(9)}, _] -> {expression(g, type_)}, {longer} }})"
    )


def _special(g: Generator, type_: Type) -> str:
    """The forms that have just this type."""
    match type_:
        case ListOf(element):
            return _list(g, element)
        case MapOf(key, value):
            return _map(g, key, value)
        case SetOf(element):
            return _set(g, element)
        case OptionOf(payload):
            return _option(g, payload)
        case TupleOf(first, second):
            return f"({expression(g, first)}, {expression(g, second)})"
        case Function(parameter, result):
            return _lambda(g, parameter, result, expression)
        case Simple():
            return _simple(g, type_)


def _simple(g: Generator, type_: Simple) -> str:
    if type_ == INT:
        return _int(g)
    if type_ == FLOAT:
        operator = g.pick(("+", "-", "*", "/"))
        whole = f"float({expression(g, INT)})"
        return g.pick((whole, f"({expression(g, FLOAT)} {operator} {expression(g, FLOAT)})"))
    if type_ == BOOL:
        return _bool(g)
    if type_ == CHAR:
        return f"({expression(g, STR)}.chars().get(n: {expression(g, INT)}) ?? {simplest(g, CHAR)})"
    if type_ == STR:
        return _str(g)
    if type_ == POINT:
        return _point(g)
    if type_ == SHAPE:
        line = f"Line(from: {expression(g, INT)}, to: {expression(g, INT)})"
        return g.pick(("Dot", line, f"Named({expression(g, STR)}, {expression(g, POINT)})"))
    assert type_ == TREE
    return f"grown(tree: {expression(g, TREE)}, value: {expression(g, INT)})"


def _point(g: Generator) -> str:
    if g.chance(60):
        return f"Point {{ x: {expression(g, INT)}, label: {expression(g, STR)} }}"
    return f"(Point {{ ...{expression(g, POINT)}, x: {expression(g, INT)} }})"


def _int(g: Generator) -> str:
    match g.below(15):
        case 0 | 1 | 2:
            return f"({expression(g, INT)} {g.pick(('+', '-', '*'))} {expression(g, INT)})"
        case 3:
            return f"({expression(g, INT)} {g.pick(('%', 'div', '/'))} {g.pick((2, 3, 7, -5))})"
        case 4:
            return f"({expression(g, INT)} {g.pick(('&', '|', '^'))} {expression(g, INT)})"
        case 5:
            return f"(({expression(g, INT)} % 1000) {g.pick(('<<', '**'))} {g.below(6)})"
        case 6:
            return f"{expression(g, g.pick((STR, ListOf(STR), MapOf(STR, INT), SetOf(INT))))}.len()"
        case 7:
            return f"({expression(g, MapOf(STR, INT))}[{expression(g, STR)}] ?? {expression(g, INT)})"
        case 8:
            return f"({expression(g, POINT)}.x)"
        case 9:
            return f"total(tree: {expression(g, TREE)})"
        case 10:
            return f"({expression(g, ListOf(INT))}.get(n: {expression(g, INT)}) ?? {simplest(g, INT)})"
        case 11:
            return f"({expression(g, STR)} as? int ?? {simplest(g, INT)})"
        case 12:
            return f"(-{expression(g, INT)})" if g.chance(50) else f"(~{expression(g, INT)})"
        case 13:
            argument = g.pick((INT, STR))
            if g.of_type(Function(argument, INT)):
                return f"{function(g, argument, INT)}({expression(g, argument)})"
            numbers = f"{expression(g, ListOf(INT))}.iter().map(transform: {function(g, INT, INT)})"
            return f"{numbers}.fold(initial: 0, op: (a, b) -> a ^ b)"
        case _:
            order = f"compare(left: {expression(g, INT)}, right: {expression(g, INT)})"
            return f"(match {order} {{ Less -> 1, Equal -> 2, Greater -> 3 }})"


def _bool(g: Generator) -> str:
    match g.below(9):
        case 0 | 1:
            return f"({expression(g, INT)} {g.pick(('<', '<=', '==', '!=', '>', '>='))} {expression(g, INT)})"
        case 2:
            return f"({condition(g)} {g.pick(('&&', '||'))} {condition(g)})"
        case 3:
            return f"(!{condition(g)})"
        case 4:
            type_ = _where(g, is_printed)
            return f"({expression(g, type_)} {g.pick(('==', '!='))} {expression(g, type_)})"
        case 5:
            type_ = _where(g, is_ordered)
            return f"({expression(g, type_)} {g.pick(('<', '>='))} {expression(g, type_)})"
        case 6:
            element = g.type()
            how = g.pick(("any", "all"))
            return f"{expression(g, ListOf(element))}.{how}(predicate: {function(g, element, BOOL)})"
        case 7:
            return f"{expression(g, STR)}.{g.pick(('starts_with(prefix:', 'contains(substr:'))} {expression(g, STR)})"
        case _:
            return f"{expression(g, OptionOf(g.type()))}.{g.pick(('is_some()', 'is_none()'))}"


def _where(g: Generator, is_wanted: Callable[[Type], bool]) -> Type:
    """A type with a property; `int` if none is found soon."""
    for _ in range(4):
        type_ = g.type()
        if is_wanted(type_) and type_ != FLOAT:
            return type_
    return INT


def _str(g: Generator) -> str:
    match g.below(9):
        case 0 | 1:
            return f"({expression(g, STR)} + {expression(g, STR)})"
        case 2 | 3:
            # In parentheses, because a `{` right after the one of the template would be a text.
            return f"`{{({expression(g, g.pick((INT, STR, BOOL, CHAR, FLOAT)))})}};{{({expression(g, INT)})}}`"
        case 4:
            return f"{expression(g, STR)}.{g.pick(('upper()', 'lower()', 'trim()', 'escape()'))}"
        case 5:
            return f"{expression(g, STR)}.repeat(count: {g.below(4)})"
        case 6:
            return f"{expression(g, ListOf(g.pick((INT, STR))))}.join(separator: {simplest(g, STR)})"
        case 7:
            return f"{expression(g, _where(g, is_printed))}.debug()"
        case _:
            return f"({expression(g, POINT)}.label)"


def _list(g: Generator, element: Type) -> str:
    type_ = ListOf(element)
    match g.below(12):
        case 0 | 1:
            return f"[{', '.join([expression(g, element), *g.several(lambda: expression(g, element), 3)])}]"
        case 2:
            return f"({expression(g, type_)} + {expression(g, type_)})"
        case 3:
            source = g.type()
            return f"{expression(g, ListOf(source))}.map(transform: {function(g, source, element)})"
        case 4:
            return f"{expression(g, type_)}.filter(predicate: {function(g, element, BOOL)})"
        case 5:
            return f"{expression(g, type_)}.push(value: {expression(g, element)})"
        case 6:
            return f"{expression(g, type_)}.{g.pick(('reverse()', f'take(n: {g.below(4)})', f'skip(n: {g.below(3)})'))}"
        case 7:
            return _yielded(g, element)
        case 8:
            return f"[...{expression(g, type_)}, {expression(g, element)}]"
        case 9 if element == CHAR:
            return f"{expression(g, STR)}.chars()"
        case 9 if element == STR:
            return f"{expression(g, STR)}.split(sep: {simplest(g, STR)})"
        case 9 if element == INT:
            return f"({expression(g, INT)} % 20 .. {expression(g, INT)} % 20).to_list()"
        case 10 if is_ordered(element) and element != FLOAT:
            return f"{expression(g, type_)}.sort()"
        case _:
            return f"{_adapted(g, element)}.collect()"


def _adapted(g: Generator, element: Type) -> str:
    """An iterator over elements of a type, one adapter behind another."""
    found = f"{expression(g, ListOf(element))}.iter()"
    for _ in range(1 + g.below(3)):
        match g.below(6):
            case 0 | 1:
                found += f".filter(predicate: {function(g, element, BOOL)})"
            case 2:
                found += f".map(transform: {function(g, element, element)})"
            case 3:
                found += g.pick((f".take(count: {g.below(4)})", f".skip(count: {g.below(3)})"))
            case 4:
                found += f".chain(other: {expression(g, ListOf(element))}.iter())"
            case _:
                found += f".take_while(predicate: {function(g, element, BOOL)})"
    return found


def _yielded(g: Generator, element: Type) -> str:
    source = g.type()
    items = expression(g, ListOf(source))
    with g.scope():
        name = g.declare(source)
        only = f" if {condition(g)}" if g.chance(40) else ""
        return f"(for {name} in {items}{only} yield {expression(g, element)})"


def _map(g: Generator, key: Type, value: Type) -> str:
    type_ = MapOf(key, value)
    match g.below(4):
        case 0:
            return f"{expression(g, type_)}.insert(key: {expression(g, key)}, value: {expression(g, value)})"
        case 1:
            return f"{expression(g, type_)}.remove(key: {expression(g, key)})"
        case 2:
            return f"{expression(g, type_)}.merge(other: {expression(g, type_)})"
        case _:
            entries = [_entry(g, key, value), *g.several(lambda: _entry(g, key, value), 2)]
            return f"{{ {', '.join(entries)} }}"


def _entry(g: Generator, key: Type, value: Type) -> str:
    return f"[{expression(g, key)}]: {expression(g, value)}"


def _set(g: Generator, element: Type) -> str:
    type_ = SetOf(element)
    match g.below(3):
        case 0:
            return f"{expression(g, type_)}.insert(value: {expression(g, element)})"
        case 1:
            how = g.pick(("union", "intersection", "difference"))
            return f"{expression(g, type_)}.{how}(other: {expression(g, type_)})"
        case _:
            return f"elements(items: {expression(g, ListOf(element))})"


def _option(g: Generator, payload: Type) -> str:
    match g.below(5):
        case 0:
            return f"Some({expression(g, payload)})"
        case 1:
            return f"{expression(g, ListOf(payload))}.{g.pick(('first()', 'last()'))}"
        case 2:
            source = g.type()
            return f"{expression(g, OptionOf(source))}.map(transform: {function(g, source, payload)})"
        case 3:
            return f"{expression(g, ListOf(payload))}.find(predicate: {function(g, payload, BOOL)})"
        case _:
            return f"{expression(g, OptionOf(payload))}.filter(predicate: {function(g, payload, BOOL)})"
