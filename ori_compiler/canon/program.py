"""A set of canonical functions that is closed under calls: what a backend takes."""

from collections.abc import Mapping

import msgspec

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.types.definitions import TypeDefinitions
from ori_compiler.types.functions import FunctionId


class CanonProgram(msgspec.Struct, frozen=True):
    """Every function reachable from some entry points, and every type they mention."""

    functions: Mapping[FunctionId, CanonFunction]
    definitions: TypeDefinitions
