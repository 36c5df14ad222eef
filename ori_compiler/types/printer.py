"""Text form of a checked body: each expression with its type."""

from collections.abc import Callable

from ori_compiler.types.pool import Idx
from ori_compiler.types.typed_body import TypedBody


def print_types(typed: TypedBody, source: str, type_name: Callable[[Idx], str]) -> str:
    """One line for each expression and pattern: its span in the item, its type, and its text, shortened."""
    lines = []
    for span, type_ in sorted(typed.types.items(), key=lambda entry: (entry[0].start, -entry[0].end)):
        text = " ".join(source[span.start : span.end].split())
        shown = text if len(text) <= 60 else text[:57] + "..."
        lines.append(f"{span.start:6}..{span.end:<6} {type_name(type_):12}  {shown}")
    return "\n".join(lines) + "\n"
