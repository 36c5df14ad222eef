"""What the server can do: one module per feature."""

from ori_lsp.features import (
    code_actions,
    code_lenses,
    completion,
    definition,
    diagnostics,
    document_highlight,
    document_links,
    document_symbols,
    file_operations,
    folding,
    formatting,
    generated_code,
    hierarchies,
    hover,
    inlay_hints,
    lifecycle,
    linked_editing,
    navigation,
    references,
    rename,
    run_test,
    selection_ranges,
    semantic_tokens,
    signature_help,
    status,
    synchronization,
    tests,
    workspace,
    workspace_diagnostics,
    workspace_symbols,
)
from ori_lsp.server import OriLanguageServer


def register_features(server: OriLanguageServer) -> None:
    """Registers every feature with a server."""
    publisher = diagnostics.register(server)
    lifecycle.register(server, publisher)
    workspace_diagnostics.register(server, publisher)
    synchronization.register(server, publisher)
    file_operations.register(server, publisher)
    workspace.register(server, publisher)
    hover.register(server)
    definition.register(server)
    document_symbols.register(server)
    code_actions.register(server)
    formatting.register(server)
    generated_code.register(server)
    completion.register(server)
    signature_help.register(server)
    inlay_hints.register(server)
    references.register(server)
    document_highlight.register(server)
    rename.register(server)
    semantic_tokens.register(server)
    folding.register(server)
    selection_ranges.register(server)
    document_links.register(server)
    navigation.register(server)
    workspace_symbols.register(server)
    hierarchies.register(server)
    code_lenses.register(server)
    run_test.register(server)
    tests.register(server)
    linked_editing.register(server)
    status.register(server)
