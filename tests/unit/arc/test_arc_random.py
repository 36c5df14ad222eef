"""Random programs through the whole pipeline: same results as the interpreter, and every count balances."""

from random import Random

import pytest
from arc_building import DEFINITIONS, compiled
from arc_evaluator import ArcPanicError, Evaluator
from arc_random_functions import random_program, random_value
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ori_compiler.arc.cheap_tier import cheap_pipeline
from ori_compiler.arc.ir import ArcFunction
from ori_compiler.arc.verify_structure import structure_problems
from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.interpreter import Completed, StepLimitExceededError, interpret, step_limit
from ori_compiler.eval.value import Value
from ori_compiler.types.functions import FunctionId

SEEDS = st.integers(0, 2**40)
SIZES = st.integers(1, 3)


def arguments(entry: CanonFunction, random: Random) -> list[Value]:
    """Two units of fuel, then random values."""
    types = [local.type for local in entry.locals[1 : entry.parameter_count]]
    return [2, *(random_value(random, idx) for idx in types)]


def assert_balanced(evaluator: Evaluator) -> None:
    assert not evaluator.heap.live, "objects are left over"
    assert evaluator.heap.tokens == 0, "memory is held by a token at the end"


def run(functions: dict[FunctionId, ArcFunction], entry: FunctionId, values: list[Value], **options):
    """The result or the message of the panic, and the evaluator."""
    evaluator = Evaluator(functions, DEFINITIONS, **options)
    try:
        return evaluator.call(entry, *values), evaluator
    except ArcPanicError as panic:
        return str(panic), evaluator
    except TimeoutError:
        assume(False)
        raise


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, size=SIZES)
def test_a_program_does_what_the_interpreter_says_and_leaves_nothing_behind(seed: int, size: int) -> None:
    check_against_the_interpreter(seed, size)


@pytest.mark.soak
@settings(max_examples=3000, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 5))
def test_many_programs_do_what_the_interpreter_says(seed: int, size: int) -> None:
    check_against_the_interpreter(seed, size)


def check_against_the_interpreter(seed: int, size: int) -> None:
    program = random_program(seed, size)
    entry = program[0]
    functions = compiled(*program)
    values = arguments(entry, Random(seed))
    printed: list[str] = []
    try:
        outcome = interpret(
            CanonProgram({known.id: known for known in program}, DEFINITIONS),
            entry.id,
            values,
            printed.append,
            step_limit(2000),
        )
    except StepLimitExceededError:
        assume(False)
        raise
    result, evaluator = run(functions, entry.id, values)
    assert result == (outcome.value if isinstance(outcome, Completed) else outcome.message)
    assert evaluator.printed == printed
    assert_balanced(evaluator)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES)
def test_the_tier_without_counting_does_the_same_and_releases_nothing(seed: int, size: int) -> None:
    program = random_program(seed, size)
    values = arguments(program[0], Random(seed))
    cheap = {known.id: cheap_pipeline(known, DEFINITIONS).function for known in program}
    assert not any(structure_problems(known, DEFINITIONS) for known in cheap.values())
    result, evaluator = run(cheap, program[0].id, values, is_counted=False)
    assert result == run(compiled(*program), program[0].id, values)[0]
    assert len(evaluator.heap.live) == evaluator.heap.allocations


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, size=SIZES, where=st.floats(0, 1, exclude_max=True))
def test_a_panic_anywhere_leaves_nothing_behind(seed: int, size: int, where: float) -> None:
    program = random_program(seed, size)
    functions = compiled(*program)
    values = arguments(program[0], Random(seed))
    chances = run(functions, program[0].id, values)[1].chances
    assume(chances > 0)
    result, evaluator = run(functions, program[0].id, values, panic_at=int(where * chances))
    assert result == "simulated"
    assert_balanced(evaluator)
