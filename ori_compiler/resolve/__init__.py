"""Item trees, module graph, imports, scopes, name lookup."""
