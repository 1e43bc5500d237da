"""What was it like?

Looks back, only when she asks: her own words, dated, and never a verdict; and lets people and times rest.

Terms:
    rest: a rule that somebody, a place, a time, a thread or an entry is not to be met; `words.rest` says what it hides.
    sight: what may be seen for a purpose (`keep.sights`); whoever reads entries for her eyes needs one.
    quotation: words of an entry, at their exact place, with their day; the only thing an answer is made of.
    keepsake: what she made here herself: a rest, a thread, a decision card, a letter, a check-in.

Invariants:
    What a sight does not show is dropped before anything is counted, ranked or drawn.
    No sentence about her life is made here.
"""
