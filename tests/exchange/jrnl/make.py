"""Writes what lies beside it, with the real jrnl: `PYTHON tests/exchange/jrnl/make.py FOLDER`, PYTHON one that has it.

Each journal is written through jrnl's own command and encrypted by its own classes; `said.json` is what `jrnl --format
json` says of each. Never run by the suite: what jrnl 4 wrote stays what every later goldseam must read.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

PASSWORD = "only for a test"
ENTRIES = (
    "2023-12-31 23:58: The last one of the year. Rain on the tin roof.",
    "2024-01-01 08:15: New coat! It has pockets. Both of them. @winter",
    "2024-02-29 12:00: *A day for free.\nSwim, then soup with @Anna.\n\n- [ ] buy bread\n[1] a footnote",
    "2024-03-31 00:59: What is it? The hour that was not. #clocks",
    "2024-06-13 19:20: Sardinhas, música, e a @zé a rir. ❤️ 友達と",
    "2024-07-01 07:00: Talk\n[x] bought milk\n2024-01-01 10:00 without brackets",
    "2024-07-01 07:05: Only a title",
    "2024-10-27 03:00: Two in one @tea @tea and @anna-maria. A mail to x@example.org. *",
)
SHAPES = {
    "plain": {"timeformat": "%F %R", "tagsymbols": "@"},
    "half-day": {"timeformat": "%Y-%m-%d %I:%M %p", "tagsymbols": "@"},
    "american": {"timeformat": "%m/%d/%Y %I:%M:%S %p", "tagsymbols": "@#"},
    "german": {"timeformat": "%d.%m.%Y %H:%M", "tagsymbols": "@"},
    "wordy": {"timeformat": "%A, %d %B %Y %H:%M", "tagsymbols": "@"},
    "folder": {"timeformat": "%F %R", "tagsymbols": "@"},
    "old.dayone": {"timeformat": "%F %R", "tagsymbols": "@"},
}


def main(target: Path) -> None:
    """Makes every journal anew in an empty folder."""
    said: dict[str, object] = {}
    for name, shape in SHAPES.items():
        config = target / "config.yaml"
        journal = target / (name if shape and name in {"folder", "old.dayone"} else f"{name}.txt")
        if name in {"folder", "old.dayone"}:
            journal.mkdir()
        else:
            journal.touch()
        if name == "old.dayone":
            (journal / "entries").mkdir()
        settings = {
            "colors": {"body": "none", "date": "none", "tags": "none", "title": "none"},
            "default_hour": 9, "default_minute": 0, "editor": "", "encrypt": False, "highlight": False,
            "indent_character": "", "journals": {"default": {"journal": str(journal)}}, "linewrap": 79,
            "template": False, "version": "4.6", **shape,
        }  # fmt: skip
        config.write_text("---\n" + json.dumps(settings))  # YAML; as JSON alone it would be taken for that of jrnl 1
        for entry in ENTRIES:
            jrnl(config, "--import", stdin=written(entry))
        said[name] = json.loads(jrnl(config, "--format", "json"))
        if name == "plain":
            (target / "export.json").write_text(jrnl(config, "--format", "json"))
            lock(journal.read_text(), target)
        config.unlink()
    (target / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def written(entry: str) -> str:
    """As `--import` takes it."""
    date, time, rest = entry.split(" ", 2)
    return f"[{date} {time.removesuffix(':')}] {rest}\n"


def jrnl(config: Path, *words: str, stdin: str = "") -> str:
    """What jrnl prints."""
    program = str(Path(sys.executable).parent / "jrnl")
    done = subprocess.run(
        [program, "--config-file", str(config), *words],
        input=stdin, capture_output=True, encoding="utf-8", check=True, env=os.environ | {"TZ": "Europe/Lisbon"},
    )  # fmt: skip
    return done.stdout


def lock(text: str, target: Path) -> None:
    """The same journal as this jrnl encrypts it: 4.1 in the second way, 4.6 in the third."""
    number = 3 if find_spec("jrnl.encryption.Jrnlv3Encryption") else 2
    kind = import_module(f"jrnl.encryption.Jrnlv{number}Encryption")
    made = getattr(kind, f"Jrnlv{number}Encryption")("default", {"encrypt": True})
    made.password = PASSWORD
    (target / f"locked-{number}.txt").write_bytes(made.encrypt(text))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
