"""Where things lie on this machine: the vault, what is remembered outside it, the agent's socket."""

import os


def vault_folder(named: str | None) -> str:
    """The vault: what --vault names, else GOLDSEAM_VAULT, else the usual place for a person's data."""
    folder = named or os.environ.get("GOLDSEAM_VAULT")
    if folder:
        return os.path.abspath(os.path.expanduser(folder))
    return os.path.join(_user_folder("XDG_DATA_HOME", ".local/share", "user_data_dir"), "vault")


def config_folder() -> str:
    """What goldseam remembers outside any vault; nothing in it is secret."""
    return _user_folder("XDG_CONFIG_HOME", ".config", "user_config_dir")


def pins_folder() -> str:
    """The inbox recipients of the vaults that were open here."""
    return os.path.join(config_folder(), "pins")


def runtime_folder() -> str:
    """Where the agent listens: the login's own folder in memory, else one for this user in the temporary folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.path.isdir(runtime):
        return os.path.join(runtime, "goldseam")
    return os.path.join(os.environ.get("TMPDIR") or "/tmp", f"goldseam-{os.getuid()}")  # noqa: S108 - made and checked by the agent


def _user_folder(variable: str, usual: str, function: str) -> str:
    if os.path.isdir("/proc"):
        # Linux: what platformdirs would say, without the 20 ms of importing it.
        base = os.environ.get(variable) or os.path.join(os.path.expanduser("~"), usual)
        return os.path.join(base, "goldseam")
    import platformdirs

    return str(getattr(platformdirs, function)("goldseam", appauthor=False))
