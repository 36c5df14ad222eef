"""The parts of an explanation."""

import re


def sections(text: str) -> dict[str, str]:
    """What stands below each heading."""
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    assert pieces[0] == "", "nothing stands before the first heading"
    return {heading: body.strip() for heading, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def programs(section: str) -> list[str]:
    """The `ori` blocks of a section."""
    return re.findall(r"^```ori\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)
