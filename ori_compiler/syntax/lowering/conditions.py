"""`#target(…)` and `#cfg(…)`: on what it depends whether an item counts (language reference, part 1, 12)."""

from typing import Final

from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.conditions import ARCHITECTURES, FAMILIES, SYSTEMS, Condition, Fact
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering.clauses import lower_attribute
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.tree import Node

CONDITIONAL: Final = frozenset(("target", "cfg"))
"""The attributes that are conditions."""

_TARGET_KEYS: Final = {
    f"{form}{fact.value}": (fact, form)
    for fact in (Fact.OS, Fact.ARCHITECTURE, Fact.FAMILY)
    for form in ("", "not_", "any_")
}
_CFG_KEYS: Final = {f"{form}feature": (Fact.FEATURE, form) for form in ("", "not_", "any_")}
_CFG_WORDS: Final = {
    "debug": (Fact.DEBUG, False),
    "release": (Fact.DEBUG, True),
    "not_debug": (Fact.DEBUG, True),
    "not_release": (Fact.DEBUG, False),
}
_KNOWN: Final = {Fact.OS: SYSTEMS, Fact.ARCHITECTURE: ARCHITECTURES, Fact.FAMILY: FAMILIES}
_NAMES: Final = {Fact.OS: "operating system", Fact.ARCHITECTURE: "architecture", Fact.FAMILY: "family of systems"}


def lower_conditions(context: LoweringContext, root: Node) -> tuple[Condition, ...]:
    """The conditions of an item or a file, all of which have to hold."""
    nodes = [root] if root.kind is NodeKind.FILE_ATTRIBUTE else context.nodes(root)
    found: list[Condition] = []
    for node in nodes:
        if node.kind in (NodeKind.ATTRIBUTE, NodeKind.FILE_ATTRIBUTE):
            attribute = lower_attribute(context, node)
            if attribute is not None and attribute.name in CONDITIONAL:
                found += _conditions(context, attribute)
    return tuple(found)


def _conditions(context: LoweringContext, attribute: ast.Attribute) -> list[Condition]:
    keys = _TARGET_KEYS if attribute.name == "target" else _CFG_KEYS
    lowered = (_condition(context, attribute, argument, keys) for argument in attribute.values)
    return [condition for condition in lowered if condition is not None]


def _condition(
    context: LoweringContext,
    attribute: ast.Attribute,
    argument: ast.AttributeArgument,
    keys: dict[str, tuple[Fact, str]],
) -> Condition | None:
    if argument.name is None and attribute.name == "cfg" and isinstance(argument.value, ast.NameRef):
        word = argument.value.name
        fact, is_negated = _CFG_WORDS.get(word, (Fact.FLAG, False))
        return Condition(argument.span, fact, (word,) if fact is Fact.FLAG else (), is_negated)
    if isinstance(argument.value, ast.Missing):
        return None
    key = argument.name.text if argument.name is not None else ""
    if key not in keys:
        at = argument.name.span if argument.name is not None else argument.span
        message = f"`#{attribute.name}` knows no `{key}`" if key else f"this is no condition of `#{attribute.name}`"
        help_ = "known are " + ", ".join(f"`{name}:`" for name in keys)
        if attribute.name == "cfg":
            help_ += ", `debug`, `release` and the flags that `--cfg` gives"
        context.problems.append(SyntaxProblem("E1001", message, at, "", help_))
        return None
    fact, form = keys[key]
    texts = _texts(argument.value, is_list=form == "any_")
    if texts is None:
        shape = f'`{key}: ["…", "…"]`' if form == "any_" else f'`{key}: "…"`'
        message = f"`{key}` is not written right"
        context.problems.append(SyntaxProblem("E1001", message, argument.span, "", f"write {shape}"))
        return None
    problems = [problem for text in texts if (problem := _problem(fact, text, argument)) is not None]
    context.problems += problems
    return None if problems else Condition(argument.span, fact, texts, form == "not_")


def _texts(value: ast.Expr, *, is_list: bool) -> tuple[str, ...] | None:
    parts = value.elements if is_list and isinstance(value, ast.ListLiteral) else (value,)
    if is_list != isinstance(value, ast.ListLiteral):
        return None
    texts = tuple(part.value for part in parts if isinstance(part, ast.Literal) and isinstance(part.value, str))
    return texts if len(texts) == len(parts) else None


def _problem(fact: Fact, text: str, argument: ast.AttributeArgument) -> SyntaxProblem | None:
    at = argument.value.span
    if fact is Fact.FEATURE:
        if text.isidentifier() and text.isascii():
            return None
        help_ = "it consists of letters, digits and `_`, and does not begin with a digit"
        return SyntaxProblem("E0932", f"`{text}` cannot be the name of a feature", at, "", help_)
    if text in _KNOWN[fact]:
        return None
    help_ = "known are " + ", ".join(f'`"{name}"`' for name in _KNOWN[fact])
    code = "E0931" if fact is Fact.ARCHITECTURE else "E0930"
    return SyntaxProblem(code, f"`{text}` is no {_NAMES[fact]} that Ori knows", at, "", help_)
