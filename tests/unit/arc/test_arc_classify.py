"""Which types are counted."""

import pytest
from arc_building import CHAIN, COLOR, DEFINITIONS, FOREST, PERSON, POINT, ROSE, SHAPE, TEAM, TREE

from ori_compiler.arc.classify import Classifier, Counting
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import Variable, VariableKind
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, STR, VOID, Idx

CLASSES = {
    **dict.fromkeys((INT, FLOAT, BOOL, BYTE, CHAR, VOID, NEVER, POINT, COLOR), Counting.SCALAR),
    STR: Counting.DEFINITE_REF,
    **dict.fromkeys((PERSON, TEAM, SHAPE, CHAIN, TREE, ROSE, FOREST), Counting.POSSIBLE_REF),
}


@pytest.mark.parametrize("idx", CLASSES)
def test_types_are_classified_by_content(idx: Idx) -> None:
    assert Classifier(DEFINITIONS).type(idx) is CLASSES[idx]


@pytest.mark.parametrize("first", [TREE, ROSE, FOREST, CHAIN])
def test_the_order_of_questions_does_not_matter_in_a_cycle(first: Idx) -> None:
    classifier = Classifier(DEFINITIONS)
    classifier.type(first)
    assert {idx: classifier.type(idx) for idx in CLASSES} == CLASSES


def test_a_box_is_a_reference_and_a_token_is_not_counted() -> None:
    classifier = Classifier(DEFINITIONS)
    assert classifier.variable(Variable(CHAIN, VariableKind.BOX)) is Counting.DEFINITE_REF
    assert not classifier.is_counted(Variable(CHAIN, VariableKind.TOKEN))
    assert classifier.is_counted(Variable(CHAIN))


def test_only_payloads_that_lead_back_are_boxed() -> None:
    classifier = Classifier(DEFINITIONS)
    payload = DEFINITIONS[TREE].variants[1].fields
    assert [classifier.is_boxed(TREE, field) for field in payload] == [True, False, True]
    forest = DEFINITIONS[ROSE].variants[1].fields[1]
    assert classifier.is_boxed(ROSE, forest)
    assert not classifier.is_boxed(FOREST, DEFINITIONS[FOREST].fields[0])


def test_a_type_without_definition_is_an_internal_error() -> None:
    with pytest.raises(InternalError, match="no definition"):
        Classifier({}).type(PERSON)
