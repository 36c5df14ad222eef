"""Calling conventions as data and rules, without LLVM."""
