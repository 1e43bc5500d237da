"""The lines of the Help page: bundled, by country, each with its source and when it was compared with it."""

import os
import tomllib
from datetime import date
from functools import cache
from typing import Any, NamedTuple

FILE = os.path.join(os.path.dirname(__file__), "help_lines.toml")
DIRECTORIES = ("findahelpline.com", "befrienders.org")  # shown as text: the page asks nobody anything
CALL, TEXT = "call", "text"
COPY, LIVE = "copy", "live"


class Checked(NamedTuple):
    """Where a number comes from.

    Attributes:
        source: the address of the page that says it.
        day: when it was compared with that.
        against: COPY, a stored copy of that page, or LIVE.
    """

    source: str
    day: date
    against: str

    @property
    def host(self) -> str:
        """The name of the source as a person says it."""
        return self.source.partition("://")[2].partition("/")[0].removeprefix("www.")


class Line(NamedTuple):
    """Somebody who listens.

    Attributes:
        name: as they call themselves.
        number: as their source writes it.
        by: CALL, TEXT or both.
        always: day and night.
        free: from any telephone of that country.
        checked: where it comes from.
    """

    name: str
    number: str
    by: tuple[str, ...]
    always: bool
    free: bool
    checked: Checked


class Country(NamedTuple):
    """What is known of a country.

    Attributes:
        emergency: for when somebody is in danger now; empty where no source was found.
        checked: where that comes from.
        lines: who listens.
    """

    emergency: str
    checked: Checked | None
    lines: tuple[Line, ...]


@cache
def countries() -> dict[str, Country]:
    """Every country that has a line with a source, by its ISO 3166 code."""
    with open(FILE, "rb") as file:
        return {code: _country(told) for code, told in tomllib.load(file).items()}


def _country(told: dict[str, Any]) -> Country:
    emergency = told.get("emergency")
    lines = tuple(
        Line(one["name"], one["number"], tuple(one["by"]), one["always"], one["free"], _checked(one))
        for one in told["lines"]
    )
    return Country(emergency["number"] if emergency else "", _checked(emergency) if emergency else None, lines)


def _checked(told: dict[str, Any]) -> Checked:
    return Checked(told["source"], told["checked"], told["against"])
