"""When? The grammar of times: from words to TIMEX3, the interval it covers, and what it was counted from.

A text is cut into tokens; each token has the *kinds* the language's file gives it (`month`, `unit`, `part` …), and the
kinds in a row decide which rule reads it. A rule of the file says what its row *means* by the name of a function, which
knows calendars and no language. Another language is another file beside `en.toml`.

Terms:
    row: the tokens as one string, a letter for each set of kinds, on which rules are regular expressions.
    meaning: a function from a matched row to a time, or to None where the words do not say enough.
    source: the reliability class of a rule (`time.weekday-past`); `confidence` says how often each was right.
    convention: a named window for words that have no edges (`after the summer`); proposed, never a value.

Invariants:
    Linear in the length of the text: no rule repeats without bound, no look around reaches farther than a window.
    Nothing raises for what stands in a text. `first` is before `end`; a day outside the years 1000 to 9999 is no day.
"""
