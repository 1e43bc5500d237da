"""The page's server as a program of its own, started by `goldseam open`, which may not import it."""

import signal
import sys

# Until the server answers signals itself, Ctrl-C ends it without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from goldseam.page.serving import main  # noqa: E402 - after the line above

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
