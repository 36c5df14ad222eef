"""The table of methods: how each that the server knows is driven with an editor."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from editor import Editor
from lsprotocol import types

OTHER = """\
pub trait Shape { @area (self) -> int; }
"""
PROGRAM = """\
use "./other" { Shape };

// Adds two numbers.
// * left: one
@add (left: int, right: int) -> int = left + right;

type Square = { side: int }

impl Square: Shape {
    @area (self) -> int = self.side;
}

@main () -> void = {
    let smile = "😋😋"; let sum = add(left: 1, right: 2); print(msg: `{smile} {sum}`);
    let square = Square { side: sum };
    print(msg: str(square.area()));
};

@t tests @add () -> void = assert_eq(actual: add(left: 1, right: 2), expected: 3);
"""

Drive = Callable[[Editor, str], Awaitable[None]]
DRIVEN: Final[dict[str, Drive]] = {}
"""How each method is driven in a fresh `PROGRAM`, which is open under a name."""


def drives(*methods: str) -> Callable[[Drive], Drive]:
    def register(drive: Drive) -> Drive:
        DRIVEN.update(dict.fromkeys(methods, drive))
        return drive

    return register


def place(editor: Editor, name: str, needle: str) -> dict[str, Any]:
    return {"text_document": editor.document(name), "position": editor.at(name, needle)}


def everything(editor: Editor, name: str) -> types.Range:
    return types.Range(types.Position(0, 0), editor.position(name, len(editor.texts[name])))
