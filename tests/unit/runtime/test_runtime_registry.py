"""The table of runtime functions, the C header and the built library agree."""

import subprocess
from pathlib import Path

import llvmlite.binding as llvm
import pytest

from ori_compiler.backend.runtime_build import INLINE_IR, source_files, zig
from ori_compiler.backend.runtime_files import RUNTIME_FOLDER, RuntimeFiles, find_runtime_files
from ori_compiler.backend.runtime_library import OriPanic, OriStr, RuntimeLibrary, load_runtime_library
from ori_compiler.codegen.runtime_registry import (
    HEADER_SIZE,
    LOCATION_TYPE,
    RUNTIME_FUNCTIONS,
    RuntimeFunction,
    RuntimeType,
    scalar_parameters,
    scalar_result,
)

SOURCES = Path(__file__).resolve().parents[3] / "runtime_c"
EXTENDED = (RuntimeType.BOOL, RuntimeType.I8)


@pytest.fixture(scope="module")
def header_functions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, llvm.ValueRef]:
    """The header's prototypes as the C compiler sees them: declarations in LLVM IR."""
    folder = tmp_path_factory.mktemp("header")
    names = ", ".join(f"(void *){name}" for name in RUNTIME_FUNCTIONS)
    probe = folder / "probe.c"
    probe.write_text(
        '#include "ori_runtime.h"\n'
        f"void *const functions[] = {{{names}}};\n"
        "const OriLocation location = {0};\n"
        f"_Static_assert(sizeof(OriHeader) == {HEADER_SIZE});\n"
    )
    output = folder / "probe.ll"
    flags = ("-std=c2x", "-S", "-emit-llvm", "-O1", "-g0", "-Wno-unused-command-line-argument", f"-I{SOURCES}")
    subprocess.run(zig("cc", *flags, str(probe), "-o", str(output)), check=True, stdin=subprocess.DEVNULL)
    module = llvm.parse_assembly(output.read_text())
    location = module.get_global_variable("location")
    assert str(location.global_value_type).removeprefix("%struct.OriLocation = type ") == LOCATION_TYPE
    return {function.name: function for function in module.functions}


@pytest.mark.parametrize("function", RUNTIME_FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_header_declares_what_the_table_says(
    header_functions: dict[str, llvm.ValueRef], function: RuntimeFunction
) -> None:
    declared = header_functions[function.name]
    parameters = scalar_parameters(function)
    result = scalar_result(function)
    spelled = ", ".join(each.value for each in parameters)
    assert str(declared.global_value_type) == f"{result.value} ({spelled})"
    extended = ["zeroext" in str(argument) for argument in str(declared).partition("(")[2].split(",")]
    assert extended == [each in EXTENDED for each in parameters] or not parameters
    assert ("zeroext" in str(declared).partition("@")[0]) == (result in EXTENDED)


@pytest.mark.parametrize("function", RUNTIME_FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_function_that_panics_ends_with_its_place(function: RuntimeFunction) -> None:
    if function.may_panic:
        assert function.parameters[-1] is RuntimeType.PTR
    assert function.name.startswith("ori_")
    assert not (function.reads_only and (function.may_panic or function.allocates))
    assert function.allocates or function.result is not RuntimeType.STR


def test_the_library_defines_the_whole_table() -> None:
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    assert runtime.addresses(RUNTIME_FUNCTIONS).keys() == RUNTIME_FUNCTIONS.keys()


def test_the_inline_functions_are_those_of_the_table() -> None:
    module = llvm.parse_assembly((RUNTIME_FOLDER / INLINE_IR).read_text())
    defined = {function.name for function in module.functions if not function.is_declaration}
    assert defined == {function.name for function in RUNTIME_FUNCTIONS.values() if function.is_inline}
    linkages = {function.linkage for function in module.functions if not function.is_declaration}
    assert linkages == {llvm.Linkage.available_externally}
    called = {function.name for function in module.functions if function.is_declaration}
    assert called <= RUNTIME_FUNCTIONS.keys()
    assert "target-cpu" not in str(module)


def test_the_built_runtime_is_of_the_present_sources() -> None:
    files = find_runtime_files()
    assert isinstance(files, RuntimeFiles)
    built = {path.name: path.read_text() for path in source_files(files.sources)}
    present = {path.name: path.read_text() for path in source_files(SOURCES)}
    assert built == present, "run `python -m ori_compiler.backend.runtime_build`"


def test_python_lays_out_the_structs_as_c_does(tmp_path: Path) -> None:
    import ctypes

    offsets = {name: getattr(OriPanic, name).offset for name, _ in OriPanic._fields_}
    checks = [f"_Static_assert(offsetof(OriPanic, {name}) == {offset});" for name, offset in offsets.items()]
    checks.append(f"_Static_assert(sizeof(OriPanic) == {ctypes.sizeof(OriPanic)});")
    checks.append(f"_Static_assert(sizeof(OriStr) == {ctypes.sizeof(OriStr)});")
    checks.append(f"_Static_assert(offsetof(OriStr, data) == {OriStr.data.offset});")
    probe = tmp_path / "probe.c"
    probe.write_text("\n".join(['#include <stddef.h>\n#include "ori_runtime.h"', *checks]))
    command = zig("cc", "-std=c2x", f"-I{SOURCES}", "-c", str(probe), "-o", str(tmp_path / "probe.o"))
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
