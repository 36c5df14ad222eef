"""Everything that the library offers is documented, with an example that is right."""

from typing import Final

import pytest
from library import library_paths, library_pipeline, public_declarations

from ori_compiler.backend.runtime_library import RuntimeLibrary, load_runtime_library
from ori_compiler.driver.results import Backend, Failed
from ori_compiler.driver.results import TestStatus as Status

_SHOWN_BY_DECLARATIONS: Final = {
    *("MatMul", "MatMul.matrix_multiply", "Drop", "Drop.drop", "Sendable", "Value", "Suspend", "Unsafe"),
    *("Logger", "Logger.debug", "Logger.info", "Logger.warn", "Logger.error"),
    *("Http", "Http.get", "Http.post", "Delay", "Delay.wait"),
    *("Cache", "Cache.lookup", "Cache.store", "Cache.remove", "Cache.clear", "CacheKey", "CacheValue"),
    *("target_os", "target_arch", "target_family", "debug", "release"),
}
"""Traits of which the library has no type to show, or no effect that an expression could; what providers elsewhere
show; what differs by machine."""


def test_everything_that_programs_see_is_documented() -> None:
    found = list(public_declarations(library_pipeline().database))
    assert len(found) > 500
    assert [name for name, documentation in found if documentation is None or not documentation.description] == []
    without = {name for name, documentation in found if documentation is not None and not documentation.examples}
    assert {name.rpartition(": ")[2] for name in without} == _SHOWN_BY_DECLARATIONS


@pytest.mark.parametrize("backend", [Backend.INTERPRETER, Backend.JIT])
def test_every_example_is_right(backend: Backend) -> None:
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    before = runtime.live_objects()
    results = library_pipeline().test(library_paths(), backend=backend)
    assert runtime.live_objects() == before
    assert not isinstance(results, Failed), results
    assert len(results) > 500
    wrong = [f"{each.path}:{each.line} {each.message}" for each in results if each.status is not Status.PASSED]
    assert wrong == []
