"""The compiler's queries: which phase runs on what, and what each result depends on.

`file_text → items → item_syntax(item) → header(item) → scope(module) → signature(item) → typed_body(item) →
canonical_function(item) → arc_function(item)`. Bodies depend on signatures, never on other bodies; positions
are read only at the edge.
"""

from ori_compiler.database.compiler import CompilerDatabase

__all__ = ["CompilerDatabase"]
