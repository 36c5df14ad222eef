"""A test that asks for a compile error has none to show in an editor; everything around it has."""

import pytest
from editor import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
@f (n: int) -> int = n;

#compile_fail("E2001")
@t tests @f () -> void = { f(n: "text"); };

@g () -> int = f(n: true);
"""


async def test_only_unexpected_errors_are_shown(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    (shown,) = await any_editor.diagnostics(name)
    assert (shown.code, shown.range) == ("E2001", any_editor.range(name, "true"))
    any_editor.replace(name, "true", "1")
    assert await any_editor.diagnostics(name) == []
    any_editor.replace(name, '#compile_fail("E2001")\n', "")
    (shown,) = await any_editor.diagnostics(name)
    assert (shown.code, shown.range) == ("E2001", any_editor.range(name, '"text"'))
