"""After any edits, a file has the items it would have had anyway, and only those that changed are told."""

from random import Random

import pytest

from ori_compiler.database.workspace import Workspace
from ori_compiler.query.engine import Database
from ori_compiler.source.item_id import ItemId, ItemKind
from tests.generators.strategies import seeded_file

PATH = "main.ori"
FUNCTIONS = ("\n@f () -> int = 1;", "\n@f () -> int = 2;")
PIECES = ("x", "\n", "`", "{", "}", *FUNCTIONS, "\ntype T = A;", "\ntype T = B;", "\0")


def opened(text: str) -> Workspace:
    workspace = Workspace(Database())
    workspace.set_text(PATH, text)
    return workspace


def told(workspace: Workspace) -> dict[ItemId, tuple[str, int, str]]:
    items = workspace.module_items.get(PATH)
    assert len(items) == len(set(items)) == len(workspace.origins) - 1
    return {
        item: (workspace.origins[item].path, workspace.origins[item].offset, workspace.item_text.get(item))
        for item in items
    }


@pytest.mark.parametrize("seed", range(60))
def test_edits_leave_no_trace(seed: int) -> None:
    random = Random(seed)
    text = seeded_file(seed, most_items=12).text
    workspace = opened(text)
    for _ in range(12):
        at = random.randrange(len(text) + 1)
        removed = random.choice((0, 0, 1, 30))
        text = text[:at] + random.choice(PIECES) + text[at + removed :]
        if random.random() < 0.3:
            text = text.replace("\0", "")
        workspace.set_text(PATH, text)
        fresh = opened(text)
        assert workspace.module_items.get(PATH) == fresh.module_items.get(PATH)
        assert told(workspace) == told(fresh)
        assert workspace.problems(PATH) == fresh.problems(PATH)


def test_one_item_is_told_per_keystroke_however_many_there_are() -> None:
    text = "".join(f"@f{n} () -> int = {n};\n" for n in range(1_000))
    database = Database()
    workspace = Workspace(database)
    workspace.set_text(PATH, text)
    items, before = workspace.module_items.get(PATH), database.revision
    at = text.index("= 500;") + 2
    for count in range(1, 6):
        text = text[:at] + "1" + text[at:]
        workspace.set_text(PATH, text)
        assert database.revision == before + count
    assert workspace.module_items.get(PATH) is items


def test_what_moves_is_where_it_is_now() -> None:
    workspace = opened("let $a = 1;\nlet $b = 2;\n")
    workspace.set_text(PATH, "let $a = 1_000;\n\nlet $b = 2;\n")
    assert workspace.origins[ItemId(PATH, ItemKind.CONSTANT, "b")].offset == 17
    workspace.remove(PATH)
    assert len(workspace.origins) == 0
