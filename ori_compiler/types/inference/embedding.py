"""`embed(path)` and `has_embed(path)`: files that become part of the program (language reference, part 4, 5).

Both become literals. The bytes of a file that is no text stand in its literal as Python's `surrogateescape` has them.
"""

from typing import Final

from ori_compiler.source.embedded_file import EmbeddedFile, WrongPath, embedded_path
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.arguments import infer_arguments
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.constant_texts import constant_text
from ori_compiler.types.pool import BOOL, BYTE, ERROR, STR, Idx, Tag

_MEGABYTE: Final = 1_000_000


def is_question(e: ast.Expr) -> bool:
    """Whether this is a `has_embed(…)`."""
    return isinstance(e, ast.Construct) and e.word.text == "has_embed"


def answer(c: Checker, e: ast.Construct) -> bool | None:
    """What a `has_embed(…)` gives; none if its path is wrong."""
    text = constant_text(c, e.arguments[0].value) if len(e.arguments) == 1 else None
    path = _meant(c, text) if text is not None else WrongPath.OUTSIDE
    if isinstance(path, WrongPath):
        return None
    file = c.environment.embedded_file(path)
    return file is not None and file.is_readable


def has_embed(c: Checker, e: ast.Construct) -> Idx:
    """Whether there is a file that can be read."""
    path = _path(c, e)
    if path is None:
        return BOOL
    file = c.environment.embedded_file(path)
    c.desugared[e.span] = ast.Literal(e.span, file is not None and file.is_readable)
    return BOOL


def embed(c: Checker, e: ast.Construct, expected: Expectation | None) -> Idx:
    """The content of a file, as the type that is expected."""
    path = _path(c, e)
    type_ = _wanted(c, e, expected)
    if path is None or type_ is None:
        return type_ if type_ is not None else ERROR
    content = _content(c, e, path, c.environment.embedded_file(path) or EmbeddedFile(problem="there is no such file"))
    if content is None:
        return type_
    text = content.decode("utf-8", "surrogateescape")
    if type_ == STR and not _is_text(c, e, path, content):
        return type_
    c.desugared[e.span] = ast.Literal(e.span, text)
    return type_


def _path(c: Checker, e: ast.Construct) -> str | None:
    """The file that is meant; none after a report."""
    word = e.word.text
    if len(e.arguments) != 1 or e.arguments[0].name is not None:
        infer_arguments(c, e.arguments)
        help_ = f'write `{word}("data.txt")`'
        c.report(TypeProblem("E2004", f"`{word}` takes one path, without a name", c.at(e.span), "", (), help_))
        return None
    written = e.arguments[0].value
    if expressions.check(c, written, Expectation(STR)) != STR or c.resolve(c.types[written.span]) != STR:
        return None
    text = constant_text(c, written)
    if text is None:
        help_ = "a literal, a constant `$name`, or several of them joined by `+`: the file becomes part of the program"
        message = f"the path of `{word}` is not known while the program is compiled"
        c.report(TypeProblem("E2059", message, c.at(written.span), "not a constant", (), help_))
        return None
    path = _meant(c, text)
    if isinstance(path, WrongPath):
        help_ = "write it relative to this source file, with `/` between folders, and keep it within the project"
        message = f"`{text}` is no path of a file to embed: {path.value}"
        c.report(TypeProblem("E2076", message, c.at(written.span), "", (), help_))
        return None
    return path


def _meant(c: Checker, text: str) -> str | WrongPath:
    return embedded_path(c.environment.path, text, c.environment.folder_depth)


def _wanted(c: Checker, e: ast.Construct, expected: Expectation | None) -> Idx | None:
    """`str` or `[byte]`; none after a report."""
    type_ = c.unifier.deep(expected.type) if expected is not None else None
    if type_ is not None and type_ >= 0 and (type_ == ERROR or c.pool.has_errors(type_)):
        return ERROR
    if type_ == STR or type_ == c.pool.list_(BYTE):
        return type_
    help_ = f"write the type where it goes, as in `let content: str = {_written(e)}`, or `[byte]` for its bytes"
    message = "nothing decides whether the file is embedded as `str` or as `[byte]`"
    if type_ is not None and not c.pool.has_variables(type_) and c.pool.tag(type_) is not Tag.PARAMETER:
        message = f"a file is embedded as `str` or `[byte]`, not as `{c.name(type_)}`"
        help_ = "embed it as one of these, and convert that"
    c.report(TypeProblem("E2077", message, c.at(e.span), "", (), help_))
    return None


def _written(e: ast.Construct) -> str:
    path = e.arguments[0].value if e.arguments else None
    text = path.value if isinstance(path, ast.Literal) and isinstance(path.value, str) else "data.txt"
    return f'embed("{text}")'


def _content(c: Checker, e: ast.Construct, path: str, file: EmbeddedFile) -> bytes | None:
    """What the file holds; none after a report."""
    at = c.at(e.arguments[0].value.span)
    if not file.is_readable:
        help_ = "the path is relative to this source file; `has_embed(…)` asks whether there is such a file"
        c.report(TypeProblem("E2078", f"cannot embed `{path}`: {file.problem}", at, "", (), help_))
        return None
    limit = c.environment.embed_limit(c.item)
    if file.size > limit or file.content is None:
        message = f"`{path}` is too large to embed: it has {_amount(file.size)}, the limit is {_amount(limit)}"
        help_ = "raise the limit with `#embed_limit(size: 20mb)` or in `ori.toml`, or read the file at run time"
        c.report(TypeProblem("E2079", message, at, "", (), help_))
        return None
    return file.content


def _amount(size: int) -> str:
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f} MB"
    return f"{size:,} byte{'s' if size != 1 else ''}"


def _is_text(c: Checker, e: ast.Construct, path: str, content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"`{path}` cannot be a `str`: it is not UTF-8, byte {error.start} is 0x{content[error.start]:02X}"
        help_ = "embed it as `[byte]`, or store it as UTF-8"
        c.report(TypeProblem("E2080", message, c.at(e.arguments[0].value.span), "", (), help_))
        return False
    return True
