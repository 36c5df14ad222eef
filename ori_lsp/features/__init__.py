"""What the server can do: one module per feature."""

from ori_lsp.features import (
    code_actions,
    definition,
    diagnostics,
    document_symbols,
    hover,
    lifecycle,
    llvm_ir,
    synchronization,
)
from ori_lsp.server import OriLanguageServer


def register_features(server: OriLanguageServer) -> None:
    """Registers every feature with a server."""
    lifecycle.register(server)
    publisher = diagnostics.register(server)
    synchronization.register(server, publisher)
    hover.register(server)
    definition.register(server)
    document_symbols.register(server)
    code_actions.register(server)
    llvm_ir.register(server)
