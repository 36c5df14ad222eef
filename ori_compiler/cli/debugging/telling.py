"""What happens to the program, as the events that a client hears."""

from ori_compiler.cli.debugging import replies
from ori_compiler.cli.debugging.connection import Connection
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.internal_error import report_internal_error
from ori_compiler.cli.testing.failures import draw_failure
from ori_compiler.cli.testing.reports import test_object
from ori_compiler.debugger.control import Stop, StopReason
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Finished, TestResult, TestStatus

THREAD = 1
"""The number of the one thread that every program has."""

TEST_EVENT = "oriTest"
"""An event of ours: a test ended, told as `oric test --format json` tells it."""


class Teller:
    """Tells the client of one program. Called on the program's thread."""

    def __init__(self, connection: Connection, pipeline: CompilationPipeline) -> None:
        self._connection = connection
        self._pipeline = pipeline
        self._exit_code = int(ExitCode.OK)
        self._panic = ""

    def stopped(self, stop: Stop) -> None:
        """The program stops. A panic is told with its message."""
        self._panic = stop.message
        is_panic = stop.reason is StopReason.PANIC
        stopped = replies.Stopped(
            "exception" if is_panic else stop.reason.value,
            THREAD,
            "Paused on a panic" if is_panic else "",
            stop.message,
            stop.breakpoints,
            True,
        )
        self._connection.tell("stopped", stopped)

    def panic(self) -> replies.ExceptionInfo:
        """The panic that the program stops at."""
        return replies.ExceptionInfo("panic", self._panic, "always")

    def writes(self, text: str) -> None:
        """The program's standard output."""
        self._connection.tell("output", replies.Output("stdout", text))

    def tells(self, text: str) -> None:
        """What a breakpoint has to say."""
        self._connection.tell("output", replies.Output("console", f"{text}\n"))

    def test_ended(self, result: TestResult) -> None:
        """How a test went, for people and for the client; a failure with all that there is to say about it."""
        is_failure = result.status is TestStatus.FAILED
        if is_failure:
            self._exit_code = ExitCode.FAILED
        lines = [f"{result.status.value:<8} @{result.name}"]
        if is_failure:
            lines += [line.text(color=False) for line in draw_failure(result, self._pipeline)]
        text = "".join(f"{line}\n" for line in lines)
        self._connection.tell("output", replies.Output("stderr" if is_failure else "console", text))
        self._connection.tell(TEST_EVENT, test_object(result, result.backend.value, self._pipeline.origins))

    def main_ended(self, finished: Finished) -> None:
        """How the program ended."""
        self._exit_code = finished.exit_code
        if finished.panic is not None:
            self._exit_code = ExitCode.PANIC
            self._connection.tell("output", replies.Output("stderr", f"{finished.panic}\n"))

    def ends(self, problem: Exception | None) -> None:
        """The program is over."""
        if problem is not None:
            self._exit_code = ExitCode.INTERNAL_ERROR
            self._connection.tell("output", replies.Output("stderr", report_internal_error(problem, ("debug",))))
        self._connection.tell("exited", replies.Exited(self._exit_code))
        self._connection.tell("terminated")
