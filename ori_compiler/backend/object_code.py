"""From the text of an LLVM module to object code, assembly or optimised IR.

Each call works in an LLVM context of its own, so calls share nothing, and a worker process can make any of them from
its arguments alone. A module that LLVM rejects is a defect of code generation: `InvalidIrError`.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import llvmlite.binding as llvm

from ori_compiler.backend.errors import InvalidIrError
from ori_compiler.backend.runtime_build import INLINE_IR
from ori_compiler.backend.runtime_files import RUNTIME_FOLDER
from ori_compiler.backend.target_machine import Target, data_layout, target_machine


def emit_object(ir_text: str, target: Target, opt_level: int) -> bytes:
    """The module as an object file. `opt_level` is 0 to 3. Raises `InvalidIrError`."""
    with _optimized_module(ir_text, target, opt_level) as module:
        return bytes(target_machine(target, opt_level).emit_object(module))


def emit_assembly(ir_text: str, target: Target, opt_level: int) -> str:
    """The module as the target's assembly text. Raises `InvalidIrError`."""
    with _optimized_module(ir_text, target, opt_level) as module:
        return str(target_machine(target, opt_level).emit_assembly(module))


def optimized_ir(ir_text: str, target: Target, opt_level: int) -> str:
    """The module's IR as the code generator gets it. Raises `InvalidIrError`."""
    with _optimized_module(ir_text, target, opt_level) as module:
        return str(module)


@contextmanager
def _optimized_module(ir_text: str, target: Target, opt_level: int) -> Iterator[llvm.ModuleRef]:
    # Closed by hand and in this order: the garbage collector might free a context before the modules in it.
    with closing(llvm.create_context()) as context, closing(_parse(ir_text, target, context)) as module:
        if opt_level > 0:
            module.link_in(_parse(_inline_ir(RUNTIME_FOLDER / INLINE_IR), target, context))
        _run_passes(module, target_machine(target, opt_level), opt_level)
        yield module


def _parse(ir_text: str, target: Target, context: llvm.ContextRef) -> llvm.ModuleRef:
    # Before parsing, because the alignment of what names none is fixed then.
    layout = f'target datalayout = "{data_layout(target)}"\n'
    try:
        module = llvm.parse_assembly(layout + ir_text, context)
    except RuntimeError as error:
        raise InvalidIrError(str(error), ir_text) from error
    try:
        module.verify()
    except RuntimeError as error:
        module.close()
        raise InvalidIrError(str(error), ir_text) from error
    module.triple = target.triple
    return module


@cache
def _inline_ir(path: Path) -> str:
    """The runtime's hot functions. They use 64-bit scalars and pointers only, hence serve every target."""
    return path.read_text(encoding="utf-8")


def _run_passes(module: llvm.ModuleRef, machine: llvm.TargetMachine, opt_level: int) -> None:
    options = llvm.create_pipeline_tuning_options(speed_level=opt_level)
    options.loop_vectorization = opt_level >= 2
    options.slp_vectorization = opt_level >= 2
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
