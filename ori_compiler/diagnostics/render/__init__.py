"""Diagnostics as text: for a terminal, and for machines as JSON lines, SARIF and GitHub workflow commands."""
