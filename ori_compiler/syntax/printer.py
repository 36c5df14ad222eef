"""Text forms of tokens, trees and syntax, for people who look into the compiler."""

from collections.abc import Iterator
from enum import Enum

import msgspec

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.lexer import Tokens
from ori_compiler.syntax.tree import ItemTree, Node


def print_tokens(tokens: Tokens) -> str:
    """One token a line: where it starts in the item, what it is, and its text."""
    lines = []
    for kind, text, start in zip(tokens.kinds, tokens.texts, tokens.starts, strict=True):
        name = k.LITERAL_NAMES[kind] if kind < len(k.LITERAL_NAMES) else "word or sign"
        lines.append(f"{start:6}  {name:22}  {text!r}")
    return "\n".join(lines) + "\n"


def print_tree(tree: ItemTree) -> str:
    """The lossless tree: productions indented, tokens quoted."""
    return "\n".join(_tree_lines(tree.root, tree.tokens, 0)) + "\n"


def _tree_lines(node: Node, tokens: Tokens, depth: int) -> Iterator[str]:
    yield "  " * depth + node.kind.name.lower()
    for child in node.children:
        if isinstance(child, Node):
            yield from _tree_lines(child, tokens, depth + 1)
        elif tokens.kinds[child] != k.END:
            yield "  " * (depth + 1) + repr(tokens.texts[child])


def print_syntax(value: msgspec.Struct) -> str:
    """A typed syntax tree: one node a line with its span, its parts below it."""
    return "\n".join(_syntax_lines(value, "", 0)) + "\n"


def _syntax_lines(value: msgspec.Struct, label: str, depth: int) -> Iterator[str]:
    simple: list[str] = []
    nested: list[tuple[str, msgspec.Struct]] = []
    where = ""
    for field in value.__struct_fields__:
        part = getattr(value, field)
        if isinstance(part, Span):
            where = f" {part.start}..{part.end}" if field == "span" else where
        elif isinstance(part, msgspec.Struct):
            nested.append((field, part))
        elif isinstance(part, tuple):
            for index, element in enumerate(part):
                if isinstance(element, msgspec.Struct):
                    nested.append((f"{field}[{index}]", element))
                else:
                    simple.append(f"{field}[{index}]={element!r}")
        elif isinstance(part, Enum):
            simple.append(f"{field}={part.value}")
        else:
            simple.append(f"{field}={part!r}")
    head = f"{label}: " if label else ""
    yield "  " * depth + head + type(value).__name__ + where + "".join(f" {part}" for part in simple)
    for field, part in nested:
        yield from _syntax_lines(part, field, depth + 1)
