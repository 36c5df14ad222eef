"""`ori-lsp`: from command line arguments to a running server.

In: arguments. Out: an exit code, when the client is done. Standard output belongs to the protocol, so everything else
goes to standard error or to the log file.
"""

import argparse
import gc
import logging
import logging.handlers
import sys
from collections.abc import Sequence

_LOOPBACK = "127.0.0.1"
_LEVELS = ("error", "warning", "info", "debug")
_LOG_BYTES = 5_000_000
"""When a log file is so large, it is renamed and a new one begins; the one before that is deleted."""


def main(argv: Sequence[str] | None = None) -> int:
    """Serves one client and returns an exit code: 0 fine, 2 wrong usage."""
    arguments = _parser().parse_args(argv)
    problem = _start_logging(arguments.log, arguments.log_level)
    if problem:
        print(f"ori-lsp: {problem}", file=sys.stderr)
        return 2
    # Only now the heavy imports: a wrong option is answered at once.
    from ori_lsp.features import register_features
    from ori_lsp.server import OriLanguageServer

    # Trees and memos hold no cycles, and a collection would stop typing; the compiler thread collects when idle.
    gc.disable()
    server = OriLanguageServer()
    register_features(server)
    if arguments.tcp is None:
        server.start_io()
        return server.exit_code
    host, port = arguments.tcp
    try:
        server.start_tcp(host, port)
    except OSError as error:
        print(f"ori-lsp: cannot listen on {host}:{port}: {error.strerror or error}", file=sys.stderr)
        return 2
    return server.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ori-lsp", description="Language server for Ori")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    transport.add_argument(
        "--tcp",
        metavar="[HOST:]PORT",
        type=_address,
        help=f"wait for one client on a port; HOST is {_LOOPBACK} if left out",
    )
    parser.add_argument(
        "--log", metavar="FILE", help="append what the server does to a file, one line for each request"
    )
    parser.add_argument(
        "--log-level",
        choices=_LEVELS,
        help="how much is logged; if left out, `info` to a file and `warning` to standard error",
    )
    return parser


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"`{text}` is not an address: write PORT or HOST:PORT")
    return host.strip("[]") or _LOOPBACK, int(port)


def _start_logging(path: str | None, level: str | None) -> str:
    """Sends log messages to a file, or to standard error; returns what is wrong with the file."""
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    try:
        if path is None:
            least = (level or "warning").upper()
            logging.basicConfig(stream=sys.stderr, level=least, format="%(levelname)s: %(message)s")
        else:
            file = logging.handlers.RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
            logging.basicConfig(handlers=[file], level=(level or "info").upper(), format=form)
    except OSError as error:
        return f"cannot write the log file `{path}`: {error.strerror or error}"
    # These repeat every message with its content, and every refusal with a traceback.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    return ""
