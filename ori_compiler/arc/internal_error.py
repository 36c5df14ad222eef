"""The error that says the compiler itself is wrong."""


class InternalError(Exception):
    """A pass met or made IR that breaks the rules: never a mistake in the user's program."""
