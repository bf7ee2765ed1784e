"""`python -m kiemdiem`: the same as the `kiemdiem` command."""

import sys

from kiemdiem.cli import main

if __name__ == "__main__":  # a server's processes read this module again
    sys.exit(main())
