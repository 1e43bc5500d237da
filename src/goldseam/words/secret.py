"""A secret does not show itself."""

from typing import NoReturn


class Secret:
    """Bytes that must not be printed, compared or stored by accident; `reveal` is the one way out."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """The bytes themselves. Careful: what is done with them is seen by nobody else."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> NoReturn:
        msg = "secrets are not compared"
        raise TypeError(msg)

    __hash__ = None  # type: ignore[assignment]  # what cannot be compared cannot be a key either

    def __reduce__(self) -> NoReturn:
        msg = "secrets are not pickled"
        raise TypeError(msg)
