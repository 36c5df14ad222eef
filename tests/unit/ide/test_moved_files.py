"""Imports follow the files that they mean."""

import pytest

from ori_compiler.ide.moved_files import import_edits, moves_of
from ori_compiler.ide.text_edits import applied

TEXT = """\
// use "./other" { none };
use std.math { abs };
use "./other" { a };
pub use "./lib/shapes" { area };
extension "../up.ori" { Point.sum };
@half (
"""


def after(path: str, *pairs: tuple[str, str]) -> str:
    return applied(TEXT, import_edits(path, TEXT, moves_of(pairs)))


CASES = {
    "an imported file": (
        ("/w/other.ori", "/w/lib/new.ori"),
        TEXT.replace('\nuse "./other"', '\nuse "./lib/new"'),
    ),
    "an imported file, upwards": (
        ("/w/other.ori", "/other.ori"),
        TEXT.replace('\nuse "./other"', '\nuse "../other"'),
    ),
    "a folder": (("/w/lib", "/w/library"), TEXT.replace("./lib/", "./library/")),
    "an ending stays": (("/up.ori", "/down.ori"), TEXT.replace("../up.ori", "../down.ori")),
    "the file itself, in its folder": (("/w/main.ori", "/w/start.ori"), TEXT),
    "the file itself, elsewhere": (
        ("/w/main.ori", "/w/lib/main.ori"),
        TEXT.replace('\nuse "./other"', '\nuse "../other"')
        .replace("./lib/shapes", "./shapes")
        .replace("../up.ori", "../../up.ori"),
    ),
    "all together": (("/w", "/v"), TEXT),
    "another file": (("/w/others.ori", "/w/x.ori"), TEXT),
}


@pytest.mark.parametrize("what", CASES)
def test_imports_mean_the_same_after_a_move(what: str) -> None:
    pair, expected = CASES[what]
    assert after("/w/main.ori", pair) == expected
