"""The key slot whose secret the system's own keyring holds: opt-in, and the only import of `keyring`.

Whoever can read that keyring while she is logged in can open the vault; every unlock that used it says so.
"""

from contextlib import suppress
from typing import Any

from goldseam.keep.cipher import recipient_of
from goldseam.words.problem import Problem

SERVICE = "goldseam"
# Backends that put a secret into a readable file, or keep none at all, are no keyring.
_NO_KEYRINGS = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")


def offered() -> str:
    """How this system's keyring calls itself; empty where there is none to trust with a key."""
    try:
        return str(_keyring().get_keyring().name)
    except Exception:  # noqa: BLE001 - every backend raises what it likes; then it is not offered
        return ""


def entrust(vault_id: str, identity: str) -> str:
    """Gives an identity to the system's keyring; returns how that calls itself.

    Raises: Problem: there is none, it is none to trust, or it did not keep what it was given.
    """
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, vault_id, identity)
        kept = keyring.get_password(SERVICE, vault_id) == identity
    except Exception:  # noqa: BLE001 - every backend raises what it likes
        raise _refused("it refused what it was given") from None
    if not kept:
        raise _refused("it did not give back what it was given")
    return str(keyring.get_keyring().name)


def entrusted(vault_id: str) -> str | None:
    """The identity the keyring holds for a vault; None when it holds none, is locked, or there is no keyring."""
    try:
        identity = _keyring().get_password(SERVICE, vault_id)
        recipient_of(identity or "")
    except Exception:  # noqa: BLE001 - every backend raises what it likes; the passphrase is asked for then
        return None
    return str(identity)


def withdraw(vault_id: str) -> None:
    """Takes the identity out of the keyring, if it is there."""
    with suppress(Exception):  # the slot is gone, so what the keyring may still hold opens nothing
        _keyring().delete_password(SERVICE, vault_id)


def _keyring() -> Any:
    try:
        import keyring  # noqa: PLC0415 - an extra, for those who asked for it
    except ImportError:
        raise Problem(
            "the package that speaks to the system's keyring is not installed",
            safe="nothing was changed",
            next="pip install 'goldseam[keyring]'",
            code="keep.keyring-missing",
        ) from None
    backend = keyring.get_keyring()
    for each in getattr(backend, "backends", None) or [backend]:  # a chain writes into its first
        if type(each).__module__.startswith(_NO_KEYRINGS):
            raise _refused(f"{type(each).__module__} is no keyring that keeps a secret")
        break
    return keyring


def _refused(why: str) -> Problem:
    return Problem(
        f"the system's keyring cannot hold a key here: {why}",
        safe="nothing was changed; the passphrase and the paper key open the vault as before",
        next="go on with the passphrase: goldseam unlock; a keyring of the desktop must be open first",
        code="keep.keyring-refused",
    )
