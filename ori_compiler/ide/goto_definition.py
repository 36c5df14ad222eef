"""Go to definition.

Jumps from a name to its declaration: functions, methods, constants, types, traits, variants, fields, parameters,
locals, labels and imports; from an operator to the method that it stands for; from an import's path to the file; from
what the prelude provides to its declaration in the prelude.
On a declaration itself it answers with that declaration.
"""

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.declaration import DeclarationSite, declaration_of
from ori_compiler.ide.mention import mention_at
from ori_compiler.ide.position import absolute, place_at
from ori_compiler.source.span import Span


class Definition(msgspec.Struct, frozen=True):
    """The name that was asked about (absolute), and where it is declared."""

    origin: Span
    site: DeclarationSite


def goto_definition(database: CompilerDatabase, path: str, offset: int) -> Definition | None:
    """The declaration of the name at an offset; none if there is no name or it has no declaration."""
    place = place_at(database, path, offset)
    mention = mention_at(database, place) if place is not None else None
    if mention is None:
        return None
    origin, site = absolute(database, mention.at), declaration_of(database, mention.target)
    return Definition(origin, site) if origin is not None and site is not None else None
