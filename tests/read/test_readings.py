"""Readings lie in the vault, follow its words, go on where they were ended, and leave nothing of what is purged."""

from datetime import date
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.read.readings import Readings
from goldseam.words.entry import Entry
from tests.making import NOW, UNHIDDEN, ZONE, make_vault
from tests.read.small_reader import TEXT, SmallReader, follow, write


def types(desk: Desk, entry: Entry) -> list[tuple[str, str]]:
    entry = desk.vault.entry(entry.id) or entry
    return [(one.finding.type, one.finding.words) for one in desk.readings.standings(entry).here]


def rows(desk: Desk, table: str = "read_finding") -> int:
    row = desk.vault.database.one(f"select count(*) from {table}")
    return int(str(row[0])) if row else -1


def test_what_is_written_is_read_once_and_stands_where_it_was_found(desk: Desk) -> None:
    entry = write(desk, TEXT)
    reader = SmallReader()

    assert follow(desk, reader) == 1
    assert follow(desk, reader) == 0
    assert reader.read_texts == [TEXT]
    assert ("feeling", "furious") in types(desk, entry)
    stored = desk.readings.stored(entry.id)
    assert stored is not None
    assert (stored.revisions, stored.stamp, stored.read_at) == (entry.heads, "small/1", NOW)
    for standing in desk.readings.standings(entry).here:
        assert TEXT[slice(*standing.finding.span)] == standing.finding.words


def test_a_change_that_is_not_of_the_words_is_not_read_again(desk: Desk) -> None:
    entry = write(desk, TEXT)
    reader = SmallReader()
    follow(desk, reader)
    desk.entries.change(entry.id, now_ms=NOW + 1, starred=True)
    desk.entries.change(entry.id, now_ms=NOW + 2, tags=("a",))

    assert follow(desk, reader) >= 1
    assert len(reader.read_texts) == 1


def test_another_day_is_another_reading(desk: Desk) -> None:
    entry = write(desk, TEXT)
    reader = SmallReader()
    follow(desk, reader)
    desk.entries.change(entry.id, now_ms=NOW + 1, day="2024-05-02")
    follow(desk, reader)

    found = desk.vault.database.rows("select first from read_finding where type = 'time'")
    assert len(reader.read_texts) == 2
    assert [row[0] for row in found] == [date(2024, 5, 1).toordinal()]
    assert rows(desk, "read_reading") == 1


def test_a_newer_reader_reads_everything_again(desk: Desk) -> None:
    write(desk, TEXT)
    follow(desk)
    newer = SmallReader("2")

    assert follow(desk, newer) == 1
    assert newer.read_texts == [TEXT]


def test_it_goes_on_where_it_was_ended_the_newest_first(desk: Desk) -> None:
    for day in range(1, 8):
        write(desk, f"{TEXT} {day}", day=f"2024-03-0{day}")
    reader = SmallReader()
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(reader.read_texts) >= 3

    desk.readings.follow(reader, now_ms=lambda: NOW, stop=stop)

    assert [text[-1] for text in reader.read_texts] == ["7", "6", "5"]
    assert desk.readings.pending() == 4
    rest = SmallReader()
    follow(desk, rest)
    assert [text[-1] for text in rest.read_texts] == ["4", "3", "2", "1"]


def test_only_a_range_of_days_is_read_when_that_is_asked(desk: Desk) -> None:
    from goldseam.words.place import places_of_days

    for day in range(1, 5):
        write(desk, f"{TEXT} {day}", day=f"2024-03-0{day}")
    reader = SmallReader()

    desk.readings.follow(reader, now_ms=lambda: NOW, places=places_of_days("2024-03-02", "2024-03-03"))

    assert sorted(text[-1] for text in reader.read_texts) == ["2", "3"]
    assert desk.readings.pending() == 2


def test_an_entry_that_is_changed_while_it_is_read_is_read_again(desk: Desk) -> None:
    entry = write(desk, TEXT)
    other = desk

    class Interrupted(SmallReader):
        def read(self, text: str, *rest: object, **named: object) -> object:  # type: ignore[override]  # passed on as it came
            if not self.read_texts:
                other.entries.change(entry.id, now_ms=NOW + 5, text="Tom was furious.")
            return super().read(text, *rest, **named)  # type: ignore[arg-type]  # as above

    reader = Interrupted()
    follow(desk, reader)

    assert desk.readings.pending() == 1
    follow(desk, reader)
    assert reader.read_texts == [TEXT, "Tom was furious."]
    assert ("feeling", "furious") in types(desk, entry)
    assert desk.readings.pending() == 0


def test_the_trash_is_not_read_and_what_was_read_does_not_show(desk: Desk) -> None:
    entry = write(desk, TEXT)
    follow(desk)
    desk.entries.trash(entry.id, now_ms=NOW + 1)
    follow(desk)
    assert rows(desk) == 0
    reader = SmallReader()
    desk.entries.untrash(entry.id, now_ms=NOW + 2)
    follow(desk, reader)

    assert rows(desk) > 0
    assert reader.read_texts == []


def test_nothing_of_a_purged_entry_is_left_in_any_table(desk: Desk) -> None:
    entry = write(desk, TEXT)
    follow(desk)
    desk.judgements.accept(entry, "f1", now_ms=NOW)
    desk.purge([entry.id])
    follow(desk)

    assert [rows(desk, f"read_{name}") for name in ("reading", "finding", "who", "due")] == [0, 0, 0, 0]
    left = desk.vault.database.rows("select meta, body from record where kind = 'annotation'")
    assert left == [(None, None)]
    assert [one.entries for one in desk.registry.everybody(sight=UNHIDDEN)] == []


def test_a_word_said_elsewhere_of_a_purged_entry_is_emptied_when_it_arrives(tmp_path: Path, desk: Desk) -> None:
    entry = write(desk, TEXT)
    follow(desk)
    desk.judgements.accept(entry, "f1", now_ms=NOW)
    records = list(desk.vault.iter_records())
    other = make_vault(tmp_path / "other")
    other.unite(records[:1])
    other.purge([entry.id], now_ms=NOW + 1)
    other.unite(records[1:])

    assert other.database.rows("select meta from record where kind = 'annotation'") == [(None,)]
    other.close()


def test_everything_can_be_forgotten_and_made_anew(desk: Desk) -> None:
    entry = write(desk, TEXT)
    follow(desk)
    desk.judgements.dismiss(entry, "f1", now_ms=NOW)
    before = types(desk, entry)
    desk.readings.rebuild()
    assert rows(desk, "read_reading") == 0
    follow(desk)

    assert types(desk, entry) == before
    assert ("feeling", "furious") not in before


def test_what_happened_before_reading_began_is_read_too(desk: Desk) -> None:
    entry = write(desk, TEXT)
    desk.find.follow()
    desk.entries.change(entry.id, now_ms=NOW + 1, text="Lena was furious.")
    desk.find.follow()

    assert follow(desk) == 1
    assert ("mention", "Lena") in types(desk, entry)


def test_an_entry_that_one_reader_stumbles_over_keeps_no_other_unread(desk: Desk) -> None:
    from goldseam.read import pipeline
    from goldseam.read.reader import Reader

    write(desk, "one", day="2024-03-01")
    write(desk, "two", day="2024-03-02")
    real = pipeline.read_text

    def stumbling(text: str, *rest: object, **named: object) -> object:
        if text == "two":
            raise IndexError
        return real(text, *rest, **named)  # type: ignore[arg-type]  # passed on as it came

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("goldseam.read.reader.read_text", stumbling)
        desk.readings.follow(Reader(with_model=False), now_ms=lambda: NOW)

    problems = desk.vault.database.rows("select object like '%mistake of ours%' from read_reading order by place")
    assert problems == [(0,), (1,)]
    assert desk.readings.pending() == 0


def test_two_who_read_at_once_read_each_entry_at_least_once(tmp_path: Path, desk: Desk) -> None:
    for day in range(1, 6):
        write(desk, TEXT, day=f"2024-03-0{day}")
    second = Desk(desk.vault.folder, desk.vault.keys, zone=ZONE)
    seen: list[int] = []

    def stop() -> bool:
        if not seen:
            seen.append(1)
            Readings(second.vault, second.registry).follow(SmallReader(), now_ms=lambda: NOW)
        return False

    desk.readings.follow(SmallReader(), now_ms=lambda: NOW, stop=stop)

    assert rows(desk, "read_reading") == 5
    assert desk.readings.pending() == 0
    second.close()
