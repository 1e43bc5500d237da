"""What can she do, from a terminal?

The only room that asks, prints and reads the environment, with page. Answers go to stdout, everything else to stderr.
`main` finds the command by its first word; a module per command holds its `COMMAND` (what it takes, from which the
help, the completions and the manual page are made) and `run(arguments, terminal)`.
"""
