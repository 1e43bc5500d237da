"""The command with a mistake of ours in it: saving an entry fails with an error that quotes the entry."""

from goldseam.command.main import main
from goldseam.write.entries import Entries


def stumble(_: Entries, content: object, **__: object) -> None:
    msg = f"cannot save {content}"
    raise ValueError(msg)


if __name__ == "__main__":
    Entries.add = stumble  # type: ignore[assignment,method-assign]  # that is the mistake
    main()
