"""The request `ori/tests`: the tests of a file, for a client that runs them itself and shows how they went.

In: `{uri}`. Out: `{command, tests}`: `command` is `oric` in the interpreter that runs this server, as a list of a
program and its first arguments; each test is `{name, targets, range}`, where the range is that of its name. A file that
cannot be read has no tests.
"""

from typing import Any, Final

from pygls.exceptions import JsonRpcInvalidParams

from ori_compiler.ide.tests import declared_tests
from ori_lsp.convert import plain_range, to_range
from ori_lsp.features.run_test import ORIC
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session

TESTS: Final = "ori/tests"


def register(server: OriLanguageServer) -> None:
    """Answers for files that are not open, too."""

    @server.request(TESTS)
    def tests(session: Session, params: Any) -> dict[str, Any]:
        uri = getattr(params, "uri", None)
        if not isinstance(uri, str):
            raise JsonRpcInvalidParams(message=f"`{TESTS}` takes one object: {{uri}}")
        path = session.known_path(uri)
        if path is None:
            return {"command": list(ORIC), "tests": []}
        lines, encoding = session.lines(path), session.client.encoding
        found = [
            {
                "name": test.name,
                "targets": list(test.targets),
                "range": plain_range(to_range(lines, test.at, encoding)),
            }
            for test in declared_tests(session.pipeline.database, path)
        ]
        return {"command": list(ORIC), "tests": found}
