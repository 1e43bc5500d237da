"""What a revision changed besides the words."""

from typing import NamedTuple

from goldseam.command.rendering import clock_text, day_text
from goldseam.words.entry import Content


class Change(NamedTuple):
    """One thing that is otherwise than it was, as people read it; empty where there was, or is, none."""

    what: str
    old: str
    new: str


def changes(before: Content, after: Content) -> list[Change]:
    """What differs of two contents, but for their texts."""
    pairs = zip(_said(before), _said(after), strict=True)
    return [Change(what, old, new) for (what, old), (_, new) in pairs if old != new]


def _said(content: Content) -> list[tuple[str, str]]:
    when = " ".join(part for part in (day_text(content.day, content.written_at), clock_text(content)) if part)
    return [
        ("title", content.title),
        ("date", when),
        ("notebook", content.journal),
        ("tags", " ".join(f"#{tag}" for tag in content.tags)),
        ("star", "starred" if content.starred else ""),
        ("files", ", ".join(attachment.name for attachment in content.attachments)),
        ("trash", "in the trash" if content.trashed else ""),
    ]
