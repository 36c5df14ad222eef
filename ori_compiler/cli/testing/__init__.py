"""`oric test`: the command, its options, and how it tells what happened."""
