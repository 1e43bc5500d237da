"""How do words stay ours?

The encrypted vault: the only room that touches ciphers and SQLite.

Terms:
    vault: a folder: vault.json (public), vault.db (encrypted pages), inbox/, blobs/, log/.
    root, keys: 32 random bytes and what follows from them; a slot is the keys wrapped for one secret.
    record: one immutable fact (a revision, a setting, a purge), named by the hash of its bytes.
    inbox: entries sealed to the vault's public recipient while it is locked.
    log: the second copy of all records, as age files that `age` and `gunzip` read.

Invariants (spec/vault.md):
    One commit of the database, with `synchronous=FULL`, means saved. What was reported saved is there after a power
    cut. Nothing readable is written anywhere: no plaintext file, no temporary file, no journal outside the cipher.
"""
