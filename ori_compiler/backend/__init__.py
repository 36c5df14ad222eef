"""From LLVM IR to something that runs: object code, JIT, programs."""
