"""What every importer promises. A format's tests inherit it, say how a source of theirs is written, and get it all."""

import os
import shutil
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest

from goldseam.exchange import intake
from goldseam.exchange.incoming import Arriving, Circumstances, Incoming
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import Source, recognise
from goldseam.exchange.report import FAILED, IMPORTED, SKIPPED, Report, Row
from goldseam.keep.vault import Vault
from goldseam.words.problem import Problem
from tests.exchange.diary import DIARY, ZONE, Kept, Written, kept, many
from tests.making import NOW, make_vault

BATCH = 3
SOURCE_BYTES = 8 << 20
MEMORY_BYTES_MAX = 5 << 20
BAD = Written("", DIARY[0].at, "", "")


class StoppedError(Exception):
    """The run ended here, as at a power cut."""


class ImporterContract:
    """Inherit it and say what is particular.

    Attributes:
        kind: as `recognise` calls the format.
        circumstances: what the source leaves unsaid.
        seconds: whether the format has them; else minutes.
    """

    kind: ClassVar[str]
    circumstances: ClassVar[Circumstances] = Circumstances(ZONE)
    seconds: ClassVar[bool] = True

    def write(self, folder: Path, diary: Iterable[Written]) -> Path:
        """Writes a source into a new folder and says where; for BAD, a record that makes no sense."""
        raise NotImplementedError

    def limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """For formats in which a record can only be bad by being too large: makes that happen sooner."""

    def said(self, written: Written) -> tuple[str, str]:
        """Title and words as they are to arrive."""
        return written.title, written.text

    def unknown(self, written: Written) -> dict[str, object]:
        """The fields that nobody knows, as they are to arrive."""
        return written.unknown

    # What follows is the promise.

    def test_what_was_written_comes_in_as_it_stood(self, vault: Vault, folder: Path) -> None:
        rows = self.taken(vault, folder, DIARY)

        assert [row.outcome for row in rows] == [IMPORTED] * len(DIARY)
        found = sorted(kept(vault).values(), key=lambda entry: entry.content.written_at)
        for written, entry in zip(DIARY, found, strict=True):
            self.assert_same(written, entry)

    def assert_same(self, written: Written, entry: Kept) -> None:
        content = entry.content
        at = written.at if self.seconds else written.at.replace(second=0)
        assert (content.title, content.text) == self.said(written)
        assert content.written_at == round(at.timestamp() * 1000)
        assert content.zone == ZONE
        assert content.clock
        assert set(written.tags) <= set(content.tags)
        assert content.starred is written.starred
        assert self.unknown(written).items() <= content.extra.items()

    def test_twice_adds_nothing(self, vault: Vault, folder: Path) -> None:
        self.taken(vault, folder, DIARY)
        before, records = kept(vault), vault.count_of(vault.device)

        rows = self.taken(vault, folder, DIARY)

        assert [row.outcome for row in rows] == [SKIPPED] * len(DIARY)
        assert (kept(vault), vault.count_of(vault.device)) == (before, records)

    def test_interrupted_anywhere_and_begun_again_is_as_if_never_interrupted(
        self, vault: Vault, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(intake, "BATCH", BATCH)
        source = self.source(folder, DIARY)
        self.all_of(vault, source.records(self.circumstances))
        whole = kept(vault)
        other = make_vault(tmp_path / "other")

        for stop in range(len(DIARY)):
            with pytest.raises(StoppedError):
                self.all_of(other, self.cut(source.records(self.circumstances), stop))
            assert kept(other).items() <= whole.items(), "nothing half there"
        rows = self.all_of(other, source.records(self.circumstances))

        assert kept(other) == whole
        assert {row.outcome for row in rows} <= {IMPORTED, SKIPPED}
        other.close()

    @staticmethod
    def cut(records: Arriving, stop: int) -> Arriving:
        for number, record in enumerate(records):
            if number == stop:
                raise StoppedError
            yield record

    def test_a_bad_record_is_named_and_the_rest_comes_in(
        self, vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.limit(monkeypatch)

        rows = self.taken(vault, folder, [*DIARY[:4], BAD, *DIARY[4:]])

        failed = [row for row in rows if row.outcome == FAILED]
        assert len(failed) == 1
        problem = failed[0].problem
        assert problem is not None
        assert str(failed[0].ordinal) in problem.happened
        assert (problem.safe, problem.next, problem.code[:9]) > ("a", "a", "exchange.")
        assert len(kept(vault)) == len(DIARY)

    def test_the_report_names_every_record(self, vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.limit(monkeypatch)
        report = Report()

        rows = self.taken(vault, folder, [*DIARY[:7], BAD, *DIARY[7:]])
        for row in rows:
            report.add(row)

        assert sorted(row.ordinal for row in rows) == list(range(1, len(DIARY) + 2))
        assert report.lines()[0] == f"{len(DIARY) + 1} records: {len(DIARY)} imported, 1 failed"

    def test_no_message_quotes_an_entry(self, vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.limit(monkeypatch)
        report = Report()

        for row in self.taken(vault, folder, [BAD, *DIARY]):
            report.add(row)

        said = "\n".join(report.lines())
        assert not [word for written in DIARY for word in written.text.split() if len(word) > 5 and word in said]

    def test_nothing_of_the_source_is_changed(self, vault: Vault, folder: Path) -> None:
        source = self.write(folder, DIARY)
        before = self.state(folder)

        self.all_of(vault, recognise(str(source)).records(self.circumstances))

        assert self.state(folder) == before

    @staticmethod
    def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
        return {
            str(path): (path.lstat().st_mtime_ns, path.lstat().st_mode, b"" if path.is_dir() else path.read_bytes())
            for path in sorted(folder.rglob("*"))
        }

    def test_the_order_of_the_source_makes_no_difference(self, vault: Vault, tmp_path: Path, folder: Path) -> None:
        self.taken(vault, folder, DIARY)
        shuffled = list(DIARY)
        Random(4).shuffle(shuffled)
        other = make_vault(tmp_path / "other")

        self.taken(other, tmp_path / "shuffled", shuffled)

        assert kept(other) == kept(vault)
        other.close()

    def test_memory_does_not_grow_with_the_source(self, folder: Path) -> None:
        chars = 20_000
        records = self.source(folder, many(SOURCE_BYTES // chars, chars)).records(self.circumstances)
        next(records)  # what it costs to begin is not looked at

        tracemalloc.start()
        count = 1 + sum(isinstance(record, Incoming) for record in records)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert count == SOURCE_BYTES // chars
        assert peak < MEMORY_BYTES_MAX

    def test_its_name_does_not_matter(self, folder: Path) -> None:
        source = self.write(folder, DIARY)

        for name in ("untitled", "photo.jpg", "x.zip"):
            moved = source.rename(source.with_name(name))
            assert recognise(str(moved)).kind == self.kind
            moved.rename(source)

    def test_cut_short_anywhere_it_is_reported_or_refused(
        self, vault: Vault, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A copy that was not finished: every file of the source, cut at many places."""
        monkeypatch.setattr(intake, "BATCH", BATCH)
        self.write(folder, DIARY[:5])
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        random = Random(5)
        for _ in range(40):
            copy = tmp_path / "copy"
            shutil.copytree(folder, copy)
            file = copy / random.choice(files).relative_to(folder)
            os.truncate(file, random.randrange(file.stat().st_size + 1))
            root = next(copy.iterdir())
            with suppress(Problem):
                rows = self.all_of(vault, recognise(str(root)).records(self.circumstances))
                assert all(row.outcome != FAILED or row.problem for row in rows)
            shutil.rmtree(copy)

    # How it is asked.

    @pytest.fixture
    def vault(self, tmp_path: Path) -> Iterator[Vault]:
        vault = make_vault(tmp_path / "vault")
        yield vault
        vault.close()

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "source").mkdir()
        return tmp_path / "source"

    def source(self, folder: Path, diary: Iterable[Written]) -> Source:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        found = recognise(str(self.write(folder, diary)))
        assert found.kind == self.kind
        return found

    def taken(self, vault: Vault, folder: Path, diary: Sequence[Written]) -> list[Row]:
        return self.all_of(vault, self.source(folder, diary).records(self.circumstances))

    @staticmethod
    def all_of(vault: Vault, records: Arriving) -> list[Row]:
        return list(take_in(vault, records, now_ms=NOW))
