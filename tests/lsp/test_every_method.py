"""Each method that the server knows, with each of the editors: a table that has to be complete."""

from collections.abc import Iterator

import driven_in_files
import driven_in_workspaces
import pytest
from editor import Editor
from method_table import DRIVEN, OTHER, PROGRAM

from ori_lsp.features import register_features
from ori_lsp.server import OriLanguageServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLES = (driven_in_files, driven_in_workspaces)
"""The modules that fill the table."""


@pytest.fixture(scope="module")
def known_methods() -> Iterator[set[str]]:
    server = OriLanguageServer()
    register_features(server)
    manager = server.protocol.fm
    yield {*manager.features, *manager.builtin_features, *manager.commands}
    server.shutdown()


async def test_the_table_has_every_method(known_methods: set[str]) -> None:
    # What pygls knows of notebooks is not offered to clients.
    offered = {method for method in known_methods if not method.startswith("notebookDocument/")}
    assert set(DRIVEN) == offered


@pytest.mark.parametrize("method", sorted(DRIVEN))
async def test_the_method_works(any_editor: Editor, method: str) -> None:
    name = any_editor.fresh()
    (any_editor.folder / name).with_name("other.ori").write_text(OTHER)
    (any_editor.folder / name).write_text(PROGRAM)
    any_editor.open(name, PROGRAM)
    already = len(any_editor.sent)
    await DRIVEN[method](any_editor, name)
    if method not in driven_in_workspaces.BY_THE_FIXTURE:
        assert ("workspace/executeCommand" if method.startswith("ori.") else method) in any_editor.sent[already:]
