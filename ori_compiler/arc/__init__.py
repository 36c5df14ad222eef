"""ARC IR, lowering, the typed pass pipeline, the verifier."""
