"""Where did I say that?

Full-text search inside the vault.

Terms:
    query: what she types (docs/search.md); its tree says the same, and text and tree become each other.
    term: a piece of text that the index knows; `find.terms` decides what one is, in every script.
    index: two FTS5 tables in the vault's database, of the entries and of the trash; no text, only terms.
    hit, snippet: an entry that was found, and the stretch of its text that shows why.

Invariants:
    The index follows the vault's change feed and can be made anew at any time; rebuilt, it finds the same.
    No word of a purged entry is left in it. Nothing a person typed is read as SQL or as a query of FTS5.
"""
