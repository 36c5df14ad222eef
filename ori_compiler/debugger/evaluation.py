"""The value of an expression where a program is stopped.

The expression becomes the body of a function that is added to the file for as long as it is computed. Its parameters
are the variables that the expression names, so it means what it would mean in the program, and nothing of the program
is changed by it. It runs on a machine of its own, in which nothing stops.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

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
from ori_compiler.types.functions import FunctionId, item_of
from ori_compiler.types.pool import Idx

_FUNCTION: Final = "expression_in_the_debugger"
_RESULT: Final = "value_in_the_debugger"
_SELF: Final = "self_in_the_debugger"
_STEPS: Final = 1_000_000


class EvaluationError(NoAnswerError):
    """The expression has no value: the message says why."""


class _Compiled(msgspec.Struct, frozen=True):
    """An expression as a function: which variables are its arguments, and in which local it leaves its value."""

    function: ItemId
    arguments: tuple[str, ...]
    result: int
    type: Idx


class Evaluator:
    """Evaluates expressions in the context of a program that is stopped. `write` takes what they print.

    `known` is the program with all that expressions have added to it: their values may have types of their own.
    """

    def __init__(self, pipeline: CompilationPipeline, program: CanonProgram, write: Callable[[str], None]) -> None:
        self._pipeline = pipeline
        self._write = write
        # A condition is evaluated again and again: by its text, its function, and the types of what it can see.
        self._compiled: dict[tuple[str, FunctionId, tuple[tuple[str, Idx], ...]], _Compiled] = {}
        self.known = program

    def value(self, expression: str, function: CanonFunction, variables: Mapping[str, Part]) -> Part:
        """The value of an expression in a function. Raises `EvaluationError`."""
        key = (expression, function.id, tuple((name, part.type) for name, part in variables.items()))
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = self._compile(expression, function, variables)
        frame = [variables[name].value for name in compiled.arguments]
        self._call(compiled.function, frame)
        value = frame[compiled.result]
        if value is UNSET:
            raise EvaluationError("the value ends as soon as it is computed")
        return Part("", value, compiled.type)

    def _compile(self, expression: str, function: CanonFunction, variables: Mapping[str, Part]) -> _Compiled:
        if not expression.strip():
            raise EvaluationError("expected an expression")
        path = item_of(function.id).path
        text = self._pipeline.text(path)
        if text is None:
            raise EvaluationError("expressions can be evaluated in your own functions only")
        name = f"{_FUNCTION}_{len(self._compiled)}"
        arguments, source = self._source(name, expression, variables)
        self._pipeline.set_source(path, f"{text}\n{source}")
        try:
            return self._added(path, name, arguments)
        finally:
            self._pipeline.set_source(path, text)

    def _source(self, name: str, expression: str, variables: Mapping[str, Part]) -> tuple[tuple[str, ...], str]:
        """The variables that are arguments, and the function that has the expression."""
        tokens, problems = lex(expression)
        if problems:
            raise EvaluationError(problems[0].message)
        arguments: dict[str, str] = {}
        body = before = ""
        for kind, text, prefix in zip(tokens.kinds, tokens.texts, tokens.prefixes, strict=True):
            shown = _SELF if kind == kinds.SELF else text
            if kind in (kinds.NAME, kinds.SELF) and text in variables and before != ".":
                arguments[text] = f"{shown}: {self._pipeline.database.pool.name(variables[text].type)}"
            body += prefix + shown
            before = text
        parameters = ", ".join(arguments.values())
        source = f"@{name} ({parameters}) -> void = {{\n    let {_RESULT} = ({body.strip()});\n}}\n"
        return tuple(arguments), source

    def _added(self, path: str, name: str, arguments: tuple[str, ...]) -> _Compiled:
        """Makes the function part of what is known."""
        database = self._pipeline.database
        item = self._pipeline.find_function(path, name)
        if item is None:
            raise EvaluationError("this is not an expression")
        errors = [each for each in database.item_errors(item) if each.severity is Severity.ERROR]
        if errors:
            raise EvaluationError(errors[0].message.replace(_SELF, "self"))
        program = program_of(database, [item])
        if program is None:
            raise EvaluationError("this cannot be evaluated")
        result = next((n for n, local in enumerate(program.functions[item].locals) if local.name == _RESULT), None)
        if result is None:
            raise EvaluationError("this has no value")
        self.known = CanonProgram(
            {**self.known.functions, **program.functions}, {**self.known.definitions, **program.definitions}
        )
        return _Compiled(item, arguments, result, program.functions[item].locals[result].type)

    def _call(self, item: ItemId, frame: list[Any]) -> None:
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
