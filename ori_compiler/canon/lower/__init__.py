"""From a checked body to canonical IR."""

from ori_compiler.canon.lower.body import Canonical, canonicalize

__all__ = ["Canonical", "canonicalize"]
