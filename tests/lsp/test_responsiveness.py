"""Typing never waits for code generation, and what nobody waits for any more is given up."""

import asyncio

import pytest
from editor import SECONDS, Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGE = "\n".join(
    f"@f{i} (n: int) -> int = {{\n    let $a = n * {i} + 1;\n    if $a < n then f{(i + 1) % 800}(n: $a) else $a\n}};"
    for i in range(800)
)


async def opened(editor: Editor) -> str:
    name = editor.fresh()
    editor.open(name, LARGE)
    assert await editor.diagnostics(name) == []
    return name


async def begun(editor: Editor, name: str, message_id: str) -> "asyncio.Future[object]":
    """A request for a file's code, optimised as much as can be, that has been sent."""
    params = types.ExecuteCommandParams("ori.showLlvmIr", [{"uri": editor.uri(name), "optLevel": 3}])
    sending = editor.client.protocol.send_request_async(types.WORKSPACE_EXECUTE_COMMAND, params, msg_id=message_id)
    future = asyncio.ensure_future(sending)
    await asyncio.sleep(0.05)
    return future


async def test_diagnostics_and_hovers_come_while_code_is_generated(editor: Editor) -> None:
    name = await opened(editor)
    slow = await begun(editor, name, "slow")
    editor.replace(name, "n * 7 +", "n * missing +")
    (error,) = await editor.diagnostics(name)
    assert "missing" in error.message
    assert "@f9 (n: int) -> int" in await editor.hover_text(name, "@f‸9 (")
    assert not slow.done()
    editor.client.cancel_request(types.CancelParams("slow"))
    with pytest.raises(JsonRpcException, match="cancel"):
        await asyncio.wait_for(slow, SECONDS)


async def test_a_cancelled_command_is_given_up(editor: Editor) -> None:
    name = await opened(editor)
    job = await begun(editor, name, "job")
    editor.client.cancel_request(types.CancelParams("job"))
    with pytest.raises(JsonRpcException, match="cancel") as caught:
        await asyncio.wait_for(job, SECONDS)
    assert caught.value.code == -32800
    assert "define" in (await editor.show_ir({"uri": editor.uri(name), "function": "f1"}))["text"]


async def test_the_same_question_asked_again_replaces_the_older_one(editor: Editor) -> None:
    name = await opened(editor)
    question = {"uri": editor.uri(name), "optLevel": 3}
    older = asyncio.ensure_future(editor.show_ir(question))
    await asyncio.sleep(0.05)
    editor.rewrite(name, "@g (n: int) -> int = n + 4711;\n")
    newer = await editor.show_ir(question)
    assert "4711" in newer["text"]
    with pytest.raises(JsonRpcException, match="cancel"):
        await asyncio.wait_for(older, SECONDS)
