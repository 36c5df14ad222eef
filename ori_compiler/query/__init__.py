"""The incremental engine; `ori_compiler.query.engine` explains it."""
