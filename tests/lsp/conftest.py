"""One server process for each test module and kind of client."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from editor import CONFIG, HERE, Editor
from lsprotocol import types


async def running_editor(name: str, folder: Path, options: object = None) -> AsyncIterator[Editor]:
    """An editor whose server is started and, afterwards, asked to stop."""
    client = await CONFIG.start()
    client.pushed = {}

    # The library keeps only the diagnostics; tests have to know which version they are about.
    def publish(params: types.PublishDiagnosticsParams) -> None:
        client.pushed[params.uri] = (params.version, params.diagnostics)

    client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = publish
    editor = Editor(client, folder)
    await editor.start(name, options)
    yield editor
    assert editor.violations == []
    await client.shutdown_session()
    assert client._server is None or await client._server.wait() == 0
    await client.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Neovim as it is now: pulls diagnostics, counts in UTF-8."""
    async for each in running_editor("neovim_v0.12.4", tmp_path_factory.mktemp("workspace")):
        yield each


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=sorted(path.stem for path in (HERE / "client_capabilities").iterdir()),
)
async def any_editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Editors that differ in encoding, in pushing or pulling, and in what they can show."""
    async for each in running_editor(request.param, tmp_path_factory.mktemp("workspace")):
        yield each


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def old_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Neovim 0.7: diagnostics are pushed, positions are counted in UTF-16."""
    async for each in running_editor("neovim_v0.7.2", tmp_path_factory.mktemp("workspace")):
        yield each


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quiet_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor whose user wants to run tests, and to see no other lens."""
    options = {"codeLens": {"references": False, "showIr": False}}
    async for each in running_editor("neovim_v0.12.4", tmp_path_factory.mktemp("workspace"), options):
        yield each
