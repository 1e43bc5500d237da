"""What is readable, or is to outlive the vault, lies outside it."""

import os

from goldseam.words.problem import Misused


def lies_inside(folder: str, path: str) -> bool:
    """Whether `path`, through whatever links, is the folder of a vault or lies in it."""
    inside = os.path.realpath(folder)
    return os.path.commonpath((inside, os.path.realpath(path))) == inside


def refuse_inside(folder: str, path: str) -> None:
    """Raises Misused: something readable would be written into the vault in `folder`."""
    if lies_inside(folder, path):
        raise Misused(
            f"{path} lies inside the vault, where everything is encrypted, and this would be readable",
            safe="nothing was written",
            next="name a folder outside it",
            code="desk.inside-vault",
        )
