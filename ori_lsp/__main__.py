"""`python -m ori_lsp`."""

import sys

from ori_lsp.main import main

if __name__ == "__main__":
    sys.exit(main())
