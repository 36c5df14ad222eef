"""Pictures of what a terminal shows: tmux holds the terminal, Chromium paints it."""

import html
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

import msgspec
from editor_tools import program, run

COLUMNS: Final = 110
ROWS: Final = 25
FOREGROUND: Final = "#e0e2ea"
BACKGROUND: Final = "#14161b"
_WAIT_S: Final = 40
_CELL: Final = (9, 20)
_SEQUENCE: Final = re.compile(r"\x1b\[([0-9;:]*)m")
_PAGE: Final = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 10px; background: {background}; }}
pre {{ margin: 0; color: {foreground}; font: 15px/{height}px "DejaVu Sans Mono"; }}
span {{ display: inline-block; height: {height}px; vertical-align: top; }}
</style><pre>{text}</pre>"""


class Style(msgspec.Struct, frozen=True):
    """How characters are painted; colours as in CSS."""

    foreground: str = FOREGROUND
    background: str = BACKGROUND
    line: str = ""
    is_bold: bool = False
    is_italic: bool = False
    is_reversed: bool = False

    def css(self) -> str:
        front, back = (self.background, self.foreground) if self.is_reversed else (self.foreground, self.background)
        parts = [f"color:{front}", f"background:{back}"]
        parts += ["font-weight:bold"] * self.is_bold + ["font-style:italic"] * self.is_italic
        parts += [f"text-decoration:underline {self.line}"] * bool(self.line)
        return ";".join(parts)


class Terminal:
    """A command that runs in a terminal of its own, which nobody looks at."""

    def __init__(self, command: str, folder: Path, environment: dict[str, str]) -> None:
        self._tmux = [program("tmux"), "-S", str(folder / "terminal"), "-f", "/dev/null"]
        self._folder, self._environment = folder, environment
        size = ["-x", str(COLUMNS), "-y", str(ROWS)]
        self._run("new-session", "-d", *size, command)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False)

    def text(self) -> str:
        """What is shown, without colours."""
        return self._run("capture-pane", "-p")

    def wait(self, text: str) -> None:
        """Waits until a text is shown."""
        end = time.monotonic() + _WAIT_S
        while text not in self.text():
            assert time.monotonic() < end, f"waited in vain for {text!r}; there is\n{self.text()}"
            time.sleep(0.05)

    def paint(self, picture: Path) -> None:
        """Writes what is shown as a PNG."""
        page = self._folder / "terminal.html"
        text = _painted(self._run("capture-pane", "-p", "-e", "-N"))
        page.write_text(_PAGE.format(background=BACKGROUND, foreground=FOREGROUND, height=_CELL[1], text=text))
        size = f"--window-size={COLUMNS * _CELL[0] + 30},{ROWS * _CELL[1] + 20}"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size]
        run([program("chromium"), *options, f"--screenshot={picture}", page.as_uri()], self._folder, 60)

    def _run(self, *arguments: str) -> str:
        return run([*self._tmux, *arguments], self._folder, 20, self._environment)


def _painted(captured: str) -> str:
    """A captured screen as HTML; no element goes over the end of a line."""
    parts: list[str] = []
    for style, text in _runs(captured):
        lines = [f'<span style="{style.css()}">{html.escape(line)}</span>' if line else "" for line in text.split("\n")]
        parts.append("\n".join(lines))
    return "".join(parts)


def _runs(captured: str) -> Iterator[tuple[Style, str]]:
    style, start = Style(), 0
    for sequence in _SEQUENCE.finditer(captured):
        yield style, captured[start : sequence.start()]
        style, start = _changed(style, sequence[1].split(";")), sequence.end()
    yield style, captured[start:]


def _changed(style: Style, codes: list[str]) -> Style:
    """A style after the codes of one sequence (ECMA-48, "select graphic rendition"; 58 is the colour of a line)."""
    rest = iter(codes)
    for code in rest:
        match code:
            case "" | "0":
                style = Style()
            case "1":
                style = msgspec.structs.replace(style, is_bold=True)
            case "3":
                style = msgspec.structs.replace(style, is_italic=True)
            case "7":
                style = msgspec.structs.replace(style, is_reversed=True)
            case "4":
                style = msgspec.structs.replace(style, line="solid")
            case "4:3":
                style = msgspec.structs.replace(style, line="wavy")
            case "38":
                style = msgspec.structs.replace(style, foreground=_colour(rest))
            case "48":
                style = msgspec.structs.replace(style, background=_colour(rest))
            case "58":
                style = msgspec.structs.replace(style, line=f"{style.line} {_colour(rest)}")
            case _:
                pass
    return style


def _colour(codes: Iterator[str]) -> str:
    """What follows a code for a true colour: a 2, and its three parts."""
    assert next(codes) == "2", "Neovim is told to use true colours"
    red, green, blue = (next(codes) for _ in range(3))
    return f"rgb({red},{green},{blue})"
