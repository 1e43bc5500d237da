"""`python -m goldseam` is the command."""

from goldseam.command.main import main

main()
