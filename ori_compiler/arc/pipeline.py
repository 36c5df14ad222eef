"""All ARC passes in their order: the full tier. See `cheap_tier` for the one that stops after lowering.

In: a canonical function and what it depends on: the definitions of its types, and how its callees take their
parameters. Out: what code generation takes. Nothing here looks into another body.
"""

from ori_compiler.arc.borrow_inference import infer_borrows
from ori_compiler.arc.ir import OwnershipTable
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.rc_elimination import eliminate_pairs
from ori_compiler.arc.rc_insertion import insert_counting
from ori_compiler.arc.reuse_detection import detect_reuse
from ori_compiler.arc.reuse_expansion import expand_reuse
from ori_compiler.arc.stages import BorrowAnnotated, Lowered, Optimized
from ori_compiler.arc.verifier import AnyStage, verified
from ori_compiler.canon.ir import CanonFunction
from ori_compiler.types.definitions import TypeDefinitions


def arc_pipeline(
    function: CanonFunction, definitions: TypeDefinitions, ownership: OwnershipTable, *, verify: bool = False
) -> Optimized:
    """The full tier: counted, with memory reused.

    `ownership` has every function that is called, as `infer_ownership` tells it. With `verify`, each stage is
    checked, and `InternalError` raised at the first that is broken.
    """
    return optimize(lower_to_arc(function, definitions), definitions, ownership, verify=verify)


def optimize(
    lowered: Lowered, definitions: TypeDefinitions, ownership: OwnershipTable, *, verify: bool = False
) -> Optimized:
    """The passes after lowering, for a caller that has `Lowered` already."""
    annotated = infer_borrows(_checked(lowered, definitions, verify), definitions, ownership)
    return count(annotated, definitions, verify=verify)


def count(annotated: BorrowAnnotated, definitions: TypeDefinitions, *, verify: bool = False) -> Optimized:
    """The passes after borrow inference, for a function whose parameters are not to be inferred."""
    inserted = insert_counting(_checked(annotated, definitions, verify), definitions)
    detected = detect_reuse(_checked(inserted, definitions, verify), definitions)
    expanded = expand_reuse(_checked(detected, definitions, verify))
    optimized = eliminate_pairs(_checked(expanded, definitions, verify))
    return _checked(optimized, definitions, verify)


def _checked(stage: AnyStage, definitions: TypeDefinitions, verify: bool) -> AnyStage:
    return verified(stage, definitions) if verify else stage
