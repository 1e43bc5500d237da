"""How do I come in, and how do I leave?

Terms:
    source: a file or a folder that another journal, or an earlier goldseam, left.
    importer: one source format, read lazily: each record becomes an `Incoming` or a `Problem`, never an end.
    note: what was decided for a record that its source left open, such as which day it belongs to.
    intake: incoming records become entries of the vault; the same source twice adds nothing.
    exporter: entries become files that anybody can read (spec/export.md).

What comes from a source is not trusted: its size, its depth and its names are bounded, nothing in it is run, and
nothing is ever unpacked to disk.
"""
