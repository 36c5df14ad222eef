"""What the Neovim plugin looks like: the pictures of its README, from the newer Neovim.

`UPDATE_IMAGES=1 python -m pytest tests/editors` writes them, and those of VS Code, into the clients' folders.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from neovim_session import PLUGIN, Neovim
from terminal_picture import Terminal

NEWER = pytest.mark.parametrize("neovim_program", ["newer"], indirect=True)
LOOK = "termguicolors laststatus=0 noruler noshowcmd shortmess+=F number nowrap fillchars=eob:\\ "
CLEAR = ":<Esc>"
"""Leaves the command line empty."""


@pytest.fixture
def terminal(neovim: Neovim, neovim_environment: dict[str, str]) -> Iterator[Terminal]:
    """A terminal that shows the Neovim which is typed into."""
    neovim.type(f":set {LOOK}<CR>")
    with TemporaryDirectory() as folder, Terminal(neovim.screen, Path(folder), neovim_environment) as shown:
        neovim.wait("#vim.api.nvim_list_uis() == 1")
        yield shown


@NEWER
def test_pictures(neovim: Neovim, terminal: Terminal, images: Callable[[Path], Path]) -> None:
    pictures = images(PLUGIN)
    neovim.open("typo.ori")
    terminal.wait("no such parameter")
    terminal.wait("once: int")
    neovim.type(CLEAR)
    terminal.paint(pictures / "mistake.png")

    neovim.open("gcd.ori")
    terminal.wait("references")
    neovim.type("4G4l")
    neovim.type(CLEAR)
    neovim.ask("vim.lsp.buf.hover() and nil")
    terminal.wait("System V")
    terminal.paint(pictures / "hover.png")

    neovim.type("<Esc>8G:OriShowIR<CR>")
    terminal.wait("%is_zero")
    neovim.type(CLEAR)
    terminal.paint(pictures / "ir.png")
    assert all(1000 < picture.stat().st_size < 150_000 for picture in pictures.glob("*.png"))
