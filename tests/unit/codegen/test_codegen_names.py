"""Symbols are readable and different for different functions; scopes never change."""

import pytest
from arc_programs import Types, item
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.mangling import entry_symbol, symbol
from ori_compiler.codegen.scope import Immutable, Mutable, Scope, UnboundVariableError
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.functions import DerivedFunction, DerivedOperation, FunctionId


def derived(operation: DerivedOperation, declaration: ItemId) -> DerivedFunction:
    return DerivedFunction(operation, Types().pool.struct(declaration), declaration)


CASES: list[tuple[FunctionId, str]] = [
    (ItemId("examples/report.ori", ItemKind.FUNCTION, "total"), "examples.report.total"),
    (ItemId("examples/report.ori", ItemKind.FUNCTION, "total", 1), "examples.report.total.2"),
    (ItemId("examples/report.ori", ItemKind.TEST, "total"), "examples.report.$test.total"),
    (ItemId("examples/report.ori", ItemKind.CONSTANT, "limit"), "examples.report.$const.limit"),
    (ItemId("my files/é.v2.ori", ItemKind.FUNCTION, "f"), "my$20files.$C3$A9$2Ev2.f"),
    (derived(DerivedOperation.EQUALS, item("Point", ItemKind.TYPE)), "examples.sample.Point.$equals"),
    (derived(DerivedOperation.TO_STR, item("Point", ItemKind.TYPE)), "examples.sample.Point.$to_str"),
]


@pytest.mark.parametrize(("function", "expected"), CASES)
def test_symbols(function: FunctionId, expected: str) -> None:
    assert symbol(function) == expected
    assert entry_symbol(function) == f"{expected}.$entry"


names = st.from_regex(r"[a-z_$][a-z0-9_$]{0,3}", fullmatch=True)
kinds = st.sampled_from([ItemKind.FUNCTION, ItemKind.TEST, ItemKind.CONSTANT, ItemKind.TYPE])
paths = st.lists(st.from_regex(r"[a-z0-9.$ é]{1,3}", fullmatch=True), min_size=1, max_size=2)
items = st.builds(
    lambda parts, kind, name, nth: ItemId("/".join(parts) + ".ori", kind, name, nth),
    paths,
    kinds,
    names,
    st.integers(0, 2),
)
functions = st.one_of(
    items.filter(lambda each: each.kind is not ItemKind.TYPE),
    st.builds(derived, st.sampled_from(DerivedOperation), items.filter(lambda each: each.kind is ItemKind.TYPE)),
)


@given(functions, functions)
def test_different_functions_have_different_symbols(left: FunctionId, right: FunctionId) -> None:
    assert (symbol(left) == symbol(right)) == (left == right)
    assert symbol(left) != entry_symbol(right)


def test_child_scope_leaves_its_parent_alone() -> None:
    parent = Scope[str]().bind("x", Immutable(ValueId(1)))
    child = parent.bind("x", Mutable(ValueId(2), ValueId(3))).bind("y", Immutable(ValueId(4)))
    assert parent.get("x") == Immutable(ValueId(1))
    assert child.get("x") == Mutable(ValueId(2), ValueId(3))
    assert "y" in child
    assert "y" not in parent
    with pytest.raises(UnboundVariableError):
        parent.get("y")
