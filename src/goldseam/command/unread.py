"""How much has not been read yet: said beside every answer that rests on reading."""

from goldseam.command.rendering import counted
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.read.due import pending


def note_unread(desk: Desk, terminal: Terminal) -> None:
    """Tells the person when entries wait to be read, for then the answer is not all there is."""
    left = pending(desk.vault)
    if left:
        terminal.note(f"{counted(left, 'entry', 'entries')} not read yet, so this may not be all: goldseam read --all")
