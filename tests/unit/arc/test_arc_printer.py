"""The text form of ARC IR."""

from arc_building import (
    CHAIN,
    COLOR,
    POOL,
    F,
    add,
    block,
    call,
    canon,
    character,
    compiled,
    function,
    integer,
    leaf,
    local,
    match,
    payload,
    place,
    real,
    say,
    text,
    variant,
)

from ori_compiler.arc.printer import format_function, function_name, quoted
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.functions import DerivedFunction, DerivedOperation
from ori_compiler.types.pool import INT


def test_every_definition_shows_its_type_and_every_count_is_seen() -> None:
    number, rest = (place(1, CHAIN, payload(CHAIN, 1, index)) for index in range(2))
    tree = canon.SwitchVariant(place(1, CHAIN), ((0, leaf(0)), (1, leaf(1, (2, number), (3, rest)))), None)
    grown = variant(CHAIN, 1, add(local(2), integer(1)), call(F, CHAIN, local(3, CHAIN)))
    known = function(
        match(local(0, CHAIN), 1, tree, variant(CHAIN, 0), grown), *(CHAIN, CHAIN, INT, CHAIN), parameters=1
    )
    assert format_function(compiled(known)[F], POOL.name) == (
        "@f (%v0.0: owned Chain) -> Chain\n"
        "b0:\n"
        "    %1: int = variant_of %v0.0\n"
        "    switch %1 0 -> b2, else -> b1\n"
        "b1:\n"
        "    %v2.2: int = payload %v0.0.1.0\n"
        "    %v3.3: box Chain = payload %v0.0.1.1\n"
        "    destructure %v0.0 to (%v3.3)\n"
        "    %4: int = literal 1\n"
        "    %5: int = checked int_add %v2.2, %4 cleanup (%v3.3)\n"
        "    %v3.6: Chain = open_box %v3.3\n"
        "    %11: token Chain = unbox %v3.3 to %v3.6\n"
        "    %7: Chain = call @f(%v3.6) cleanup (%11)\n"
        "    %8: box Chain = make_box %7 in %11\n"
        "    %9: Chain = variant 1(%5, %8)\n"
        "    return %9\n"
        "b2:\n"
        "    decrement %v0.0\n"
        "    %10: Chain = variant 0()\n"
        "    return %10\n"
    )


def test_literals_are_written_as_in_the_source() -> None:
    body = block(say(text('a"b\n\\')), variant(COLOR, 2, integer(-3)), real(1.5))
    shown = format_function(compiled(function(body))[F], POOL.name)
    assert 'literal "a\\"b\\n\\\\"' in shown
    assert "literal 1.5" in shown
    assert "literal 'x'" in format_function(compiled(function(character("x")))[F], POOL.name)


def test_unprintable_characters_are_escaped() -> None:
    assert quoted("a\u200bb\0'", "'") == "'a\\u{200b}b\\0\\''"


def test_functions_are_named_as_the_user_knows_them() -> None:
    declaration = ItemId("a.ori", ItemKind.TYPE, "Color")
    assert function_name(ItemId("a.ori", ItemKind.FUNCTION, "go"), POOL.name) == "@go"
    assert function_name(ItemId("a.ori", ItemKind.FUNCTION, "go", 1), POOL.name) == "@go#1"
    assert function_name(DerivedFunction(DerivedOperation.EQUALS, COLOR, declaration), POOL.name) == "@Color.equals"
