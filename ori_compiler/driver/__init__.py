"""`CompilationPipeline`: the library's front door."""

from ori_compiler.driver.pipeline import CompilationPipeline

__all__ = ["CompilationPipeline"]
