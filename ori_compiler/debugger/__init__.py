"""Debugging: the interpreter, watched. It stops where somebody wants to look, and tells what is there."""
