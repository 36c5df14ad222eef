"""Bidirectional inference of one body (language reference, part 2, 14)."""

from ori_compiler.types.inference.body import (
    infer_associated_constant,
    infer_constant,
    infer_default,
    infer_function,
    infer_test,
)

__all__ = ["infer_associated_constant", "infer_constant", "infer_default", "infer_function", "infer_test"]
