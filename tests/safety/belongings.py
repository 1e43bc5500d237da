"""What she brings to the traced day: a photo, and journals of every kind that can be imported, each word marked."""

import hashlib
import io
import json
import plistlib
import random
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.exchange.jrnl_writing import lock_1, lock_2, lock_3
from tests.safety.canaries import word

PLACE = "jyquvexothbay"
PASSPHRASE = "kwyxaporuqla and three more words"
CHANGED_PASSPHRASE = "mogwyxarufepo and two other words"
PASSWORD = "gufyxoqarelit"
LATITUDE = (48.0, 12.0, 29.517)


class Belonging(NamedTuple):
    """A journal to import: its file or folder, and the options it needs."""

    path: Path
    options: tuple[str, ...] = ()


def photo(seed: int) -> bytes:
    """A photo of noise, so that any piece of it is like no other, that says where it was taken."""
    tags = Image.Exif()
    tags[0x8825] = {0: b"\2\3\0\0", 1: "N", 2: LATITUDE, 3: "E", 4: (16.0, 22.0, 25.7), 27: PLACE}
    tags[0x9286] = word("comment")
    noise = Image.frombytes("RGB", (256, 192), random.Random(seed).randbytes(256 * 192 * 3))
    target = io.BytesIO()
    noise.save(target, "JPEG", exif=tags)
    return target.getvalue()


def latitude_bytes() -> bytes:
    """Where the photo was taken as its EXIF says it: degrees, minutes, seconds, each a fraction."""
    return struct.pack(">6I", 48, 1, 12, 1, 29517, 1000)


def journals(folder: Path) -> dict[str, Belonging]:
    """One of each kind, by kind."""
    folder.mkdir()
    secret = folder / "password"
    secret.write_text(PASSWORD)
    locked = ("--password-file", str(secret))
    found = {
        "jsonlines": Belonging(_file(folder / "lines.jsonl", _json_lines())),
        "markdown": Belonging(_markdown(folder / "notes")),
        "jrnl": Belonging(_file(folder / "jrnl.txt", _jrnl("plain"))),
        "jrnl folder": Belonging(_file(folder / "jrnl" / "2024" / "05" / "02.txt", _jrnl("folder")).parents[2]),
        "jrnl json": Belonging(_file(folder / "jrnl.json", _jrnl_json())),
        "day one": Belonging(_file(folder / "dayone.json", _day_one(word("dayone")))),
        "day one zip": Belonging(_day_one_zip(folder / "dayone.zip")),
        "day one classic": Belonging(_day_one_classic(folder / "Journal.dayone")),
    }
    for version, lock in {"v1": lock_1, "v2": lock_2, "v3": lock_3}.items():
        found[f"jrnl {version}"] = Belonging(
            _file(folder / f"jrnl-{version}", lock(_jrnl(version).encode(), PASSWORD)), locked
        )
    return found


def _file(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _letters(name: str) -> str:
    return "".join(c for c in name.translate(str.maketrans("123", "abc")) if c.isalpha())


def _json_lines() -> str:
    record = {"date": "2024-05-01", "title": word("linetitle"), "text": word("linetext"), "tags": [word("linetag")]}
    return json.dumps(record | {"mood": word("linemood")}) + f'\n["{word("noobject")}"]\n{{"text": "{word("cutoff")}\n'


def _markdown(folder: Path) -> Path:
    text = f"---\ndate: 2024-05-03\ntags: [{word('marktag')}]\n---\n# {word('marktitle')}\n\n{word('marktext')}\n"
    return _file(folder / f"{word('markfile')}.md", text).parent


def _jrnl(name: str) -> str:
    # Bare and bracketed dates are both jrnl's; version 1 wrote them bare.
    date = "2024-05-04 10:00" if name == "v1" else "[2024-05-04 10:00]"
    lines = (f"{word(_letters(name))} said line {i} of @{word('atname')}" for i in range(40))
    return f"{date} {word('jrnltitle')}\n" + "\n".join(lines) + "\n"


def _jrnl_json() -> str:
    entry = {"title": word("jsontitle"), "body": word("jsonbody"), "date": "2024-05-05", "time": "10:00", "tags": []}
    return json.dumps({"tags": {}, "entries": [entry | {"starred": False}]})


def _day_one(text: str, photos: tuple[dict[str, str], ...] = ()) -> str:
    uuid = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()
    entry = {"uuid": uuid, "creationDate": "2024-05-06T10:00:00Z", "timeZone": "Europe/Lisbon", "text": text}
    return json.dumps({"metadata": {"version": "1.0"}, "entries": [entry | {"photos": list(photos)}]})


def _day_one_zip(path: Path) -> Path:
    data = photo(2)
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        named = {"md5": md5, "type": "jpeg", "identifier": "A" * 32}
        target.writestr(
            "Journal.json", _day_one(word("zipped") + "\n\n![](dayone-moment://" + "A" * 32 + ")", (named,))
        )
        target.writestr(f"photos/{md5}.jpeg", data)
    return path


def _day_one_classic(folder: Path) -> Path:
    entry = {"Entry Text": word("classic"), "Creation Date": datetime(2024, 5, 7, 10, tzinfo=UTC).replace(tzinfo=None)}
    uuid = "B" * 32
    _file(folder / "entries" / f"{uuid}.doentry", plistlib.dumps(entry | {"UUID": uuid, "Tags": [word("classictag")]}))
    _file(folder / "photos" / f"{uuid}.jpg", photo(3))
    return folder
