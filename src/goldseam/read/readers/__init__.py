"""One file for each type of finding; each has `read(passage)`, which adds to it."""
