"""How a passage of hers looks in a terminal: her sentence, and dimly what stands around it."""

from goldseam.command.rendering import ID_SHOWN, day_text
from goldseam.command.terminal import Terminal
from goldseam.words.quotation import Quotation


def passage_line(said: Quotation, around: Quotation, terminal: Terminal) -> str:
    """A line with the entry's id, its day and the passage, styled and safe."""
    head = f"{terminal.style(said.entry[:ID_SHOWN], 'dim')}  {day_text(said.day):>15}  "
    return head + passage_text(said, around, terminal)


def passage_text(said: Quotation, around: Quotation, terminal: Terminal) -> str:
    """A sentence within what stands around it, on one line, styled and safe."""
    before = around.words[: said.quote.span.start - around.quote.span.start]
    after = around.words[said.quote.span.end - around.quote.span.start :]
    dim = [terminal.style(terminal.shown(" ".join(part.split())), "dim") for part in (before, after)]
    middle = terminal.shown(" ".join(said.words.split()))
    return " ".join(part for part in (dim[0], middle, dim[1]) if part)
