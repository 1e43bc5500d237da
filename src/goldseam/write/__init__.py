"""How does a thought become an entry?

Terms:
    content: what she can change of an entry; saving it makes a revision.
    base: the heads somebody saw when beginning to change; what changed since is merged, never overwritten.
    draft: what is on the page before it is an entry, saved inside the vault.
    arrival: an entry that was left in the inbox while the vault was locked.
"""
