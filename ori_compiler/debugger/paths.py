"""Expressions that only lead to a part of a variable, such as `orders[0].city`: they are read, and nothing runs."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from ori_compiler.debugger.values import Part, Parts

_FIELD: Final = r"\.\s*(?P<field>\w+)"
_KEY: Final = r"""\[\s*(?P<key>-?\d+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\w+)\s*\]"""
_STEP: Final = re.compile(rf"\s*(?:{_FIELD}|{_KEY})")
_NAME: Final = re.compile(r"\s*([^\W\d]\w*)")


def part_at(expression: str, variables: Mapping[str, Part], parts_of: Callable[[Part], Parts]) -> Part | None:
    """The part of a variable that an expression leads to; none if it is not of this kind or leads nowhere."""
    found = _NAME.match(expression)
    part = variables.get(found[1]) if found is not None else None
    if found is None or part is None:
        return None
    position = found.end()
    while expression[position:].strip():
        step = _STEP.match(expression, position)
        if step is None:
            return None
        inside = _inside(parts_of(part), step)
        if inside is None:
            return None
        part, position = inside, step.end()
    return part


def _inside(parts: Parts, step: "re.Match[str]") -> Part | None:
    field, key = step["field"], step["key"]
    if field is not None:
        return next((part for part in parts.named if part.name == field), None)
    if key.isdigit() and int(key) < parts.count:
        # Elements of a list are numbered; so may be the keys of a map.
        numbered = parts.elements(slice(int(key), int(key) + 1))
        if numbered[0].name == f"[{key}]":
            return numbered[0]
    return next((part for part in parts.elements(slice(None)) if part.name == f"[{key}]"), None)
