"""What the clients' pages say is so: each setting is explained, each picture is there."""

import json
import re
from pathlib import Path

import pytest
from editor_tools import EXTENSION
from neovim_session import PLUGIN

MOST_BYTES_OF_A_PICTURE = 150_000


def names_in_tables(page: str) -> set[str]:
    """What stands as code in the first columns of a page's tables."""
    cells = re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("client", [EXTENSION, PLUGIN], ids=["vscode", "nvim"])
def test_pictures_of_a_page_are_there_and_small(client: Path) -> None:
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (client / "README.md").read_text())
    assert set(named) == {str(path.relative_to(client)) for path in client.glob("images/*")}
    assert [name for name in named if (client / name).stat().st_size > MOST_BYTES_OF_A_PICTURE] == []


def test_each_setting_of_the_extension_is_explained() -> None:
    settings = json.loads((EXTENSION / "package.json").read_text())["contributes"]["configuration"]["properties"]
    explained = {name for name in names_in_tables((EXTENSION / "README.md").read_text()) if name.startswith("ori.")}
    assert explained == set(settings)


def test_each_option_of_the_plugin_is_explained() -> None:
    help_page, source = (PLUGIN / "doc" / "ori.txt").read_text(), (PLUGIN / "lua" / "ori" / "init.lua").read_text()
    defaults = source[source.index("local defaults = {") : source.index("M.options")]
    options = set(re.findall(r"^  (\w+) = ", defaults, re.MULTILINE))
    assert "on_attach" in options
    assert set(re.findall(r"^\t  (\w+) = ", help_page, re.MULTILINE)) == options
    explained = names_in_tables((PLUGIN / "README.md").read_text())
    assert options <= explained
    commands = set(re.findall(r"\*:(Ori\w+)\*", help_page))
    assert commands == {name.removeprefix(":").split()[0] for name in explained if name.startswith(":Ori")}
