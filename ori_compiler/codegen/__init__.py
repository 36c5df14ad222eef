"""From ARC IR to LLVM IR."""
