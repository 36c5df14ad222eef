"""Forms that look like calls and take named properties: `recurse`, `with`, `for(over: …)` (part 1, 6.9)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering import expressions
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.patterns import lower_pattern
from ori_compiler.syntax.tree import Node, first_token, last_token

_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "recurse": ("condition", "base", "step"),
    "with": ("acquire", "action", "release"),
    "for": ("over", "match", "default"),
}
_OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {"recurse": ("memo", "parallel"), "for": ("map",)}


def lower_form(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    """The syntax of a form; missing if a property is missing or something else about them was reported."""
    word = context.text(first_token(node))
    found = _properties(context, node, word)
    if found is None:
        return context.missing(node)
    match word:
        case "recurse":
            return _recurse(context, found, span)
        case "with":
            acquire, action, release = (_value(context, found[name]) for name in _REQUIRED[word])
            return ast.WithRelease(span, acquire, action, release)
        case _:
            return _for_match(context, node, found, span)


def _properties(context: LoweringContext, node: Node, word: str) -> dict[str, Node] | None:
    """The properties by their names; none after a report that one is unknown, written twice or missing."""
    known = (*_REQUIRED[word], *_OPTIONAL.get(word, ()))
    found: dict[str, Node] = {}
    is_sound = True
    for child in _arguments(context, node):
        if not context.has(child, k.COLON):
            return None
        token = first_token(child)
        name = context.text(token)
        if name in found:
            message = f"`{name}:` is given twice"
            _report(context, "E1013", message, context.token_span(token), "given before", "leave one of them out")
            is_sound = False
        elif name not in known:
            message = f"`{word}(…)` has no `{name}:`"
            _report(context, "E1010", message, context.token_span(token), "unknown", _taken(word))
            is_sound = False
        found.setdefault(name, child)
    missing = [f"`{name}:`" for name in _REQUIRED[word] if name not in found]
    if missing and is_sound and _is_whole(context, node):
        listed = " and ".join((", ".join(missing[:-1]), missing[-1])) if len(missing) > 1 else missing[0]
        code = "E0860" if word == "with" else "E1009"
        _report(
            context, code, f"`{word}(…)` lacks {listed}", context.token_span(_close(context, node)), "", _taken(word)
        )
    return None if missing or not is_sound else found


def _arguments(context: LoweringContext, node: Node) -> list[Node]:
    parts = context.nodes(node)
    if node.kind is NodeKind.CONSTRUCT:
        parts = [part for inner in parts for part in context.nodes(inner)]
    return [part for part in parts if part.kind is NodeKind.ARGUMENT]


def _is_whole(context: LoweringContext, node: Node) -> bool:
    """Whether nothing between the brackets was reported by the parser."""
    around = node if node.kind is NodeKind.FOR_MATCH else context.nodes(node)[-1]
    parts = context.nodes(around)
    are_whole = all(len(context.nodes(part)) == 1 + context.has(part, k.ARROW) for part in parts)
    return context.text(_close(context, node)) == ")" and are_whole


def _close(context: LoweringContext, node: Node) -> int:
    last = last_token(node)
    return last if last is not None else first_token(node)


def _taken(word: str) -> str:
    required = ", ".join(f"`{name}:`" for name in _REQUIRED[word])
    optional = " and ".join(f"`{name}:`" for name in _OPTIONAL.get(word, ()))
    return f"it takes {required}" + (f", and may take {optional}" if optional else "")


def _report(context: LoweringContext, code: str, message: str, at: Span, label: str, help_: str) -> None:
    context.problems.append(SyntaxProblem(code, message, at, label, help_))


def _value(context: LoweringContext, argument: Node) -> ast.Expr:
    nodes = context.nodes(argument)
    return expressions.lower_expression(context, nodes[-1]) if nodes else context.missing(argument)


def _recurse(context: LoweringContext, found: Mapping[str, Node], span: Span) -> ast.Expr:
    condition, base, step = (_value(context, found[name]) for name in _REQUIRED["recurse"])
    memo, parallel = _switch(context, found, "memo"), _switch(context, found, "parallel")
    return ast.Recurse(span, condition, base, step, memo, parallel)


def _switch(context: LoweringContext, found: Mapping[str, Node], name: str) -> Span | None:
    """Where a property is set; none if it is not, or not to `true`."""
    if name not in found:
        return None
    value = _value(context, found[name])
    if isinstance(value, ast.Literal) and isinstance(value.value, bool):
        return context.span(found[name]) if value.value else None
    if not isinstance(value, ast.Missing):
        message = f"`{name}:` of `recurse` is written as `true` or `false`"
        _report(context, "E3002", message, value.span, "not a literal", "it decides what code the function becomes")
    return None


def _for_match(context: LoweringContext, node: Node, found: Mapping[str, Node], span: Span) -> ast.Expr:
    chosen = context.nodes(found["match"])
    if len(chosen) < 2:
        return context.missing(node)
    mapping = _value(context, found["map"]) if "map" in found else None
    over, default = _value(context, found["over"]), _value(context, found["default"])
    pattern = lower_pattern(context, chosen[0])
    return ast.ForMatch(span, over, mapping, pattern, expressions.lower_expression(context, chosen[1]), default)
