"""What she writes into the boxes of a form, kept as an unfinished page meanwhile (web/src/modules/unfinished.ts)."""

import re

from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.write.drafts import Draft

UNFINISHED = "unfinished"  # the field that names the draft of a form whose words end where it is sent
DRAFT = "draft"  # and of one whose words go on being a page
_ID = re.compile(r"[0-9a-f]{32}")


def let_go(asked: Asked, desk: Desk) -> None:
    """Forgets the draft of a form that was taken: its words are where it was sent. Never the change of an entry."""
    draft = draft_of(asked, desk, UNFINISHED)
    if draft is not None and draft.entry is None:
        desk.drafts.discard(draft.id)


def draft_of(asked: Asked, desk: Desk, field: str) -> Draft | None:
    """The draft that a form names; None where nothing was written yet."""
    named = asked.fields.get(field, "")
    return desk.drafts.of(named) if _ID.fullmatch(named) else None
