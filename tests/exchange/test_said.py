"""What she said leaves with an export and comes back with it."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.exchange.exported import ANNOTATIONS_FILE, JSONLINES, MARKDOWN, PEOPLE_FILE
from goldseam.exchange.exporters.folder import export
from goldseam.exchange.incoming import Circumstances
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.exchange.said import SaidBack, said_in, take_in_said
from goldseam.words.finding import Feeling
from goldseam.write.attachments import Attachments
from tests.making import NOW, UNHIDDEN, ZONE, make_vault
from tests.read.small_reader import TEXT, revised, stands, written_and_read


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """One to leave, and one to come to."""
    made = []
    for name in ("old", "new"):
        vault = make_vault(tmp_path / name)
        vault.close()
        made.append(Desk(vault.folder, vault.keys, zone=ZONE))
    yield made[0], made[1]
    for desk in made:
        desk.close()


def leave(desk: Desk, folder: Path, kind: str = JSONLINES) -> None:
    vault = desk.vault
    copy_to = Attachments(vault).copy_to
    entries = vault.iter_entries()
    export(str(folder), entries, copy_to, vault.disk, kind=kind, said=said_in(vault), noting=lambda _: nullcontext())


def come(desk: Desk, folder: Path) -> SaidBack:
    source = recognise(str(folder))
    list(take_in(desk.vault, source.records(Circumstances(ZONE)), now_ms=NOW))
    return take_in_said(desk.vault, source, now_ms=NOW)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", [JSONLINES, MARKDOWN])
def test_what_she_said_comes_back_and_leaves_again_the_same(
    tmp_path: Path, desks: tuple[Desk, Desk], kind: str
) -> None:
    old, new = desks
    entry = written_and_read(old)
    old.judgements.dismiss(entry, "s1", now_ms=NOW)
    old.judgements.correct(entry, "f1", {"emotion": "hurt"}, now_ms=NOW)
    old.judgements.accept(entry, "c1", now_ms=NOW)
    old.registry.merge(
        old.registry.named("Lena", sight=UNHIDDEN), old.registry.named("Tom", sight=UNHIDDEN), now_ms=NOW
    )
    revised(old, entry, f"A word before. {TEXT}")
    leave(old, tmp_path / "first", kind)

    assert come(new, tmp_path / "first") == SaidBack(3, 2)
    assert come(new, tmp_path / "first") == SaidBack(0, 0)
    leave(new, tmp_path / "second", kind)
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")
    shown = new.vault.entry(entry.id)
    assert shown is not None
    hers = {one.finding.words: one for one in new.readings.standings(shown).here if one.is_hers}
    assert hers["furious"].finding.details == Feeling("hurt", "p1")
    assert hers["furious"].persons["p1"].name == "Lena"
    assert stands(new, entry, "speech") == []
    assert new.registry.named("Tom", sight=UNHIDDEN).name == "Lena"


def test_who_said_nothing_exports_nothing_of_it(tmp_path: Path, desks: tuple[Desk, Desk]) -> None:
    written_and_read(desks[0])
    leave(desks[0], tmp_path / "first")

    assert not {ANNOTATIONS_FILE, PEOPLE_FILE} & set(bytes_of(tmp_path / "first"))


def test_what_is_broken_or_stands_nowhere_is_passed_over(tmp_path: Path, desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    entry = written_and_read(old)
    old.judgements.correct(entry, "f1", {"emotion": "hurt"}, now_ms=NOW)
    folder = tmp_path / "first"
    leave(old, folder)
    (line,) = (folder / ANNOTATIONS_FILE).read_text("utf-8").splitlines()
    good = json.loads(line)
    changed: list[dict[str, object]] = [
        {"entry": "ab" * 16},
        {"entry": 7},
        {"annotation": "x"},
        {"verdict": "doubted"},
        {"goldseam": 2},
        {"was": None, "is": None},
        {"is": {**good["is"], "quote": "glad"}},
        {"is": {**good["is"], "spans": "all"}},
        {"is": {**good["is"], "emotion": "hunger"}},
        {"is": [1]},
    ]
    bad = [json.dumps({**good, "annotation": f"{n:032x}", **change}) for n, change in enumerate(changed)]
    (folder / ANNOTATIONS_FILE).write_text("\n".join([*bad, "{", "[]", line, line, ""]), "utf-8")
    (folder / PEOPLE_FILE).write_text(
        '{"goldseam": 1, "id": "x"}\n{"goldseam": 1, "id": "%s"}\nnothing\n' % ("ab" * 16)
    )

    assert come(new, folder) == SaidBack(1, 0)
    assert [one.verdict for one in new.judgements.said(entry)] == ["corrected"]
