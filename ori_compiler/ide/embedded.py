"""What a hover says about `embed(…)` and `has_embed(…)`."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.documentation import Documentation
from ori_compiler.source.text_bytes import bytes_of
from ori_compiler.syntax import ast
from ori_compiler.types.typed_body import TypedBody

_WORDS = {
    "embed": "The content of a file, which becomes part of the program. `path` is relative to this source file.",
    "has_embed": "Whether there is such a file while the program is compiled. `path` is relative to this source file.",
}


def embedding_at(nodes: tuple[ast.Syntax, ...]) -> ast.Construct | None:
    """The innermost form that embeds a file or asks for one."""
    forms = (node for node in reversed(nodes) if isinstance(node, ast.Construct) and node.word.text in _WORDS)
    return next(forms, None)


def signature_of_embedding(database: CompilerDatabase, body: TypedBody, form: ast.Construct) -> str:
    """The form as a function."""
    type_ = body.types.get(form.span)
    return f"{form.word.text}(path) -> {database.pool.name(type_) if type_ is not None else '_'}"


def finding(body: TypedBody, form: ast.Construct) -> str:
    """What the compiler found: the size of the file, or whether there is one; empty if something is wrong."""
    literal = body.desugared.get(form.span)
    if not isinstance(literal, ast.Literal):
        return ""
    if isinstance(literal.value, str):
        size = len(bytes_of(literal.value))
        return f"{size:,} byte{'s' if size != 1 else ''}"
    return "true" if literal.value else "false"


def meaning(form: ast.Construct) -> Documentation:
    """What the form does."""
    return Documentation(_WORDS[form.word.text])
