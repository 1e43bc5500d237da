"""Importers: one file per source format, all of one shape.

An importer reads lazily and in bounded memory, yields one `Incoming` or `Problem` per record in the order of the
source, and goes on after a record that makes no sense. What concerns the whole source (a wrong password, a zip file
that is none) is raised as a Problem before the first record.
"""

from typing import Protocol

from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import Arriving, Circumstances


class Importer(Protocol):
    """What every module in this folder offers.

    Attributes:
        FORMAT: what it is called in reports.
    """

    @property
    def FORMAT(self) -> str:  # noqa: N802 - a module's constant
        """See the class."""

    def recognises(self, glimpse: Glimpse) -> bool:
        """Whether this importer reads such a source, judged by what is in it."""

    def takes(self, glimpse: Glimpse, name: str) -> bool:
        """Whether a file of a folder that it reads is a record of its own, or stands beside one as its photos do."""

    def records(self, glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
        """The records of a source it recognises."""
