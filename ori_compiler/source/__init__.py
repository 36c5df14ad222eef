"""Text, spans, line index, and the workspace's files as inputs (no phase does I/O itself)."""
