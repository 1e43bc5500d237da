"""Before anything looks back for the first time: is there anyone, or any time, she would rather not meet?"""

from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.choosing import begin, has_begun
from goldseam.lookback.rule import new_rule
from goldseam.words.problem import Misused

QUESTION = (
    "Nothing here looks back unless you ask. Is there anyone, or any time, you would rather not meet?"
    " You can change this at any moment."
)


def ask_first_or_refuse(desk: Desk, terminal: Terminal) -> None:
    """Asks once, before something is chosen for her.

    Raises: Misused: she was never asked, and nobody may be asked here.
    """
    if ask_first(desk, terminal):
        return
    raise Misused(
        "the first time it is asked whom or when you would rather not meet, and nobody may be asked here",
        safe="nothing was shown",
        next="goldseam rest NAME for whom you would rather not meet, then goldseam look-back --begin",
        code="command.ask-first",
    )


def ask_first(desk: Desk, terminal: Terminal) -> bool:
    """Asks once, where somebody is there to be asked; returns whether she has been asked, now or before."""
    if has_begun(desk.vault):
        return True
    if not terminal.input_allowed:
        return False
    terminal.note(QUESTION)
    while name := terminal.ask("a name, or Enter for nobody: ").strip():
        try:
            desk.rests.begin(new_rule("person", now_ms=now_ms(), name=name), now_ms=now_ms())
        except Misused as problem:
            terminal.note(problem.happened)
        else:
            terminal.safe = "whom you named rests, and nothing was shown"
            terminal.note("rests quietly; goldseam rest says what rests, how deep, and takes places and days")
    begin(desk.vault, now_ms=now_ms())
    return True
