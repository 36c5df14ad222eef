"""From a file with a `@main` to a program."""

from pathlib import Path

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Built, Failed


def build(pipeline: CompilationPipeline, path: str, output: str, target: str | None, opt_level: int) -> Built | Failed:
    """Compiles and links; the program appears under its name only when it is complete."""
    from ori_compiler.backend.frame_table import emit_traced_object, program_objects
    from ori_compiler.backend.link import link_program
    from ori_compiler.backend.target_machine import Target, find_target
    from ori_compiler.driver.generated_code import missing_runtime
    from ori_compiler.driver.native import generate

    found = find_target(target)
    if not isinstance(found, Target):
        return Failed((found.into_diagnostic(),))
    unbuilt = missing_runtime()
    if unbuilt is not None:
        return unbuilt
    main = pipeline.main_of(path)
    if isinstance(main, Failed):
        return main
    handler = pipeline.panic_handler_of(path)
    program = pipeline.executable((main,) if handler is None else (main, handler), path)
    if isinstance(program, Failed):
        return program
    module = generate(pipeline.database, program, (), found.triple, opt_level, path, main=main, handler=handler)
    traced = emit_traced_object(module, pipeline.origins, found, opt_level)
    problem = link_program(program_objects(traced, found), Path(output), found)
    return Failed((problem.into_diagnostic(),)) if problem is not None else Built(output)
