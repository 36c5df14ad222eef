"""Conditions of items: what an item says about the programs that it is part of."""

from enum import StrEnum
from typing import Final

from ori_compiler.syntax.ast.base import Syntax

SYSTEMS: Final = ("linux", "macos", "windows", "freebsd", "openbsd", "netbsd", "android", "ios")
ARCHITECTURES: Final = ("x86_64", "aarch64", "arm", "wasm32", "riscv64", "wasm64")
FAMILIES: Final = ("unix", "windows", "wasm")


class Fact(StrEnum):
    """What a condition asks about."""

    OS = "os"
    ARCHITECTURE = "arch"
    FAMILY = "family"
    DEBUG = "debug"
    FEATURE = "feature"
    FLAG = "flag"


class Condition(Syntax, frozen=True):
    """It holds if the fact is one of `values`, or none of them with `is_negated`; `DEBUG` has no values."""

    fact: Fact
    values: tuple[str, ...]
    is_negated: bool
