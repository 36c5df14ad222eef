"""Blocks, bindings, conditionals, loops, `match`, capabilities (language reference, part 1, 6.5 to 6.7, 6.10, 6.11)."""

from functools import cache

from tests.generators import expressions, patterns, types
from tests.generators.features import Features
from tests.generators.generator import Form, Generator, enabled
from tests.generators.lexicon import name, string, upper_name
from tests.generators.productions import (
    OPTIONAL_SEMICOLON,
    PIPE,
    POSTFIX,
    SHIFT,
    WHOLE,
    Gap,
    Part,
    Production,
    commas,
    exposes_operator,
    first_text,
    lacks_else,
    last_text,
    leads_with_block,
    production,
)

_ASSIGNMENT_OPERATORS = (
    "=", "=", "+=", "-=", "*=", "/=", "%=", "**=", "@=", "&=", "|=", "^=", "<<=", ">>=", "&&=", "||="
)  # fmt: skip


@cache
def whole_forms(f: Features) -> tuple[Form, ...]:
    """The expressions that are never operands."""
    return enabled(
        (True, 3, if_),
        (True, 2, for_),
        (True, 1, while_),
        (True, 1, loop),
        (True, 1, _break),
        (True, 1, _continue),
        (f.lambdas, 3, expressions.lambda_),
        (f.capabilities, 1, with_),
        (f.compile_time, 1, _compile_time_if),
        (f.compile_time, 1, _compile_time_for),
    )


# Blocks and statements


def block(g: Generator) -> Production:
    """A block where an expression may stand: never empty, because `{}` is a map."""
    statements = g.several(statement, 3)
    parts: list[Part] = list(statements)
    if not parts or g.chance(60):
        parts.append(_result(g))
    return production("block", "{", *parts, "}")


def required_block(g: Generator) -> Production:
    """A block where the grammar demands one."""
    return production("block", "{", "}") if g.chance(15) else block(g)


def _result(g: Generator) -> Production:
    """The last element of a block, without `;`."""
    return production("", assignment(g) if g.chance(10) else expressions.unambiguous_body(expressions.expression(g)))


def statement(g: Generator) -> Production:
    """`stmt ::= let_expr ";" | assignment ";" | expression ";" | block_ending_expr ";"?`."""
    match g.number(6):
        case 0 | 1:
            return production("statement", let(g), ";")
        case 2:
            return production("statement", assignment(g), ";")
        case 3 if g.features.fallible_let and g.chance(40):
            return production("statement", _fallible_let(g), ";")
        case 4 if g.chance(40):
            return production("statement", _continued_block(g), ";")
        case _:
            found = expressions.expression(g)
            if leads_with_block(found):
                found = expressions.group(found)
            return production("statement", found, OPTIONAL_SEMICOLON if _ends_by_itself(found) else ";")


def _ends_by_itself(part: Production) -> bool:
    """Whether a statement ends with its last brace, whatever follows (part 1, 9.14)."""
    if part.name in ("block", "match", "unsafe", "labelled_block", "loop"):
        return last_text(part) == "}"
    if part.name in ("if", "while", "for"):
        return all(_ends_by_itself(branch) for branch in _branches(part))
    return False


def _branches(part: Production) -> list[Production]:
    found: list[Production] = []
    is_branch = False
    for inner in part.parts:
        if is_branch and isinstance(inner, Production):
            found.append(inner)
        is_branch = inner in ("then", "else", "do", "yield")
    return found


def _continued_block(g: Generator) -> Production:
    """A statement that begins with a block and goes on with what cannot begin a statement."""
    base = g.pick((block, match))(g)
    match_ = g.number(4)
    if match_ == 0:
        method = production("member", base, ".", Gap.SAME_LINE, name(g), level=POSTFIX)
        return production("call", method, expressions.arguments(g), level=POSTFIX)
    if match_ == 1 and g.features.propagation:
        return production("try", base, "?", level=POSTFIX)
    if match_ == 2:
        return production("convert", base, "as", production("type_name", "int"), level=POSTFIX)
    return production("binary", base, g.pick(("+", "==", "&&", "*")), expressions.operand(g, POSTFIX))


def let(g: Generator) -> Production:
    """`"let" let_pattern (":" type)? "=" expression`."""
    annotation = (":", types.type_(g)) if g.chance(30) else ()
    return production("let", "let", patterns.let_pattern(g), *annotation, "=", expressions.expression(g), level=WHOLE)


def _fallible_let(g: Generator) -> Production:
    annotation = (":", types.type_(g)) if g.chance(20) else ()
    pattern = patterns.fallible_pattern(g)
    return production("let", "let", Gap.TOUCH, "?", pattern, *annotation, "=", expressions.expression(g), level=WHOLE)


def assignment(g: Generator) -> Production:
    """`assignment ::= target ("=" | OP"=") expression`."""
    operator = g.pick(_ASSIGNMENT_OPERATORS)
    signs: list[Part] = [operator]
    if operator == ">>=":
        signs = [">", Gap.TOUCH, ">", Gap.TOUCH, "="]
    return production("assign", _target(g), *signs, expressions.expression(g), level=WHOLE)


def _target(g: Generator) -> Production:
    target = production("name", *g.pick(((name(g),), (name(g),), (name(g),), ("self",), ("$", Gap.TOUCH, name(g)))))
    for _ in range(g.count(2)):
        match g.number(5):
            case 0 | 1:
                target = production("member", target, ".", Gap.SAME_LINE, name(g), level=POSTFIX)
            case 2 if g.features.compile_time:
                target = production("splice", target, ".", "[", expressions.expression(g), "]", level=POSTFIX)
            case _:
                target = production("index", target, "[", expressions.expression(g), "]", level=POSTFIX)
    return target


def labelled_block(g: Generator) -> Production:
    """`labelled_block ::= "block" adj ":" adj IDENT block`."""
    return production("labelled_block", "block", _label(g), required_block(g))


def _label(g: Generator) -> Production:
    return production("label", Gap.TOUCH, ":", Gap.TOUCH, name(g))


def _perhaps_label(g: Generator) -> tuple[Part, ...]:
    return (_label(g),) if g.chance(25) else ()


def unsafe(g: Generator) -> Production:
    """`unsafe ::= "unsafe" block`."""
    return production("unsafe", "unsafe", required_block(g))


def try_block(g: Generator) -> Production:
    """`try ::= "try" block`."""
    return production("try_block", "try", required_block(g))


# Conditionals


def if_(g: Generator) -> Production:
    """`if_expr ::= "if" cond "then" branch ("else" branch)?`."""
    condition = expressions.condition(g)
    then = expressions.body(g)
    if not g.chance(70):
        return production("if", "if", condition, "then", then, level=WHOLE)
    if lacks_else(then):
        then = production("block", "{", then, "}") if then.name in ("assign", "let") else expressions.group(then)
    other = if_(g) if g.chance(20) else expressions.body(g)
    return production("if", "if", condition, "then", then, "else", other, level=WHOLE)


def match(g: Generator) -> Production:
    """`match`, in both forms."""
    arms = commas(_arms(g))
    if g.chance(20):
        scrutinee = expressions.operand(g, POSTFIX)
        if scrutinee.name == "convert":
            scrutinee = expressions.group(scrutinee)
        return production(
            "method_match", scrutinee, ".", Gap.SAME_LINE, "match", "(", *commas(_arms(g, 1)), ")", level=POSTFIX
        )
    scrutinee = expressions.unambiguous_body(expressions.condition(g))
    return production("match", "match", scrutinee, "{", *arms, "}")


def _arms(g: Generator, least: int = 0) -> list[Production]:
    return g.several(_arm, 3, least)


def _arm(g: Generator) -> Production:
    pattern = patterns.pattern(g)
    if not g.chance(25):
        return production("arm", pattern, "->", expressions.body(g))
    guard = expressions.guard(g)
    body = expressions.body(g)
    if exposes_operator(guard, "<") and exposes_operator(body, ">"):
        # `a < (b) -> c > (d)` would call `a` with a function type.
        guard = expressions.group(guard)
    return production("arm", pattern, production("guard", "if", guard), "->", body)


# Loops


def for_(g: Generator) -> Production:
    """`for_expr`, with `do` or `yield`."""
    parts: list[Part] = ["for", *_perhaps_label(g), *_for_clause(g)]
    while g.features.yields and g.chance(15):
        parts.append(production("for_clause", "for", *_for_clause(g)))
    word = "yield" if g.features.yields and g.chance(40) else "do"
    return production("for", *parts, word, expressions.body(g), level=WHOLE)


def _for_clause(g: Generator) -> tuple[Part, ...]:
    source = expressions.condition(g)
    if source.level > SHIFT and g.chance(20):
        source = production("range", source, "..")
    guard: tuple[Part, ...] = (production("guard", "if", expressions.guard(g)),) if g.chance(25) else ()
    return (patterns.let_pattern(g), "in", source, *guard)


def while_(g: Generator) -> Production:
    """`while_expr`."""
    return production(
        "while", "while", *_perhaps_label(g), expressions.condition(g), "do", expressions.body(g), level=WHOLE
    )


def loop(g: Generator) -> Production:
    """`loop_expr`."""
    return production("loop", "loop", *_perhaps_label(g), required_block(g), level=WHOLE)


def _break(g: Generator) -> Production:
    value = (_jump_value(g),) if g.chance(40) else ()
    return production("break", "break", *_perhaps_label(g), *value, level=WHOLE)


def _continue(g: Generator) -> Production:
    value = (_jump_value(g),) if g.chance(30) else ()
    return production("continue", "continue", *_perhaps_label(g), *value, level=WHOLE)


def _jump_value(g: Generator) -> Production:
    value = expressions.expression(g)
    # `_` does not begin an expression.
    return expressions.group(value) if first_text(value) == "_" else value


# Capabilities


def with_(g: Generator) -> Production:
    """`with_expr ::= "with" cap_bind ("," cap_bind)* "in" expression`."""
    bindings = commas(g.several(_capability_binding, 2, 1), is_bracketed=False)
    return production("with", "with", *bindings, "in", expressions.expression(g), level=WHOLE)


def _capability_binding(g: Generator) -> Production:
    argument: tuple[Part, ...] = ("(", string(g), ")") if g.chance(20) else ()
    value = _handler(g) if g.chance(40) else expressions.operand(g, PIPE)
    return production("capability_binding", upper_name(g), *argument, "=", value)


def _handler(g: Generator) -> Production:
    state: tuple[Part, ...] = ("(", "state", ":", expressions.expression(g), ")") if g.chance(50) else ()
    operations = [production("operation", name(g), ":", expressions.expression(g)) for _ in range(g.count(2))]
    return production("handler", "handler", *state, "{", *commas(operations), "}")


# Compile-time expansion


def _compile_time_for(g: Generator) -> Production:
    guard: tuple[Part, ...] = ("if", expressions.guard(g)) if g.chance(25) else ()
    word = g.pick(("do", "yield"))
    return production(
        "compile_time_for",
        *("$", Gap.TOUCH, "for", patterns.let_pattern(g), "in", expressions.condition(g), *guard),
        *(word, expressions.unambiguous_body(expressions.expression(g))),
        level=WHOLE,
    )


def _compile_time_if(g: Generator) -> Production:
    condition = expressions.condition(g)
    then = expressions.unambiguous_body(expressions.expression(g))
    if not g.chance(60):
        return production("compile_time_if", "$", Gap.TOUCH, "if", condition, "then", then, level=WHOLE)
    if lacks_else(then):
        then = expressions.group(then)
    other = expressions.unambiguous_body(expressions.expression(g))
    return production("compile_time_if", "$", Gap.TOUCH, "if", condition, "then", then, "else", other, level=WHOLE)
