"""What do we call things?

Values only: nothing here does I/O, asks the clock or imports a third party.

Terms:
    entry: what was written for a moment; what is shown of it is a pure function of its revisions.
    revision: one immutable state of an entry, naming the revisions it follows as parents.
    head: a revision that no other revision names as parent; two heads are merged word by word when shown.
    content: what she can change of an entry: its text and what stands around it.
    day: the journal day an entry belongs to; one in the morning belongs to yesterday.
    problem: what happened, what is safe, what to do next.

Values are `NamedTuple`s and not dataclasses: importing `dataclasses` costs 20 ms (it loads `inspect`), a third of what
a whole command may take.
"""
