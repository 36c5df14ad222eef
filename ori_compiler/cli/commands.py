"""The table of commands: their words, for reading a command line and for its help.

Choices are written out here, because the help and a usage error should not have to load the compiler; a test holds
them equal to the driver's own.
"""

from typing import Final

from ori_compiler.cli.command_line import Command, Option

BACKENDS: Final = ("interp", "jit", "aot")
KINDS: Final = ("tokens", "tree", "ast", "types", "canon", "arc", "llvm", "asm", "abi")
LEVELS: Final = ("0", "1", "2", "3")
FORMATS: Final = ("text", "json", "sarif", "github")
TEST_FORMATS: Final = ("text", "json", "junit", "github")

_COLOR: Final = Option(
    "--color", "colour in text output; `auto` colours on a terminal", "WHEN", ("auto", "always", "never"), "auto"
)
_BACKEND: Final = Option(
    "--backend", "who executes: the interpreter, the just-in-time compiler, or a real program", "NAME", BACKENDS, "jit"
)
_SYSTEM: Final = Option("--target", "what `#target(…)` is about, such as windows-x86_64; else this machine", "TARGET")
_TARGET: Final = Option("--target", "the machine to compile for, such as aarch64-linux-gnu; else this one", "TRIPLE")
_CONFIGURATION: Final = (
    Option("--feature", "a feature for `#cfg(feature: …)`; may be given several times", "NAME", is_repeatable=True),
    Option("--no-default-features", "leave out the `default` features of the project"),
    Option("--cfg", "a flag for `#cfg(…)`; may be given several times", "FLAG", is_repeatable=True),
    Option("--debug", "compile for debugging, which is the default: `#cfg(debug)` holds"),
    Option("--release", "compile for users: `#cfg(release)` holds"),
)


def _opt_level(default: str) -> Option:
    return Option("-O", "how hard to optimise", "0..3", LEVELS, default)


COMMANDS: Final = (
    Command(
        "check",
        "say what is wrong in files, or in all `.ori` files of folders",
        "PATH…",
        1,
        None,
        (
            Option("--format", "how to write diagnostics", "FORMAT", FORMATS, "text"),
            _SYSTEM,
            *_CONFIGURATION,
            _COLOR,
        ),
        examples=("oric check program.ori", "oric check src tests --format json"),
    ),
    Command(
        "run",
        "run the `@main` of a file",
        "FILE",
        1,
        1,
        (_BACKEND, _SYSTEM, *_CONFIGURATION, _COLOR),
        passes_arguments_on=True,
        examples=("oric run program.ori", "oric run program.ori --backend interp", "oric run program.ori -- a b"),
    ),
    Command(
        "test",
        "run the tests of files, or of all `.ori` files of folders",
        "PATH…",
        1,
        None,
        (
            Option(
                "--backend",
                "who executes, as for `oric run`; `all` runs each test on every backend and compares them",
                "NAME",
                (*BACKENDS, "all"),
                "jit",
            ),
            Option(
                "--filter",
                "only tests with TEXT in their name or file; may be given several times",
                "TEXT",
                is_repeatable=True,
            ),
            Option("--jobs", "how many processes run tests at a time; else one for each core", "N"),
            Option("--timeout", "how long a test may take: 10s, 500ms, 2m", "TIME", default="10s"),
            Option("--all", "run unchanged tests, too"),
            Option("--watch", "run again whenever a file changes; `q` ends it"),
            Option("--only-attached", "leave out floating tests, which are written `tests _`"),
            Option("--strict", "warnings are failures, too"),
            Option("--slowest", "list the N tests that took longest", "N"),
            Option("--verbose", "list every test, and how each file went"),
            Option("--format", "how to report", "FORMAT", TEST_FORMATS, "text"),
            _SYSTEM,
            *_CONFIGURATION,
            _COLOR,
        ),
        examples=("oric test program.ori", "oric test src --filter parse --filter print --format json"),
    ),
    Command(
        "build",
        "write a program from the `@main` of a file",
        "FILE",
        1,
        1,
        (
            Option("-o", "the program to write", "OUT", is_required=True),
            _opt_level("2"),
            _TARGET,
            *_CONFIGURATION,
            _COLOR,
        ),
        examples=(
            "oric build program.ori -o program",
            "oric build program.ori -o program -O3 --target x86_64-linux-musl",
        ),
    ),
    Command(
        "emit",
        "show what the compiler makes of a file or of one of its functions",
        "FILE[:FUNCTION]",
        1,
        1,
        (
            Option("--kind", "what to show", "KIND", KINDS, is_required=True),
            _opt_level("0"),
            _TARGET,
            *_CONFIGURATION,
            Option("-o", "write to OUT instead of standard output", "OUT"),
            _COLOR,
        ),
        examples=(
            "oric emit --kind llvm program.ori:main",
            "oric emit --kind abi program.ori --target aarch64-linux-gnu",
        ),
    ),
    Command(
        "fmt",
        "lay out files, or all `.ori` files of folders; without PATH, of the current one",
        "[PATH…]",
        0,
        None,
        (
            Option("--check", "change nothing, list what would change; exit status 1 if anything would"),
            Option("--diff", "change nothing, show what would change"),
            Option("--stdin", "read standard input and write the result to standard output"),
            Option("--stdin-filename", "how messages call what `--stdin` reads", "NAME"),
            _COLOR,
        ),
        examples=("oric fmt", "oric fmt src program.ori", "oric fmt --check --diff"),
    ),
    Command(
        "explain",
        "tell more about a diagnostic code",
        "CODE",
        1,
        1,
        examples=("oric explain E2001",),
    ),
    Command(
        "lsp",
        "serve editors by the Language Server Protocol, on standard input and output or on a port",
        options=(
            Option("--stdio", "talk over standard input and output; this is the default"),
            Option("--tcp", "wait for one client on a port instead", "HOST:PORT"),
            Option("--log", "append what the server does to a file, one line for each request", "FILE"),
            Option("--log-level", "how much is logged", "LEVEL", choices=("error", "warning", "info", "debug")),
        ),
        examples=("oric lsp", "oric lsp --tcp 127.0.0.1:2087"),
    ),
    Command(
        "debug",
        "debug programs and tests for editors by the Debug Adapter Protocol, on standard input and output",
        options=_CONFIGURATION,
        examples=("oric debug", "oric debug --feature trace"),
    ),
)
"""All commands, in the order of the help."""
