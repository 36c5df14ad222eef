"""The resilient parser: recursive descent with a Pratt core, one item at a time.

It never fails and never raises: what it does not understand becomes an `ERROR` node and a `SyntaxProblem`.
A half-written construct keeps its shape, with the missing part absent, which is what completion needs.
"""

from ori_compiler.syntax.parser.examples import parse_example
from ori_compiler.syntax.parser.items import parse_item

__all__ = ["parse_example", "parse_item"]
