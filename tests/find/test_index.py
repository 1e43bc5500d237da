from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import goldseam.find.index as index_module
from goldseam.find.index import Index
from goldseam.find.search import Find
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.problem import Problem
from tests.find.diary import TODAY, Diary, diary, entry
from tests.making import NOW, UNHIDDEN
from tests.pages import plain_pages

CANARY = "zqxcanary"
AUTOMERGE = "select v from find_text_config where k = 'automerge'"


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "trash", "untrash", "move", "purge", "follow"]),
        st.integers(0, 9),
        st.sampled_from(["rain sea", "snow 東京", "sea stone", "sun"]),
    ),
    max_size=14,
)


def act(hers: Diary, ids: list[str], deed: str, number: int, text: str) -> None:
    """One thing she does."""
    if deed == "add" or not ids:
        ids += hers.write(entry(text, day=f"2026-03-{number + 1:02}", tags=(text.split(maxsplit=1)[0],)))
        return
    id_ = ids[number % len(ids)]
    if deed == "follow":
        hers.find.follow()
    elif deed == "purge":
        ids.remove(id_)
        hers.entries.purge([id_], now_ms=NOW)
    else:
        change = {
            "edit": {"text": text},
            "trash": {"trashed": True},
            "untrash": {"trashed": False},
            "move": {"day": f"2026-04-{number + 1:02}"},
        }
        hers.entries.change(id_, now_ms=NOW, **change[deed])  # type: ignore[arg-type]  # fields of Content


@settings(max_examples=50)
@given(DEEDS, st.integers(1, 4))
def test_the_index_that_followed_finds_what_one_made_anew_finds(
    template: Vault, deeds: list[tuple[str, int, str]], batch: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, diary(template) as hers:
        patch.setattr(index_module, "BATCH", batch)
        ids: list[str] = []
        for deed in deeds:
            act(hers, ids, *deed)
        queries = ("rain", "sea", "東京", "snow -sea", "tag:sea", "is:trashed", "is:trashed sea", "on:2026-04 sea")
        followed = [hers.finds(query, newest=True) for query in queries]
        hers.find.rebuild()

        assert [hers.finds(query, newest=True) for query in queries] == followed
        shown = hers.vault.timeline(sight=UNHIDDEN) + hers.vault.timeline(trashed=True, sight=UNHIDDEN)
        written = {word for e in shown for word in (*e.content.text.split(), *e.content.tags)}
        assert hers.terms() == {
            term for word in written for term in ("東京", "京")[: 2 if word == "東京" else 0] or (word,)
        }


def test_a_purged_word_is_in_no_page_of_the_vault(template: Vault, tmp_path: Path) -> None:
    with diary(template) as hers:
        _, purged, edited = hers.write(
            entry("rain " * 50),
            entry(f"{CANARY}one {CANARY}東京", tags=(f"{CANARY}tag",)),
            entry(f"before {CANARY}two"),
        )
        hers.find.follow()
        hers.entries.change(edited, now_ms=NOW, text="after")
        hers.entries.trash(purged, now_ms=NOW)
        hers.find.follow()
        assert CANARY.encode() in plain_pages(hers.vault, tmp_path)

        hers.entries.purge([purged, edited], now_ms=NOW)
        hers.find.follow()

        assert hers.terms() == {"rain"}
        assert CANARY.encode() not in plain_pages(hers.vault, tmp_path)
        assert hers.finds("rain") == ["rain " * 50]


def test_a_purge_is_finished_by_the_run_after_one_that_was_interrupted(
    template: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with diary(template) as hers:
        ids = hers.write(*(entry(f"{CANARY}{n} rain", day=f"2026-03-{n + 1:02}") for n in range(6)))
        hers.find.follow()
        hers.entries.purge(ids[:5], now_ms=NOW)
        monkeypatch.setattr(index_module, "BATCH", 2)
        monkeypatch.setattr(index_module._Run, "_advance", interrupted)
        with pytest.raises(KeyboardInterrupt):
            hers.find.follow()
        monkeypatch.undo()
        hers.find.follow()
        hers.entries.purge(ids[5:], now_ms=NOW)
        hers.find.follow()

        assert CANARY.encode() not in plain_pages(hers.vault, tmp_path)


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_index_that_was_interrupted_goes_on_where_it_stopped(
    template: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "BATCH", 3)
    with diary(template, *(entry(f"rain {n}", day=f"2026-03-{n + 1:02}") for n in range(10))) as hers:
        seen: list[tuple[int, int]] = []

        def stop_at(done: int, total: int) -> None:
            seen.append((done, total))
            if done >= 6:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            hers.find.follow(stop_at)
        hers.write(entry("rain late", day="2026-03-01"))

        assert Index(hers.vault).is_current() is False
        assert hers.find.follow() == 5
        assert len(hers.finds("rain")) == 11
        assert seen == [(3, 10), (6, 10)]


def test_many_entries_are_taken_in_at_once_and_small_changes_afterwards(
    template: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "BATCH", 4)
    monkeypatch.setattr(index_module, "BULK", 10)
    with diary(template) as hers:
        hers.find.follow()
        hers.write(*(entry(f"rain {n}", day=f"2026-03-{n + 1:02}") for n in range(20)))
        progress: list[tuple[int, int]] = []
        hers.find.follow(lambda done, total: progress.append((done, total)))

        pieces = hers.vault.database.one("select count(distinct segid) from find_text_idx")
        assert pieces == (1,)
        assert hers.vault.database.one(AUTOMERGE) == (8,)
        assert progress == [(4, 20), (8, 20), (12, 20), (16, 20), (20, 20)]

        hers.write(entry("rain again"))
        assert len(hers.finds("rain")) == 21


def test_a_bulk_that_was_interrupted_is_tidied_the_next_time(template: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "BATCH", 4)
    monkeypatch.setattr(index_module, "BULK", 10)
    with diary(template, *(entry(f"rain {n}", day=f"2026-03-{n + 1:02}") for n in range(12))) as hers:
        with pytest.raises(KeyboardInterrupt):
            hers.find.follow(interrupted)
        monkeypatch.undo()
        hers.find.follow()

        assert hers.vault.database.one(AUTOMERGE) == (8,)
        assert len(hers.finds("rain")) == 12


def test_the_rows_of_a_batch_are_one_piece_of_the_index_in_whatever_order_they_were_written(template: Vault) -> None:
    days = [5, 3, 9, 1, 7, 2, 8]
    with diary(template) as hers:
        hers.find.follow()
        hers.write(*(entry(f"rain {n}", day=f"2026-03-{n:02}") for n in days))
        hers.find.follow()

        assert hers.vault.database.one("select count(distinct segid) from find_text_idx") == (1,)


def test_an_index_of_another_version_is_made_anew(template: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    with diary(template, entry("rain")) as hers:
        assert hers.finds("rain") == ["rain"]
        hers.vault.database.run("delete from find_text where rowid in (select place from entry)")
        assert hers.finds("rain") == []
        monkeypatch.setattr(index_module, "VERSION", index_module.VERSION + 1)

        assert hers.finds("rain") == ["rain"]


def test_two_processes_that_follow_at_once_do_not_disturb_each_other(
    template: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "BATCH", 2)
    with diary(template, *(entry(f"rain {n}", day=f"2026-03-{n + 1:02}") for n in range(9))) as hers:
        other = Find(open_vault(hers.vault.folder, hers.vault.keys))

        hers.find.follow(lambda _done, _total: (other.follow(), None)[1])

        assert len(hers.finds("rain")) == 9
        assert len(other.entries("rain", today=TODAY, sight=UNHIDDEN).hits) == 9


def test_a_search_that_cannot_bring_the_index_up_to_date_says_so(
    template: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with diary(template, entry("rain")) as hers:
        other = open_vault(hers.vault.folder, hers.vault.keys)
        hers.vault.database.run("pragma busy_timeout = 0")
        with other.database.transaction(), pytest.raises(Problem) as told:
            hers.finds("rain")

        assert told.value.safe
        assert hers.finds("rain") == ["rain"]
        other.close()


def test_nothing_is_written_by_a_search_that_finds_the_index_up_to_date(template: Vault) -> None:
    with diary(template, entry("rain")) as hers:
        hers.finds("rain")
        before = hers.vault.database.one("pragma data_version"), hers.vault.fact("find.records")
        other = open_vault(hers.vault.folder, hers.vault.keys)
        Find(other).entries("rain", today=TODAY, sight=UNHIDDEN)
        other.close()

        assert (hers.vault.database.one("pragma data_version"), hers.vault.fact("find.records")) == before
