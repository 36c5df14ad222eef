"""How labels and suggestions look at a terminal."""

import pytest
from diagnostic_sources import Source, error, origins, suggesting

from ori_compiler.diagnostics.render.terminal import render_one

LABELS = [
    (
        "an underline with its label",
        '@f () -> int = «"a"»;\n',
        ["this is `str`"],
        """ --> main.ori:1:16
  |
1 | @f () -> int = "a";
  |                ^^^ this is `str`
""",
    ),
    (
        "a primary and a secondary label on one line",
        "@f () -> int = {\n    let x: «int» = «1.5»;\n}\n",
        ["asked for here", "this is `float`"],
        """ --> main.ori:2:12
  |
2 |     let x: int = 1.5;
  |            ^^^   --- this is `float`
  |            |
  |            asked for here
""",
    ),
    (
        "three labels on one line hang from right to left",
        "let $x = «a» + «b» * «c»;\n",
        ["one", "two", "three"],
        """ --> main.ori:1:10
  |
1 | let $x = a + b * c;
  |          ^   -   - three
  |          |   |
  |          |   two
  |          one
""",
    ),
    (
        "a range inside another one",
        "let $x = ««a» + «b»»;\n",
        ["the sum", "an `int`", "a `str`"],
        """ --> main.ori:1:10
  |
1 | let $x = a + b;
  |          -^^^- a `str`
  |          ||
  |          |the sum
  |          an `int`
""",
    ),
    (
        "equal ranges",
        "let $x = ««a»»;\n",
        ["inner", "outer"],
        """ --> main.ori:1:10
  |
1 | let $x = a;
  |          ^ inner
  |          |
  |          outer
""",
    ),
    (
        "labels without text",
        "let $«x» = «a»;\n",
        ["", ""],
        """ --> main.ori:1:6
  |
1 | let $x = a;
  |      ^   -
""",
    ),
    (
        "labels on lines far from each other",
        "let $«a» = 1;\n2\n3\n4\n5\n6\n7\n8\n9\nlet $«a» = 2;\n",
        ["first", "again"],
        """  --> main.ori:1:6
   |
 1 | let $a = 1;
   |      ^ first
...
10 | let $a = 2;
   |      - again
""",
    ),
    (
        "a gap of one line is filled",
        "«a»\nb\n«c»\n",
        ["first", "last"],
        """ --> main.ori:1:1
  |
1 | a
  | ^ first
2 | b
3 | c
  | - last
""",
    ),
    (
        "a range over some lines",
        "let $x = «match y {\n    1 -> 2,\n    3 -> 4,\n}»;\n",
        ["not all cases"],
        """ --> main.ori:1:10
  |
1 |   let $x = match y {
  |  __________^
2 | |     1 -> 2,
3 | |     3 -> 4,
4 | | };
  | |_^ not all cases
""",
    ),
    (
        "a range that begins its line",
        "@f () -> int = {\n    «if x then {\n        1\n    }»\n}\n",
        ["no `else`"],
        """ --> main.ori:2:5
  |
2 | /     if x then {
3 | |         1
4 | |     }
  | |_____^ no `else`
""",
    ),
    (
        "a range over many lines",
        "«a {\n2\n3\n4\n5\n6\n7\n8\n}»\n",
        ["long"],
        """ --> main.ori:1:1
  |
1 | / a {
2 | | 2
... |
9 | | }
  | |_^ long
""",
    ),
    (
        "ranges over lines inside each other",
        "x «a {\n  y «b {\n    c\n  }»\n}»\n",
        ["outer", "inner"],
        """ --> main.ori:1:3
  |
1 |    x a {
  |  ____^
2 | |    y b {
  | | _____-
3 | ||     c
4 | ||   }
  | ||___- inner
5 | |  }
  | |__^ outer
""",
    ),
    (
        "a range over lines and a label within",
        "x «a {\n  «y»\n}»\n",
        ["all", "this"],
        """ --> main.ori:1:3
  |
1 |   x a {
  |  ___^
2 | |   y
  | |   - this
3 | | }
  | |_^ all
""",
    ),
    (
        "a range that ends with a line end",
        "«a\n»b\n",
        ["the line"],
        """ --> main.ori:1:1
  |
1 | a
  | ^ the line
""",
    ),
    (
        "tabs",
        "\tlet x\t= «y»;\n",
        ["here"],
        """ --> main.ori:1:10
  |
1 |     let x   = y;
  |               ^ here
""",
    ),
    (
        "wide and combining characters",
        'let $x = "日本 é" + «y»;\n',
        ["here"],
        """ --> main.ori:1:25
  |
1 | let $x = "日本 é" + y;
  |                     ^ here
""",
    ),
    (
        "an underline below wide characters",
        'let $x = «"日本"»;\n',
        ["four columns and two quotes"],
        """ --> main.ori:1:10
  |
1 | let $x = "日本";
  |          ^^^^^^ four columns and two quotes
""",
    ),
    (
        "control characters, invisible characters and NUL",
        'let $x = «"\x00\x1b[31m\u202e\x7f\u200b"»;\n',
        ["here \x1b[0m"],
        """ --> main.ori:1:10
  |
1 | let $x = "␀␛[31m<U+202E>␡<U+200B>";
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^ here ␛[0m
""",
    ),
    (
        "carriage returns end lines",
        "a\r\nb «c»\r\rd",
        ["here"],
        """ --> main.ori:2:3
  |
2 | b c
  |   ^ here
""",
    ),
    (
        "the end of a file without final newline",
        "@f () -> int = 1«»",
        ["`;` is missing"],
        """ --> main.ori:1:17
  |
1 | @f () -> int = 1
  |                 ^ `;` is missing
""",
    ),
    (
        "the end of a file with final newline",
        "@f () -> int =\n«»",
        ["nothing follows"],
        """ --> main.ori:2:1
  |
2 |
  | ^ nothing follows
""",
    ),
    (
        "an empty file",
        "«»",
        ["nothing here"],
        """ --> main.ori:1:1
  |
1 |
  | ^ nothing here
""",
    ),
    (
        "a label of several lines",
        "«a»\n",
        ["first\nsecond"],
        """ --> main.ori:1:1
  |
1 | a
  | ^ first second
""",
    ),
]
"""What is shown, a source with marked ranges, the label of each range, and all lines below the message."""


@pytest.mark.parametrize(
    ("marked", "labels", "expected"), [case[1:] for case in LABELS], ids=[case[0] for case in LABELS]
)
def test_labels_are_drawn_at_the_source(marked: str, labels: list[str], expected: str) -> None:
    source = Source(marked)
    assert render_one(error(source, *labels), origins(source)) == "error[E2001]: something is wrong\n" + expected


SUGGESTIONS = [
    (
        "a suggested insertion",
        "let $x = 1«»\n",
        [";"],
        """help: a suggested insertion
  |
1 | let $x = 1;
  |           +
""",
    ),
    (
        "a suggested replacement",
        "«var» x = 1;\n",
        ["let"],
        """help: a suggested replacement
  |
1 | let x = 1;
  | ~~~
""",
    ),
    (
        "a suggested removal",
        "let x« :» = 1;\n",
        [""],
        """help: a suggested removal
  |
1 - let x : = 1;
1 + let x = 1;
""",
    ),
    (
        "a suggestion with two edits in one line",
        "f(«»1, «»2);\n",
        ["a: ", "b: "],
        """help: a suggestion with two edits in one line
  |
1 | f(a: 1, b: 2);
  |   +++   +++
""",
    ),
    (
        "a suggestion on two lines",
        "f «b» {\n}«»\n",
        ["c", ";"],
        """help: a suggestion on two lines
  |
1 | f c {
  |   ~
2 | };
  |  +
""",
    ),
    (
        "a suggested new line",
        "match x {\n    1 -> 2,\n«»}\n",
        ["    _ -> 3,\n"],
        """help: a suggested new line
  |
3 +     _ -> 3,
""",
    ),
    (
        "a suggestion that joins lines",
        "a«\n\n»b\nc\n",
        [" "],
        """help: a suggestion that joins lines
  |
1 - a
2 -
3 - b
1 + a b
""",
    ),
    (
        "a suggestion with many lines",
        "a«»\n",
        ["\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb\nb"],
        """help: a suggestion with many lines
   |
 2 + b
 3 + b
 4 + b
 5 + b
 6 + b
 7 + b
 8 + b
 9 + b
10 + b
11 + b
12 + b
13 + b
...
""",
    ),
]
"""What is suggested, a source with marked ranges, what to put there, and the lines from the suggestion on."""


@pytest.mark.parametrize(
    ("title", "marked", "replacements", "expected"), SUGGESTIONS, ids=[case[0] for case in SUGGESTIONS]
)
def test_suggestions_are_shown_as_changed_lines(
    title: str, marked: str, replacements: list[str], expected: str
) -> None:
    source = Source(marked)
    rendered = render_one(suggesting(source, title, *replacements), origins(source))
    assert rendered[rendered.index("help:") :] == expected
