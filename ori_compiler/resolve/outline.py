"""What an item declares and when it counts, without looking at its bodies."""

import msgspec

from ori_compiler.resolve.header import Header, header_of
from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax.ast.conditions import Condition
from ori_compiler.syntax.lowering import lower_example, lower_item
from ori_compiler.syntax.parser import parse_example, parse_item
from ori_compiler.syntax.without_bodies import without_bodies


class Outline(msgspec.Struct, frozen=True):
    """All that other items and modules are told of an item whose use they do not consider."""

    header: Header
    conditions: tuple[Condition, ...] = ()


def outline(text: str, kind: ItemKind) -> Outline:
    """The outline of an item's text. Bodies are parsed only if something is wrong around them."""
    short = without_bodies(text, kind)
    if short is not None:
        tree = parse_item(short)
        item, problems, conditions = lower_item(tree)
        if not tree.problems and not problems:
            return Outline(header_of(item), conditions)
    if kind is ItemKind.EXAMPLE:
        return Outline(header_of(lower_example(parse_example(text))[0]))
    item, _, conditions = lower_item(parse_item(text))
    return Outline(header_of(item), conditions)
