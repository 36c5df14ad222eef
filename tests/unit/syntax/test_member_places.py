"""Positions in members: they keep their order, lead back to offsets, and are those of a member by itself."""

from random import Random

import pytest

from ori_compiler.database.parsed_item import ParsedItem, parsed_item
from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.member_places import MemberPlaces
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes

SOURCE = """\
// Of boxes.
impl Box: Area {
    // The first.
    @area (self) -> int = self.width * self.height;

    @far (self, by: int) -> int = { let $more = by + 1; self.area() + $more }
    @named (self) -> str = `{self.width} wide`;
}"""


def parsed(text: str) -> ParsedItem:
    return parsed_item(text, ItemKind.IMPL)


def method(item: ParsedItem, name: str) -> ast.Method:
    assert isinstance(item.item, ast.ImplItem)
    return next(m for m in item.item.members if isinstance(m, ast.Method) and m.name.text == name)


@pytest.mark.parametrize("seed", range(20))
def test_positions_lead_back_to_offsets_and_keep_their_order(seed: int) -> None:
    random = Random(seed)
    places = MemberPlaces(tuple(sorted(random.sample(range(200), random.randrange(6)))))
    offsets = sorted(random.sample(range(300), 100))
    positions = places.positions(offsets)
    assert positions == [places.position(offset) for offset in offsets] == sorted(positions)
    assert [places.offset(position) for position in positions] == offsets


def test_every_node_is_found_in_the_text() -> None:
    item = parsed(SOURCE)
    found = [(node.text, node.span) for node in nodes(item.item) if isinstance(node, ast.Name)]
    assert {text for text, _ in found} >= {"area", "far", "by", "named", "width", "height"}
    for text, span in found:
        at = item.members.range(span)
        assert SOURCE[at.start : at.end] == text
    whole = item.members.range(item.item.span)
    assert SOURCE[whole.start : whole.end] == SOURCE.partition("\n")[2]


@pytest.mark.parametrize(
    ("old", "new"),
    [("self.width * self.height", "self.width"), ("// The first.", "// The very first.\n"), ("Box:", "LargeBox:")],
)
def test_edits_before_a_method_leave_its_syntax(old: str, new: str) -> None:
    before, after = parsed(SOURCE), parsed(SOURCE.replace(old, new))
    assert before.members != after.members
    for name in ("far", "named"):
        assert method(before, name) == method(after, name)


def test_a_problem_is_told_where_it_is() -> None:
    item = parsed(SOURCE.replace("by + 1", "by + + "))
    text = SOURCE.replace("by + 1", "by + + ")
    ((at, code),) = [(item.members.range(problem.at), problem.code) for problem in item.problems]
    assert (code, text[at.start - 5 : at.end]) == ("E1002", "by + +")


def test_items_without_members_count_offsets() -> None:
    item = parsed_item("@f () -> int = 1;", ItemKind.FUNCTION)
    assert item.members.span(Span(3, 8)) == item.members.range(Span(3, 8)) == Span(3, 8)
