"""One item's text parsed: its tree, its typed syntax, and where its members are."""

import msgspec

from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.member_places import NO_MEMBERS, WITH_MEMBERS, MemberPlaces
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.conditions import Condition
from ori_compiler.syntax.errors import SyntaxProblem, placed
from ori_compiler.syntax.lowering import lower_example, lower_item
from ori_compiler.syntax.parser import parse_example, parse_item
from ori_compiler.syntax.tree import ItemTree, member_places


class ParsedItem(msgspec.Struct, frozen=True):
    """An item's tree, its typed syntax, and what is wrong with its form.

    The tree counts offsets; the syntax and the problems count positions that `members` turns into offsets.
    """

    tree: ItemTree
    item: ast.Item
    problems: tuple[SyntaxProblem, ...]
    members: MemberPlaces
    conditions: tuple[Condition, ...] = ()


def parsed_item(text: str, kind: ItemKind) -> ParsedItem:
    """Parses an item and lowers it to syntax. Never fails."""
    members = NO_MEMBERS
    conditions: tuple[Condition, ...] = ()
    if kind is ItemKind.EXAMPLE:
        tree = parse_example(text)
        syntax, problems = lower_example(tree)
    else:
        tree = parse_item(text)
        members = member_places(tree) if kind in WITH_MEMBERS else NO_MEMBERS
        syntax, problems, conditions = lower_item(tree, members)
    syntactic = tuple(placed(problem, members) for problem in tree.problems)
    merged = sorted(_without_consequences(syntactic, problems), key=lambda problem: problem.at.start)
    return ParsedItem(tree, syntax, tuple(merged), members, conditions)


def _without_consequences(
    syntactic: tuple[SyntaxProblem, ...], lowered: tuple[SyntaxProblem, ...]
) -> list[SyntaxProblem]:
    """All problems, but of a form that is written wrong not also that it is not supported."""
    wrong = [p.at.start for p in (*syntactic, *lowered) if not p.is_warning and p.code != "E2040"]
    later = [p for p in lowered if p.code != "E2040" or not any(p.at.start <= at <= p.at.end for at in wrong)]
    return [*syntactic, *later]
