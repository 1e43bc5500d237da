"""An editor that behaves as editors do: copies of the text beside it, under names of its own, and one left behind.

    editor.py [OPTION …] FILE

It adds the words in the file EDITOR_WRITES to FILE, and waits for a line when EDITOR_WAITS is set.
"""

import os
import sys
from pathlib import Path


def main(path: str) -> None:
    file = Path(path)
    text = file.read_text() + Path(os.environ["EDITOR_WRITES"]).read_text()
    for beside in (f".{file.name}.swp", f"{file.name}~", f"#{file.name}#", "4913"):
        (file.parent / beside).write_text(text)
    file.write_text(text + "\n")
    (file.parent / "4913").unlink()
    if os.environ.get("EDITOR_WAITS"):
        sys.stdout.write("the editor waits\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[-1])
