"""Her own people and plan: a text she may write for a hard hour, first on the Help page while the vault is open."""

from goldseam.keep.vault import Vault
from goldseam.words.problem import Misused

SETTING = "help_plan"
CHARACTERS_MAX = 20_000


def load_plan(vault: Vault) -> str:
    """The text; empty where there is none."""
    kept = vault.setting(SETTING, "")
    return kept if isinstance(kept, str) else ""


def save_plan(vault: Vault, text: str, *, now_ms: int) -> None:
    """Keeps another text, or none; it travels with the vault. Raises Misused: it is longer than twenty pages."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > CHARACTERS_MAX:
        raise Misused(
            "the plan is longer than can be kept there",
            safe="the plan that was there before is as it was",
            next="keep what is long as an entry, and the most important here",
            code="write.plan-too-long",
        )
    if text != load_plan(vault):
        vault.set_setting(SETTING, text, now_ms=now_ms)
