"""What clang makes of C functions: their LLVM parameters and results, in a comparable spelling.

Shapes are nested tuples of C scalar names; `c_source` writes the declarations, `read_signatures` reads clang's
`define` lines, `our_signature` spells what the strategy decided the same way.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ori_compiler.codegen.abi.function_abi import (
    Convention,
    FunctionAbi,
    ParameterShape,
    Sret,
    ValueShape,
)
from ori_compiler.codegen.abi.strategy import strategy_for
from ori_compiler.codegen.abi_llvm import LoweredSignature, ValueTypes, lower_signature
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.ir_builder import IrBuilder, TypeId
from ori_compiler.codegen.layout import Leaf, Scalar, round_up

Shape = str | tuple["Shape", ...]

SCALARS = {
    "bool": ("_Bool", Scalar.I8),
    "byte": ("unsigned char", Scalar.I8),
    "short": ("unsigned short", Scalar.I16),
    "char": ("unsigned int", Scalar.I32),
    "int": ("long", Scalar.I64),
    "single": ("float", Scalar.F32),
    "float": ("double", Scalar.F64),
    "pointer": ("void *", Scalar.POINTER),
}


class Signature:
    """A function to be compared."""

    def __init__(self, parameters: Sequence[Shape], result: Shape) -> None:
        self.parameters = tuple(parameters)
        self.result = result

    def __repr__(self) -> str:
        return f"({', '.join(map(str, self.parameters))}) -> {self.result}"


# C


def c_source(signatures: Sequence[Signature]) -> str:
    """One function a signature, called `f0`, `f1`, ..."""
    structs: dict[Shape, str] = {}
    lines: list[str] = []

    def c_type(shape: Shape) -> str:
        if isinstance(shape, str):
            return SCALARS[shape][0]
        if shape not in structs:
            fields = " ".join(f"{c_type(field)} f{index};" for index, field in enumerate(shape))
            structs[shape] = f"struct S{len(structs)}"
            lines.append(f"{structs[shape]} {{ {fields} }};")
        return structs[shape]

    for number, signature in enumerate(signatures):
        parameters = ", ".join(f"{c_type(each)} p{index}" for index, each in enumerate(signature.parameters))
        result = c_type(signature.result)
        lines.append(f"{result} f{number}({parameters or 'void'}) {{ {result} r = {{0}}; return r; }}")
    return "\n".join(lines) + "\n"


def compile_with_clang(source: str, target: str, folder: Path) -> str:
    """Clang's IR, before any pass has looked at it."""
    (folder / "shapes.c").write_text(source)
    output = folder / f"{target}.ll"
    command = [sys.executable, "-m", "ziglang", "cc", "-target", target, "-S", "-emit-llvm", "-O1", "-g0"]
    command += ["-fno-sanitize=all", "-Xclang", "-disable-llvm-passes", "-o", str(output), str(folder / "shapes.c")]
    environment = {"ZIG_GLOBAL_CACHE_DIR": "/tmp/zig-cache", "ZIG_LOCAL_CACHE_DIR": "/tmp/zig-cache", **os.environ}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return output.read_text()


_DEFINE = re.compile(r"^define (.*?)@f(\d+)\((.*)\)[^()]*\{$", re.MULTILINE)
_STRUCT = re.compile(r"^(%struct\.\w+) = type (\{.*\})$", re.MULTILINE)
_KEPT = re.compile(r"\b(zeroext|signext)\b|\b(?:align|alignstack)\b[ (]\d+\)?|\b(sret|byval)\(")


def read_signatures(ir: str) -> dict[int, tuple[str, tuple[str, ...]]]:
    """By function number: the result and the parameters."""
    structs = dict(_STRUCT.findall(ir))
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for result, number, parameters in _DEFINE.findall(ir):
        spelled = tuple(_normal(each, structs) for each in _split(parameters))
        found[int(number)] = (_normal(result, structs), spelled)
    return found


def _split(parameters: str) -> list[str]:
    """At the commas outside of all brackets."""
    parts, depth, current = [], 0, ""
    for character in parameters:
        depth += (character in "([{<") - (character in ")]}>")
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [part.strip() for part in (*parts, current) if part.strip()]


def _normal(text: str, structs: dict[str, str]) -> str:
    """Type first, then what the convention says; names and what merely helps the optimiser are left out."""
    kept = {found[1] or found[2] or found[0] for found in _KEPT.finditer(text)}
    bare = re.sub(r"\b(sret|byval|captures|initializes|dereferenceable|alignstack)\((?:[^()]|\([^()]*\))*\)", "", text)
    found = re.search(r"\{.*\}|\[.*?\]|<.*?>|%struct\.\w+|\b(?:void|ptr|float|double|i\d+)\b", bare)
    assert found is not None, text
    spelled = found[0]
    while "%struct" in spelled:
        spelled = re.sub(r"%struct\.\w+", lambda name: structs[name[0]], spelled)
    return " ".join([_flattened(spelled), *sorted(kept)])


def _flattened(spelled: str) -> str:
    """Structs and arrays as the sequence of their scalars: how they are grouped does not matter to the convention."""
    while array := re.search(r"\[(\d+) x ([^\[\]]*)\]", spelled):
        spelled = spelled.replace(array[0], ", ".join([array[2]] * int(array[1])))
    return ", ".join(re.sub(r"[{}\s]", "", part) for part in re.sub(r"(<.*?>)", _unspaced, spelled).split(","))


def _unspaced(vector: re.Match[str]) -> str:
    return vector[0].replace(" ", "")


# Ours


@cache
def value_shape(shape: Shape) -> ValueShape:
    """What the strategies look at, computed here from scratch."""
    if isinstance(shape, str):
        scalar = SCALARS[shape][1]
        return ValueShape(scalar.size, scalar.size, (Leaf(0, scalar),), False, shape == "bool")
    leaves: list[Leaf] = []
    end, alignment = 0, 1
    for field in shape:
        inner = value_shape(field)
        start = round_up(end, inner.alignment)
        leaves.extend(Leaf(start + leaf.offset, leaf.scalar) for leaf in inner.leaves)
        end, alignment = start + inner.size, max(alignment, inner.alignment)
    return ValueShape(round_up(end, alignment), alignment, tuple(leaves), True)


def our_abi(signature: Signature, triple: str) -> FunctionAbi:
    """What the target's strategy decides for a C function."""
    parameters = [ParameterShape(value_shape(each)) for each in signature.parameters]
    return strategy_for(triple).function_abi(parameters, value_shape(signature.result), Convention.C)


def our_signature(signature: Signature, triple: str) -> tuple[str, tuple[str, ...]]:
    """The result and the parameters, spelled as `read_signatures` does."""
    builder = IrBuilder(checks=True)

    def types(shape: Shape) -> ValueTypes:
        memory = _memory_type(shape, builder)
        return ValueTypes(builder.types.i1 if shape == "bool" else memory, memory)

    abi = our_abi(signature, triple)
    lowered = lower_signature(
        abi, [types(each) for each in signature.parameters], types(signature.result), builder, OptLevel.NONE
    )
    return _spelled(lowered, isinstance(abi.result.passing, Sret), builder)


def _memory_type(shape: Shape, builder: IrBuilder) -> TypeId:
    if isinstance(shape, str):
        scalar = SCALARS[shape][1]
        types = builder.types
        special = {Scalar.F32: types.float, Scalar.F64: types.double, Scalar.POINTER: types.ptr}
        return special.get(scalar) or types.integer(8 * scalar.size)
    return builder.types.struct([_memory_type(field, builder) for field in shape])


def _spelled(lowered: LoweredSignature, has_sret: bool, builder: IrBuilder) -> tuple[str, tuple[str, ...]]:
    result = _flattened(builder.types.spelling(lowered.result))
    result = " ".join(filter(None, (result, lowered.result_attributes.extension)))
    parameters: list[str] = []
    for ir_type, attributes in zip(lowered.parameters, lowered.parameter_attributes, strict=True):
        kept: set[str] = set(filter(None, (attributes.extension,)))
        if attributes.sret is not None:
            kept |= {"sret", f"align {attributes.alignment}"}
        if attributes.byval is not None:
            kept |= {"byval", f"align {attributes.alignment}"}
        if attributes.stack_alignment is not None:
            kept.add(f"alignstack({attributes.stack_alignment})")
        parameters.append(" ".join([_flattened(builder.types.spelling(ir_type)), *sorted(kept)]))
    assert has_sret == any("sret" in parameter for parameter in parameters)
    return result, tuple(parameters)
