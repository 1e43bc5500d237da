"""What is in this entry?

Reads a text on this machine and marks what stands in it, as her own words at their exact place; would rather be silent
than wrong. No text is altered, nothing is generated.

Terms:
    passage: a text being read, cut into sentences and words, with what was found in it so far.
    reader: a function that adds findings of one type to a passage; `pipeline` orders them by what they need.
    evidence: what the encoder makes of a passage: probabilities of labels for its tokens and sentences. May be absent.
    source: the rule that found something; `confidence` says how often each was right where that was measured.
    registry: who she has said somebody is; it lies in the vault.

Invariants:
    `text[start:end] == quote` for every finding; the type makes any other impossible.
    A passage in a language without rules has no findings. Without the model file the rules still read.
"""
