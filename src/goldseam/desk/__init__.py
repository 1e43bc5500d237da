"""The desk: opens a vault, seats the rooms round it, owns the clock and the configuration.

It holds rooms (`desk.entries.add(…)`) and does not forward their methods. What the doors must never forget when more
than one room takes part (saving while locked, removing for good) stands here.
"""
