"""`python -m goldseam` is the command."""

from goldseam.command.main import main

raise SystemExit(main())
