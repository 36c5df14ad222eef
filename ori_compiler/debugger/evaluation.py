"""The value of an expression where a program is stopped.

The expression becomes the body of a function that is added to the file for as long as it is computed. Its parameters
are the variables that the expression names, so it means what it would mean in the program, and nothing of the program
is changed by it. It runs on a machine of its own, in which nothing stops.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Final

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.programs import program_of
from ori_compiler.debugger.control import NoAnswerError
from ori_compiler.debugger.values import Part
from ori_compiler.diagnostics.diagnostic import Severity
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.eval.compile import compile_function
from ori_compiler.eval.frame import UNSET
from ori_compiler.eval.interpreter import StepLimitExceededError, step_limit
from ori_compiler.eval.machine import Machine
from ori_compiler.eval.panic import AbortError, PanicError
from ori_compiler.eval.recursion import deep_recursion
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import kinds
from ori_compiler.syntax.lexer import lex
from ori_compiler.types.functions import item_of

_FUNCTION: Final = "expression_in_the_debugger"
_RESULT: Final = "value_in_the_debugger"
_SELF: Final = "self_in_the_debugger"
_STEPS: Final = 1_000_000


class EvaluationError(NoAnswerError):
    """The expression has no value: the message says why."""


class Evaluator:
    """Evaluates expressions in the context of a program that is stopped. `write` takes what they print.

    `known` is the program with all that expressions have added to it: their values may have types of their own.
    """

    def __init__(self, pipeline: CompilationPipeline, program: CanonProgram, write: Callable[[str], None]) -> None:
        self._pipeline = pipeline
        self._write = write
        self.known = program

    def value(self, expression: str, function: CanonFunction, variables: Mapping[str, Part]) -> Part:
        """The value of an expression in a function. Raises `EvaluationError`."""
        if not expression.strip():
            raise EvaluationError("expected an expression")
        path = item_of(function.id).path
        text = self._pipeline.text(path)
        if text is None:
            raise EvaluationError("expressions can be evaluated in your own functions only")
        source, named = self._source(expression, variables)
        self._pipeline.set_source(path, f"{text}\n{source}")
        try:
            return self._run(path, named)
        finally:
            self._pipeline.set_source(path, text)

    def _source(self, expression: str, variables: Mapping[str, Part]) -> tuple[str, list[Part]]:
        """The function that has the expression, and the variables that are its arguments."""
        tokens, problems = lex(expression)
        if problems:
            raise EvaluationError(problems[0].message)
        named: dict[str, Part] = {}
        body = before = ""
        for kind, text, prefix in zip(tokens.kinds, tokens.texts, tokens.prefixes, strict=True):
            if kind in (kinds.NAME, kinds.SELF) and text in variables and before != ".":
                named[text] = variables[text]
            body += prefix + (_SELF if kind == kinds.SELF else text)
            before = text
        parameters = ", ".join(
            f"{_SELF if name == 'self' else name}: {self._pipeline.database.pool.name(part.type)}"
            for name, part in named.items()
        )
        source = f"@{_FUNCTION} ({parameters}) -> void = {{\n    let {_RESULT} = ({body.strip()});\n}}\n"
        return source, list(named.values())

    def _run(self, path: str, arguments: list[Part]) -> Part:
        database = self._pipeline.database
        item = self._pipeline.find_function(path, _FUNCTION)
        if item is None:
            raise EvaluationError("this is not an expression")
        errors = [each for each in database.item_errors(item) if each.severity is Severity.ERROR]
        if errors:
            raise EvaluationError(errors[0].message.replace(_SELF, "self"))
        program = program_of(database, [item])
        if program is None:
            raise EvaluationError("this cannot be evaluated")
        function = program.functions[item]
        result = next((n for n, local in enumerate(function.locals) if local.name == _RESULT), None)
        if result is None:
            raise EvaluationError("this has no value")
        self.known = CanonProgram(
            {**self.known.functions, **program.functions}, {**self.known.definitions, **program.definitions}
        )
        frame = [part.value for part in arguments]
        self._call(item, frame)
        if frame[result] is UNSET:
            raise EvaluationError("the value ends as soon as it is computed")
        return Part("", frame[result], function.locals[result].type)

    def _call(self, item: ItemId, frame: list[object]) -> None:
        """Runs the function; the frame then has its locals."""
        machine = Machine(self.known, compile_function, self._write, step_limit(_STEPS), _note, _nowhere, (), None)
        with deep_recursion:
            try:
                # Whatever catches a panic keeps it from the user's handler.
                _, panic = machine.catch(lambda: machine.call(item, frame))
            except (PanicError, RecursionError) as error:
                raise EvaluationError(f"panic: {error}") from None
            except StepLimitExceededError:
                raise EvaluationError(f"this was not done within {_STEPS:,} calls and loop rounds") from None
            except AbortError as abort:
                raise EvaluationError(abort.message) from None
        if panic is not None:
            raise EvaluationError(f"panic: {panic.message}")


def _note(at: ItemSpan, text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _nowhere(at: ItemSpan) -> tuple[str, int, int]:
    return "", 0, 0
