"""How moments and amounts are said on the pages of the settings."""

from goldseam.page.languages import Language
from goldseam.words.day import local_time

LANGUAGE_NAMES = {"": "", "en": "English", "es": "Español"}  # each in itself, as whoever looks for it reads it

KIND_NAMES = {
    "goldseam": "goldseam",
    "dayone": "Day One",
    "dayone-classic": "Day One Classic",
    "jrnl-json": "jrnl, JSON",
    "jsonlines": "JSON Lines",
    "jrnl": "jrnl",
    "markdown": "Markdown",
}


def day_and_clock(language: Language, at: int, zone: str) -> str:
    """A moment, milliseconds since 1970, as she says it."""
    local = local_time(at, zone)
    return f"{language.day(local.date().isoformat(), 'long')}, {language.clock(local)}"
