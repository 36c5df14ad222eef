"""Alternatives of arms that never match, since the patterns before them take all of it (part 3, section 14.3).

1 | 2 -> "few",
2 | 3 -> "some",        2 is "few"
"""

from collections.abc import Iterator

from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.errors import UnreachableAlternative
from ori_compiler.canon.ir import Place
from ori_compiler.canon.lower import patterns
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.syntax import ast
from ori_compiler.types.pool import Idx


def warn_of_alternatives(
    s: Lowering, e: ast.Match, arms: list[ArmInput], scrutinee: Idx, reached: frozenset[int]
) -> None:
    """Warns of each such alternative, unless its whole arm is never chosen.

    The patterns are compiled once more with an arm for each alternative, in a body that is thrown away.
    """
    split = [(index, pattern) for index, arm in enumerate(arms) for pattern in _alternatives(arm.pattern)]
    if len(split) == len(arms):
        return
    apart = Lowering(s.typed, s.environment, s.function, s.substitution, s.lambdas, s.errors)
    place = Place(apart.new_local(scrutinee), (), scrutinee)
    inputs = [ArmInput(pattern, arms[index].guard) for index, pattern in split]
    compiled = compile_arms(inputs, place, patterns.Patterns(apart, e.span))
    for number, (index, pattern) in enumerate(split):
        if number not in compiled.reached and index in reached:
            s.errors.warn(UnreachableAlternative(s.at(pattern.span)))


def _alternatives(pattern: ast.Pattern) -> Iterator[ast.Pattern]:
    match pattern:
        case ast.OrPattern(alternatives=alternatives):
            for alternative in alternatives:
                yield from _alternatives(alternative)
        case ast.AtPattern(pattern=ast.OrPattern() as inner):
            yield from _alternatives(inner)
        case _:
            yield pattern
