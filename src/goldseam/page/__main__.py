"""The page's server as a program of its own, started by `goldseam open`, which may not import it."""

import sys

from goldseam.page.serving import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
