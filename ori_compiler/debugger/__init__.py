"""Debugging: the interpreter, watched. It rests where somebody wants to look, and tells what is there."""
