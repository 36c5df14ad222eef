"""How an editor stops an answer that nobody waits for any more.

`CompilerDatabase.engine` has `cancel`, which any thread may call, and `resume`. What is being computed then ends with
`Cancelled` at its next query, and leaves the database as it was, with everything computed so far.
"""

from ori_compiler.query.errors import Cancelled

__all__ = ["Cancelled"]
