"""The interpreter over canonical IR: the semantic oracle."""
