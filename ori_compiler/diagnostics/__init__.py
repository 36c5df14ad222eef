"""Diagnostic, IntoDiagnostic, PhaseErrors, ErrorGuaranteed, the code catalogue, renderers."""
