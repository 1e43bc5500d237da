"""jrnl: its file, its folder, encrypted in three ways, and its JSON."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import pytest

from goldseam.exchange import jrnl_text
from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.recognise import recognise
from goldseam.words.problem import Damaged, Misused, Problem, WrongKey
from goldseam.words.secret import Secret
from tests.contracts.importer import BAD, ImporterContract
from tests.exchange.diary import ZONE, Written
from tests.exchange.jrnl_writing import entries_text, json_entries, lock_1, lock_2, lock_3, said_by_jrnl

PASSWORD = "only for a test"


class JrnlContract(ImporterContract):
    """What holds for all of jrnl's shapes: minutes, no zone, no fields of one's own."""

    kind = "jrnl"
    seconds = False

    def limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jrnl_text, "RECORD_CHARS_MAX", 10_000)

    def said(self, written: Written) -> tuple[str, str]:
        return said_by_jrnl(written)

    def unknown(self, written: Written) -> dict[str, object]:
        return {}


class TestFile(JrnlContract):
    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "journal.txt"
        path.write_text(entries_text(diary), encoding="utf-8")
        return path


class TestFolder(JrnlContract):
    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        root = folder / "journal"
        for written in diary:
            day = root / (f"{written.at:%Y/%m/%d}.txt" if written is not BAD else "2024/02/31.txt")
            day.parent.mkdir(parents=True, exist_ok=True)
            with day.open("a", encoding="utf-8") as file:
                file.write(entries_text([written]))
        return root


class LockedContract(JrnlContract):
    """Encrypted."""

    circumstances = Circumstances(ZONE, password=Secret(PASSWORD.encode()))
    pattern: ClassVar[str] = "[%Y-%m-%d %H:%M] "

    @staticmethod
    def lock(plain: bytes, password: str) -> bytes:
        """As one version of jrnl did."""
        raise NotImplementedError

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "journal.txt"
        path.write_bytes(self.lock(entries_text(diary, self.pattern).encode(), PASSWORD))
        return path

    def test_the_password_is_asked_for_and_must_be_the_one(self, folder: Path) -> None:
        from tests.exchange.diary import DIARY

        source = recognise(str(self.write(folder, DIARY)))

        for password, code in ((None, "missing"), (Secret(b"another"), "wrong")):
            with pytest.raises(WrongKey) as caught:
                list(source.records(Circumstances(ZONE, password=password)))
            assert caught.value.code == f"exchange.password-{code}"


class TestLocked1(LockedContract):
    lock = staticmethod(lock_1)
    pattern = "%Y-%m-%d %H:%M "


class TestLocked2(LockedContract):
    lock = staticmethod(lock_2)


class TestLocked3(LockedContract):
    lock = staticmethod(lock_3)


class TestJson(JrnlContract):
    kind = "jrnl-json"

    def unknown(self, written: Written) -> dict[str, object]:
        return written.unknown

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        path = folder / "journal.json"
        with path.open("w", encoding="utf-8") as file:
            file.write('{\n  "tags": {},\n  "entries": [\n')
            for number, entry in enumerate(json_entries(diary)):
                file.write((",\n" if number else "") + json.dumps(entry, ensure_ascii=False))
            file.write("]}\n")
        return path


def read(path: Path, text: str | bytes, zone: str = ZONE) -> list[Incoming]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    records = list(recognise(str(path)).records(Circumstances(zone)))
    assert not [record for record in records if isinstance(record, Problem)]
    return [record for record in records if isinstance(record, Incoming)]


def clocks(records: list[Incoming]) -> list[str]:
    """The wall clock of each."""
    from goldseam.words.day import local_time

    return [
        f"{local_time(record.content.written_at, ZONE):%Y-%m-%d %H:%M:%S}"
        if record.content.clock
        else record.content.day
        for record in records
    ]


EVENINGS = [datetime.fromisoformat(f"2024-03-{said}:05") for said in ("01T09:05", "02T12:30", "13T00:07", "25T21:40")]


@pytest.mark.parametrize(
    "pattern",
    [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %I:%M %p",
        "%Y-%m-%d %I:%M:%S %p",
        "%m/%d/%Y %I:%M %p",
        "%d/%m/%Y %H:%M",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%y %H:%M",
        "%Y%m%d %H:%M",
        "%A, %d %B %Y %H:%M",
        "%b %d, %Y %I:%M%p",
        "%a %d %b %Y %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%H:%M %d.%m.%Y",
        "%Y-%m-%d",
        "%d.%m.%Y",
    ],
)
def test_each_way_of_writing_dates_is_seen(tmp_path: Path, pattern: str) -> None:
    journal = "".join(f"[{evening:{pattern}}] Title {n}\nBody of {n}.\n\n" for n, evening in enumerate(EVENINGS))

    records = read(tmp_path / "journal.txt", journal)

    assert [record.content.title for record in records] == [f"Title {n}" for n in range(4)]
    seconds = "%S" in pattern
    wanted = [evening if seconds else evening.replace(second=0) for evening in EVENINGS]
    has_clock = "%M" in pattern
    assert clocks(records) == [f"{at:%Y-%m-%d %H:%M:%S}" if has_clock else f"{at:%Y-%m-%d}" for at in wanted]
    assert not [note for record in records for note in record.notes if note == "date-order-guessed"]


def test_where_day_and_month_could_be_either_it_is_said(tmp_path: Path) -> None:
    records = read(tmp_path / "j", "[03/04/2024 10:00] One\n\n[05/06/2024 10:00] Two\n\n")

    assert clocks(records) == ["2024-04-03 10:00:00", "2024-06-05 10:00:00"]
    assert all("date-order-guessed" in record.notes for record in records)


def test_the_order_of_the_entries_decides_between_day_and_month(tmp_path: Path) -> None:
    records = read(tmp_path / "j", "[01/02/2024 10:00] One\n\n[01/03/2024 10:00] Two\n\n[02/01/2024 10:00] Three\n\n")

    assert clocks(records) == ["2024-01-02 10:00:00", "2024-01-03 10:00:00", "2024-02-01 10:00:00"]


def test_lines_that_look_like_the_head_of_an_entry_are_words(tmp_path: Path) -> None:
    body = (
        "[1] a footnote\n[2024] a year\n[26/11, 23:32] Anna: are you awake?\n[x] bought milk\n[ ] soup\n"
        "[2024-02-31 10:00] no such day\n [2024-01-01 10:00] indented\n2024-01-01 10:00 without brackets\n"
        "[https://example.org] a link\n[2024-01-01] another form of date"
    )
    records = read(tmp_path / "j", f"[2024-03-01 10:00] Talk\n{body}\n\n[2024-03-02 10:00] Next\n\n")

    assert [(record.content.title, record.content.text) for record in records] == [("Talk", body), ("", "Next")]


def test_tags_and_stars_are_where_jrnl_sees_them(tmp_path: Path) -> None:
    journal = (
        "[2024-03-01 10:00] Tea with @Anna *\nand @zé-maria, a mail to x@example.org, an @ alone\n\n"
        "[2024-03-02 10:00] 5 * 3 is fifteen\nno * here\n\n"
        "[2024-03-03 10:00] Only a title @tag. *\n\n"
    )

    records = read(tmp_path / "j", journal)

    assert [record.content.tags for record in records] == [("anna", "zé-maria"), (), ("tag",)]
    assert [record.content.starred for record in records] == [True, False, True]
    assert records[0].content.title == "Tea with @Anna"


def test_what_stands_before_the_first_date_is_not_lost(tmp_path: Path) -> None:
    records = read(tmp_path / "j", "A thought without a date.\n\n[2024-03-02 10:00] Next\n\n")

    assert [record.content.text for record in records] == ["A thought without a date.", "Next"]
    assert "dated-by-record-after" in records[0].notes
    assert records[0].content.day == "2024-03-02"


def test_windows_line_ends_and_a_byte_order_mark_are_no_words(tmp_path: Path) -> None:
    records = read(tmp_path / "j", b"\xef\xbb\xbf[2024-03-01 10:00] One *\r\nbody\r\n\r\n[2024-03-02 10:00] Two\r\n")

    assert [(r.content.title, r.content.text, r.content.starred) for r in records] == [
        ("One", "body", True),
        ("", "Two", False),
    ]


def test_the_same_journal_from_file_and_json_and_folder_is_one(tmp_path: Path) -> None:
    from tests.exchange.diary import DIARY

    made = []
    for contract in (TestFile(), TestFolder(), TestJson()):
        folder = tmp_path / type(contract).__name__
        folder.mkdir()
        source = recognise(str(contract.write(folder, [written for written in DIARY if not written.unknown])))
        made.append(
            {record.source_id for record in source.records(Circumstances(ZONE)) if isinstance(record, Incoming)}
        )

    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_an_entry_is_the_same_wherever_she_imports_it(tmp_path: Path, zone: str) -> None:
    there = read(tmp_path / "j", "[2024-03-01 23:30] One\n", zone=zone)
    here = read(tmp_path / "j", "[2024-03-01 23:30] One\n")

    assert [record.source_id for record in there] == [record.source_id for record in here]
    assert there[0].content.day == "2024-03-01"


@pytest.mark.parametrize("lock", [lock_1, lock_2, lock_3])
def test_an_encrypted_journal_that_was_altered_is_refused_or_told(
    tmp_path: Path, lock: Callable[[bytes, str], bytes]
) -> None:
    bare = lock is lock_1
    text = "".join(
        f"{'' if bare else '['}2024-03-{n:02} 10:00{'' if bare else ']'} Day {n}\nRain.\n\n" for n in range(1, 29)
    )
    whole = lock(text.encode(), PASSWORD)
    path = tmp_path / "journal.txt"
    circumstances = Circumstances(ZONE, password=Secret(PASSWORD.encode()))

    for at in range(0, len(whole), 109):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            records = list(recognise(str(path), kind="jrnl").records(circumstances))
        except (WrongKey, Damaged, Misused):
            continue
        assert bare, "two and three are authenticated"
        assert records


def test_what_is_no_journal_is_refused_in_three_parts(tmp_path: Path) -> None:
    for name, data in (
        ("empty", b""),
        ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("noise", bytes(range(255, -1, -1)) * 3 + b"odd"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Misused) as caught:
            list(recognise(str(tmp_path / name)).records(Circumstances(ZONE)))
        assert all((caught.value.happened, caught.value.safe, caught.value.next))


def test_a_journal_whose_dates_changed_their_form_keeps_its_entries_apart(tmp_path: Path) -> None:
    records = read(
        tmp_path / "j", "[2013-06-09 15:39] A one.\n\n[2013-06-10 15:39:22] B two.\n\n[2013-06-11 03:39 PM] C three\n"
    )

    assert [record.content.text for record in records] == ["A one.", "B two.", "C three"]
    assert clocks(records) == ["2013-06-09 15:39:00", "2013-06-10 15:39:22", "2013-06-11 15:39:00"]
