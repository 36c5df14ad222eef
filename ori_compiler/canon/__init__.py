"""Canonical IR, lowering, decision trees, exhaustiveness, constant folding."""
