"""The comment above a declaration, taken apart and found."""

import pytest
from marked_source import one_file

from ori_compiler.ide.documentation import Documentation, parse_documentation
from ori_compiler.ide.hover import hover


def test_lines_are_sorted_by_their_first_character() -> None:
    lines = [
        "Adds two numbers.",
        "",
        "Slowly.",
        "* a: the left one",
        "*b : the right one",
        "! panics",
        "> add(a: 1) -> 2",
    ]
    assert parse_documentation(lines) == Documentation(
        "Adds two numbers.\n\nSlowly.",
        (("a", "the left one"), ("b", "the right one")),
        ("panics",),
        ("add(a: 1) -> 2",),
    )


def test_a_star_without_a_name_is_description() -> None:
    assert parse_documentation(["* just a point"]) == Documentation("* just a point")


DOCUMENTED = {
    "above": "// Says.\n@‸f () -> void = ();",
    "above an attribute": '// Says.\n#skip("no")\n@‸t tests _ () -> void = ();',
    "several lines, the last decides": "// No.\n\n// Says.\n@‸f () -> void = ();",
    "where it is used": "// Says.\n@f () -> void = ();\n@g () -> void = ‸f();",
    "a type": "// Says.\ntype ‸P = { x: int }",
    "a constant": "// Says.\nlet $‸x = 1;",
    "a parameter in the body": "// F.\n// * n: Says.\n@f (n: int) -> int = ‸n;",
    "a parameter in a call": "// F.\n// * n: Says.\n@f (n: int) -> int = n;\n@g () -> int = f(‸n: 1);",
    "a field by the comment of its type": "// P.\n// * x: Says.\ntype P = { x: int }\n@f (p: P) -> int = p.‸x;",
    "a field by its own comment": "type P = {\n    // Says.\n    x: int,\n}\n@f (p: P) -> int = p.‸x;",
    "a prelude parameter": '@f () -> void = panic(‸msg: "");',
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_documentation_is_found(name: str) -> None:
    found = hover(*one_file(DOCUMENTED[name]))
    assert found is not None and found.documentation is not None
    expected = "what went wrong" if "prelude" in name else "Says."
    assert found.documentation.description == expected


@pytest.mark.parametrize(
    "source",
    [
        "@‸f () -> void = ();",
        "// A blank line detaches it.\n\n@‸f () -> void = ();",
        "let $a = 1; @‸f () -> void = ();",
        "// Of f.\n@f () -> void = ();\n@‸g () -> void = ();",
    ],
)
def test_other_comments_document_nothing(source: str) -> None:
    found = hover(*one_file(source))
    assert found is not None and found.documentation is None
