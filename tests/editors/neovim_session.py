"""A Neovim without a screen that is typed into and asked from outside, as a remote control does it."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from editor_tools import REPOSITORY, run

PLUGIN = REPOSITORY / "editors" / "nvim"
WAIT_S = 40


class Neovim:
    """One Neovim with the plugin, set up as its documentation says, in a folder."""

    def __init__(self, program: str, folder: Path, state: Path, environment: dict[str, str]) -> None:
        self._program, self._folder, self._environment = program, folder, environment
        self.address = state / "socket"
        self._log = state / "output"
        command = [program, "--headless", "--listen", str(self.address), "--clean"]
        command += ["--cmd", f"set runtimepath^={PLUGIN} noswapfile", "-c", "lua require('ori').setup()"]
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def __enter__(self) -> Self:
        self._until("its socket", self.address.exists)
        self.wait("true")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)

    @property
    def screen(self) -> str:
        """The command of a terminal that shows this Neovim (from Neovim 0.9 on)."""
        return f"{self._program} --server {self.address} --remote-ui"

    def type(self, keys: str) -> None:
        """Types keys, in Neovim's notation for those without a character (`<Esc>`)."""
        run([self._program, "--server", str(self.address), "--remote-send", keys], self._folder, 20, self._environment)

    def lua(self, call: str) -> None:
        """Runs Lua as a user does: on the command line, from any mode."""
        self.type(f"<C-\\><C-n>:lua {call.replace('<', '<lt>')}<CR>")

    def answer(self, text: str) -> None:
        """Answers the question that is about to be put, in the place of the answer that it proposes."""
        self.wait("vim.fn.getcmdtype() == '@'")
        self.type(f"<C-u>{text}<CR>")

    def open(self, file: str) -> None:
        """Opens a file and waits until the server is attached to it."""
        self.type(f"<C-\\><C-n>:edit! {file}<CR>")
        self.wait(f"vim.fn.expand('%:t') == '{file}' and #require('ori.compat').buffer_clients(0) > 0")

    def ask(self, expression: str) -> Any:
        """The value of a Lua expression; None for nil."""
        text = "vim.fn.json_encode({" + expression.replace("'", "''") + "})"
        command = [self._program, "--server", str(self.address), "--remote-expr", f"luaeval('{text}')"]
        values = json.loads(run(command, self._folder, 20, self._environment))
        return values[0] if values else None

    def wait(self, expression: str) -> Any:
        """The value of a Lua expression as soon as that is neither false nor nil."""
        value: Any = None

        def has_come() -> bool:
            nonlocal value
            value = self.ask(expression)
            return value is not None and value is not False

        self._until(expression, has_come)
        return value

    @property
    def text(self) -> str:
        """The text of the current buffer."""
        return str(self.ask("table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')"))

    @property
    def messages(self) -> str:
        """What was said below the text."""
        return str(self.ask("vim.fn.execute('messages')"))

    def float(self) -> str:
        """The text of the window that floats above the text, as soon as there is one."""
        return str(self.wait(_FLOAT))

    def _until(self, what: str, condition: Any) -> None:
        end = time.monotonic() + WAIT_S
        while not condition():
            assert self._process.poll() is None, f"Neovim ended:\n{self._log.read_text()}"
            if time.monotonic() > end:
                said = self.messages if self.address.exists() else self._log.read_text()
                raise AssertionError(f"waited in vain for {what}; Neovim said:\n{said}")
            time.sleep(0.05)


_FLOAT = """(function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
    end
  end
end)()""".replace("\n", " ")
