"""`python -m ori_compiler` is `oric`."""

import sys

from ori_compiler.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
