"""The settings there are: what they mean, what they may be, what they are unless she says otherwise."""

from typing import NamedTuple

from goldseam.keep.vault import Vault
from goldseam.words.day import DAY_START_HOUR
from goldseam.words.problem import Misused


class Setting(NamedTuple):
    """A setting.

    Attributes:
        usual: its value unless she gives another.
        meaning: half a sentence.
        lowest, highest: of a number; a text has none.
    """

    usual: int | str
    meaning: str
    lowest: int = 0
    highest: int = 0


BESIDE, OFF = "beside", "off"  # what backup_folder may be but for a folder

SETTINGS = {
    "day_start_hour": Setting(DAY_START_HOUR, "until this hour the night belongs to the day before", 0, 12),
    "lock_after_minutes": Setting(15, "the vault locks after so long without a command; 0 is never", 0, 1440),
    "read_in_background": Setting(1, "read entries while the vault is open and you are not writing; 0 is never", 0, 1),
    "check_in": Setting(0, "whether there is a check-in, two sliders and a word, once a day; 0 is off", 0, 1),
    "around_numbers": Setting(1, "whether words may be counted around a date you set; 0 is never", 0, 1),
    "backup_folder": Setting(BESIDE, "where backups are made by themselves: a folder, beside the vault, or off"),
    "backup_every_days": Setting(1, "when something changed, a backup is due so many days after the last", 1, 365),
}
TEXT_MAX = 4096


def setting_of(vault: Vault, name: str) -> int | str:
    """The value in force; what is not one (written by a newer goldseam) counts as the usual one."""
    setting = SETTINGS[name]
    value = vault.setting(name, setting.usual)
    if isinstance(value, str) and isinstance(setting.usual, str):
        return value
    if isinstance(value, int) and not isinstance(setting.usual, str) and setting.lowest <= value <= setting.highest:
        return value
    return setting.usual


def parse_setting(name: str, text: str) -> int | str:
    """The value in `text`.

    Raises: Misused: the setting cannot be that.
    """
    setting = SETTINGS[name]
    if isinstance(setting.usual, str):
        return text[:TEXT_MAX]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1  # noqa: PLR2004 - beyond any
    if not setting.lowest <= number <= setting.highest:
        raise Misused(
            f"{name} is a number from {setting.lowest} to {setting.highest}",
            safe="nothing was changed",
            next=f"goldseam settings {name} {setting.usual}",
            code="desk.setting-out-of-range",
        )
    return number
