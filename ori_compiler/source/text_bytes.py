"""The bytes of texts, where these need not be UTF-8."""


def bytes_of(text: str) -> bytes:
    """The UTF-8 of a text. Where it stands for other bytes, as Python's `surrogateescape` has them, these."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")
