"""How can a file say where it was taken?

One file per format. Each has `blank(window) -> bool`: it takes the place out of a stretch of bytes, in place, without
moving anything else, and says whether there was one. What stands in a file is not trusted: every offset is clipped to
the window it came from, every loop ends after a number of steps that the size of the window bounds, and what cannot
be understood is left as it is.

Terms:
    window: a stretch of a file, read and overwritten by offsets of its own; changes lie over the file, in memory.
    file: the window from which a format counts its offsets; for a film inside a photo that is the film.
"""
