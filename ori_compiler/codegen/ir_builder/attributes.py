"""Attributes and linkages, as values."""

from enum import Enum

import msgspec

from ori_compiler.codegen.ir_builder.ids import TypeId


class FunctionAttribute(Enum):
    """What is true of a function as a whole."""

    NOUNWIND = "nounwind"
    NORETURN = "noreturn"
    COLD = "cold"
    NOINLINE = "noinline"
    ALWAYSINLINE = "alwaysinline"
    INLINEHINT = "inlinehint"
    UWTABLE = "uwtable"
    WILLRETURN = "willreturn"
    READS_MEMORY = "memory(read)"  # and writes none


class Linkage(Enum):
    """Who sees a definition, and what happens to equal ones."""

    EXTERNAL = ""
    INTERNAL = "internal"
    PRIVATE = "private"
    MERGED = "linkonce_odr hidden"  # one of the equal definitions of all objects survives


class CallingConvention(Enum):
    """How LLVM passes arguments."""

    C = ""
    TAIL = "tailcc"  # as C does while registers last, and a function can replace any other one's frame


class ValueAttributes(msgspec.Struct, frozen=True):
    """What is true of a parameter or result; sizes and alignments in bytes."""

    extension: str = ""
    sret: TypeId | None = None
    byval: TypeId | None = None
    alignment: int | None = None
    stack_alignment: int | None = None
    dereferenceable: int | None = None
    is_noalias: bool = False
    is_nonnull: bool = False
    is_readonly: bool = False
    is_uncaptured: bool = False


NO_ATTRIBUTES = ValueAttributes()
