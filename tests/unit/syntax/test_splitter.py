"""Items are found by their beginnings, keep their identity, and never harm each other."""

from random import Random

import pytest
from corpus import FILES, named, text_of
from mutation import mutate

from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax.splitter import ItemText, split_items

F, G, H = "@f () -> int = 1;", "@g () -> int = {\n    f()\n}", "type T = { a: int }"


def names(text: str) -> list[str]:
    return [item.id.name for item in split_items("main.ori", text)]


def texts(text: str) -> list[str]:
    return [item.text for item in split_items("main.ori", text)]


def check_places(text: str) -> tuple[ItemText, ...]:
    """Every item stands where it says, in order, and between items there is only white space and comments."""
    items = split_items("main.ori", text)
    at = 0
    for item in items:
        assert item.offset >= at
        assert text[item.offset : item.offset + len(item.text)] == item.text
        assert is_trivia(text[at : item.offset]), text[at : item.offset]
        at = item.offset + len(item.text)
    assert is_trivia(text[at:])
    assert len({item.id for item in items}) == len(items)
    return items


def is_trivia(text: str) -> bool:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return all(not line.strip() or line.lstrip().startswith("//") for line in lines)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_of_a_file_is_lost(path: object) -> None:
    check_places(text_of(path))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_a_damaged_file_is_lost(seed: int) -> None:
    random = Random(seed)
    whole = [text_of(path) for path in FILES]
    for _ in range(100):
        check_places(mutate(random.choice(whole), random.choice(whole), random))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "// only a comment",
        F,
        f"{F}\n",
        f"\n\n{F}\n\n\n{G}\n\n// the end\n",
        f"// about f\n{F}\n// about g\n{G}",
        f"{F}\r\n\r\n{G}\r\n",
        f"{F}\r{G}\r",
        f"{F} {G} {H}",
        "\ufeff" + F,
    ],
)
def test_places_are_right(text: str) -> None:
    check_places(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_separates_items(end: str) -> None:
    text = end.join((F, "", "// about g", *G.split("\n"), H, ""))
    assert names(text) == ["f", "g", "T"]


def test_what_stands_above_an_item_is_no_part_of_it() -> None:
    plain = texts(f"{F}\n{G}\n")
    assert texts(f"\n// a\n\n{F}\n\n\n// b\n// c\n{G}\n// d\n") == plain == [F, G]


def test_attributes_belong_to_the_item_below() -> None:
    test = '#skip("later")\n@t tests @f () -> void = ();'
    assert texts(f"{F}\n{test}\n") == [F, test]


def test_edits_above_move_nothing() -> None:
    before = split_items("main.ori", f"{F}\n{G}\n{H}\n")
    after = split_items("main.ori", f"@new () -> int = 2;\n\n// more\n{F}\n{G}\n{H}\n")
    assert [(item.id, item.text) for item in after[1:]] == [(item.id, item.text) for item in before]


def test_equal_names_are_counted() -> None:
    items = split_items("main.ori", f"{F}\n{F}\n@f tests @f () -> void = ();\ntype f = A | B;\n")
    assert [(item.id.kind, item.id.nth) for item in items] == [
        (ItemKind.FUNCTION, 0),
        (ItemKind.FUNCTION, 1),
        (ItemKind.TEST, 0),
        (ItemKind.TYPE, 0),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("@f () -> int = 1;", ItemKind.FUNCTION, "f"),
        ("pub @f () -> int = 1;", ItemKind.FUNCTION, "f"),
        ("@ f () -> int = 1;", ItemKind.FUNCTION, "f"),
        ("@t tests @f () -> void = ();", ItemKind.TEST, "t"),
        ('#skip("x")\n@t tests _ () -> void = ();', ItemKind.TEST, "t"),
        ("let $c = 1;", ItemKind.CONSTANT, "c"),
        ("pub let $c = 1;", ItemKind.CONSTANT, "c"),
        ("let c = 1;", ItemKind.CONSTANT, "c"),
        ("$c = 1;", ItemKind.CONSTANT, "c"),
        ("type T = { a: int }", ItemKind.TYPE, "T"),
        ("pub type T = A;", ItemKind.TYPE, "T"),
        ('use "./a" { b };', ItemKind.IMPORT, "./a"),
        ("use std.time { now };", ItemKind.IMPORT, "std.time"),
        ("trait T { }", ItemKind.TRAIT, "T"),
        ("impl A: B { }", ItemKind.IMPL, "A: B"),
        ("fn f() {}", ItemKind.FUNCTION, "f"),
        ("nonsense", ItemKind.BROKEN, ""),
    ],
)
def test_items_are_known_by_their_heads(text: str, kind: ItemKind, name: str) -> None:
    (item,) = split_items("main.ori", text)
    assert (item.id.kind, item.id.name) == (kind, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{F} {G}", ["f", "g"]),
        (f"{F} {H} {F}", ["f", "T", "f"]),
        ("let $a = 1; let $b = 2; @f () -> int = 3;", ["a", "b", "f"]),
        ("type A = { x: int } type B = { y: int }", ["A", "B"]),
        ('use "./a" { b }; use "./c" { d };', ["./a", "./c"]),
        ("@f () -> int = 1;   @t tests @f () -> void = ();", ["f", "t"]),
        ("@f () -> int = { let $x = 1; x }", ["f"]),
        ("@f () -> int = { 1 } // @g () -> int = 2;\n", ["f"]),
        ('@f () -> str = "; @g () -> int = 2;";', ["f"]),
    ],
)
def test_several_items_stand_on_one_line(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_unindented_code_stays_in_its_function() -> None:
    body = "@f () -> int = {\nlet $a = 1;\nlet b = 2;\n// a remark\n$a + b\n}"
    assert texts(f"{body}\n{F}\n") == [body, F]


def test_unindented_methods_stay_in_their_implementation() -> None:
    body = "impl Point {\n@x (self) -> int = 1;\n@y (self) -> int = {\n2\n}\n}"
    assert texts(f"{body}\n{F}\n") == [body, F]


def test_a_template_may_hold_beginnings_of_items() -> None:
    template = "@f () -> str = `\n@g () -> int = 1;\nlet $c = 2;\ntype T = A;\n// no comment\n`;"
    assert texts(f"{template}\n{H}\n") == [template, H]


@pytest.mark.parametrize("end", ["", ";", "\n}", "{f()"])
def test_a_template_that_is_being_typed_swallows_nothing(end: str) -> None:
    typed = f"@typed () -> str = `text{end}"
    following = ["@g (n: int) -> str = `{n} and {n}`;", H, '@s () -> str = "`";', "@h () -> str = `a\nb`;"]
    assert texts("\n".join((F, typed, *following)))[-4:] == following


def test_backticks_in_comments_and_strings_do_not_join_items() -> None:
    assert names(f'// a ` in a comment\n{F}\n@s () -> str = "`";\n{H}\n') == ["f", "s", "T"]


@pytest.mark.parametrize(
    "broken",
    [
        "@broken () -> int = {\n    if true then {\n        1\n",
        "@broken () -> int = (1 + ",
        '@broken () -> str = "open',
        "@broken (",
        "@broken () -> int = }",
        "@broken",
        "type Broken = {",
    ],
)
def test_what_follows_a_broken_item_survives(broken: str) -> None:
    assert texts(f"{F}\n{broken}\n{G}\nlet $last = 1;\n{H}\n")[-3:] == [G, "let $last = 1;", H]
