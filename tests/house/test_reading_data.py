"""What the reader is trained and measured on holds: every quote, every date, every split; and nobody in it is real."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from data.reading import build, schema, values
from data.reading.build import HERE, VOICES, Record, load, split_of
from data.reading.compiler import Refused, compiled
from data.reading.form import Unreadable, load_voice

SPEC = HERE.parents[1] / "spec" / "annotations.md"

# Who is so widely known that the bare name means that person. Not complete, and cannot be; it catches the slip.
FAMOUS = """
Adele Beckham Beyoncé Bezos Biden Bolsonaro Burnham Clooney DiCaprio Drake Dylan Eilish Eminem Erdogan Farage Federer
Gates Harari Kardashian LeBron Lula Macron Madonna Mbappé Meloni Merkel Messi Modi Murakami Musk Nadal Netanyahu
Obama Oprah Orban Putin Rihanna Rishi Ronaldo Rowling Rushdie Shakira Sheeran Spielberg Starmer Streep Sunak
Taylor_Swift Thunberg Trudeau Trump Zelensky Zuckerberg
""".split()


@cache
def everything() -> tuple[list[Record], list[str]]:
    """All voices, compiled once."""
    return load()


def voice(folder: Path, body: str) -> Path:
    """A voice of one record, for what is to be refused."""
    path = folder / "ann.txt"
    path.write_text(
        f"portrait: Nobody.\nzone: Europe/London\nperson lena = Lena (sister, f)\n\n{body}", encoding="utf-8"
    )
    return path


def sentences(text: str) -> list[str]:
    """The sentences of a text, folded, without those too short to be anybody's own."""
    parts = (re.sub(r"\W+", " ", part).strip().lower() for part in re.split(r"[.!?\n]+", text))
    return [part for part in parts if len(part.split()) > 3]


def famous(text: str) -> list[str]:
    """Which widely known people a text names."""
    return [name for name in FAMOUS if re.search(rf"\b{name.replace('_', ' ')}\b", text)]


def test_every_record_holds() -> None:
    records, refused = everything()

    assert refused == []
    assert len(records) > 2000, "this looked at nothing"


def test_there_is_as_much_as_was_aimed_at() -> None:
    kinds = Counter(record["kind"] for record in everything()[0])

    assert kinds["sentence"] >= 3000
    assert kinds["passage"] >= 300


def test_every_span_is_its_quote_and_every_id_is_there() -> None:
    for record in everything()[0]:
        text, people = record["text"], {p["id"] for p in record["persons"]} | {"self", "unknown"}
        ids = [finding["id"] for finding in record["findings"]]
        assert len(ids) == len(set(ids))
        for finding in [*record["findings"], *record["lures"]]:
            start, end = finding["spans"][0]
            assert text[start:end] == finding["quote"] != ""
            for name in ("ref", "experiencer", "toward", "speaker", "who", "by"):
                assert finding.get(name) in people | {None}
            for name in ("addressee", "to"):
                if isinstance(finding.get(name), list):
                    assert set(finding[name]) <= people
        assert {f["type"] for f in record["findings"]}.isdisjoint(record["none"])


def test_splits_are_disjoint_by_voice_and_complete() -> None:
    lists = json.loads((HERE / "splits.json").read_text(encoding="utf-8"))
    drawn = Counter(slug for slugs in lists.values() for slug in slugs)

    assert set(lists) == {"train", "dev", "test"}
    assert max(drawn.values()) == 1
    assert {path.stem for path in VOICES.glob("*.txt")} <= set(split_of())


def test_a_third_of_each_split_is_made_to_mislead() -> None:
    for split in ("train", "dev", "test"):
        records = [r for r in everything()[0] if r["split"] == split]

        assert sum(bool(r["traps"]) for r in records) * 3 >= len(records), split


def test_no_sentence_stands_in_two_records() -> None:
    said = Counter(part for record in everything()[0] for part in set(sentences(record["text"])))

    assert [part for part, times in said.items() if times > 1] == []


def test_nobody_in_it_is_famous_and_alive() -> None:
    named = [(r["entry_id"], famous(r["text"])) for r in everything()[0]]

    assert [place for place in named if place[1]] == []


def test_it_sees_a_famous_name_and_a_sentence_said_twice() -> None:
    assert famous("Everyone talks about Merkel now.") == ["Merkel"]
    assert sentences("Rain. I went home early, again!") == ["i went home early again"]


def test_the_spec_names_every_word_the_schema_allows() -> None:
    page = SPEC.read_text(encoding="utf-8")
    lists = (
        schema.TYPES,
        schema.EMOTIONS,
        schema.KINDS,
        schema.FORMS,
        schema.TIME_CLASSES,
        schema.MODES,
        schema.STRENGTHS,
    )
    more = (schema.STATUSES, schema.DECISION_STATES, schema.HEALTH_CLASSES, schema.HEALTH_STATES, schema.SPEECH_FORMS)

    words = {word for allowed in (*lists, *more, schema.TRAPS) for word in allowed}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", page)] == []


def test_every_opening_of_the_test_part_says_when_who_and_why() -> None:
    rows = (HERE / "openings.md").read_text(encoding="utf-8").splitlines()[4:]

    assert all(re.fullmatch(r"\| \d{4}-\d\d-\d\d \d\d:\d\d UTC \| [^|]+ \| [^|]+ \|", row) for row in rows)


def test_the_test_part_is_built_only_with_a_reason_which_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "openings.md"
    monkeypatch.setattr(build, "OPENINGS", log)
    monkeypatch.setattr(build, "OUT", tmp_path / "out")

    monkeypatch.setattr("sys.argv", ["build.py"])
    assert build.main() == 0
    assert not log.exists()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["dev.jsonl", "train.jsonl"]

    monkeypatch.setattr("sys.argv", ["build.py", "--open-test", "Ann", "release 1"])
    assert build.main() == 0
    assert log.read_text(encoding="utf-8").endswith(" UTC | Ann | release 1 |\n")
    assert "test.jsonl" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("== Fri 2024-03-07\nRain again.\n", "is a Thu"),
        ("== Thu 2024-03-07 Europe/Lodnon\nRain again.\n", "no such zone"),
        ("== Thu 2024-03-07\nI saw Lena.\n", "Lena stands unmarked"),
        ("== Thu 2024-03-07\nCake on Sunday.\n", "Sunday stands unmarked"),
        ("== Thu 2024-03-07\nCake on Sunday.\ntime: Sunday = 2024-03-09\n", "is a Saturday"),
        ("== Thu 2024-03-07\nCake tomorrow.\ntime: tomorrow = 2024-03-07\n", "tomorrow is 2024-03-08"),
        ("== Thu 2024-03-07\nBorn 30 February.\ntime: 30 February = 2024-02-30\n", "no such day"),
        ("== Thu 2024-03-07\nBy the 3rd of May.\ntime: the 3rd of May = 2024-04-03\n", "not in May"),
        ("== Thu 2024-03-07\nI was glad.\nfeel: happy = joy\n", "not verbatim"),
        ("== Thu 2024-03-07\nI was glad.\nfeel: lad = joy\n", "not verbatim"),
        ("== Thu 2024-03-07\nGlad, so glad, glad.\nfeel: glad = joy\n", "stands 2 times"),
        ("== Thu 2024-03-07\nI was glad.\nfeel: glad = gladness\n", "not one of"),
        ("== Thu 2024-03-07\nI was glad.\nfeel: glad = joy by bela\n", "nobody is called bela"),
        ("== Thu 2024-03-07\nI was glad.\nfeel: glad = joy\nfeel: glad = joy\n", "marked twice"),
        ("== Thu 2024-03-07\nI was glad.\nfeel: glad = joy\ntrap: figure glad != feeling\n", "what it is not"),
        ("== Thu 2024-03-07\nI'll ring.\nplan: I'll [ring] = due t1\n", "is not there"),
        ("== Thu 2024-03-07\nI'll ring.\nplan: I'll ring\n", "in brackets"),
        ("== Thu 2024-03-07\nIt hurts.\nbody: hurts = symptom part knee\n", "does not stand in the text"),
        ("== Thu 2024-03-07\nIt hurts.\ntrap: nonsense hurts != health\n", "not one of"),
    ],
)
def test_what_does_not_hold_is_refused_and_says_why(tmp_path: Path, wrong: str, why: str) -> None:
    [refused] = compiled(load_voice(voice(tmp_path, wrong)))

    assert isinstance(refused, Refused)
    assert why in str(refused)
    assert "ann:" in str(refused)


@pytest.mark.parametrize("line", ["feeling: glad = joy", "and more words"])
def test_a_line_without_form_is_refused(tmp_path: Path, line: str) -> None:
    path = voice(tmp_path, f"== Thu 2024-03-07\nI was glad.\nfeel: glad = joy\n{line}\n")

    with pytest.raises(Unreadable, match="line 8"):
        load_voice(path)


def test_a_pronoun_says_whether_its_person_stands_in_the_same_text(tmp_path: Path) -> None:
    notes = "who: Lena = lena; she = lena\n\n== Thu 2024-03-07\nSo she came.\nwho: she = lena\n"
    records = compiled(load_voice(voice(tmp_path, f"== Thu 2024-03-07\nLena rang, she is well.\n{notes}")))
    where = [[f.get("antecedent") for f in r["findings"]] for r in records if not isinstance(r, Refused)]

    assert where == [[None, "here"], ["outside"]]


@pytest.mark.parametrize(
    ("words", "note", "quote", "form"),
    [
        ("I met Lena's boss.", "Lena's = lena", "Lena", "name"),
        ("So she came.", "she = lena", "she", "pronoun"),
        ("His wife rang.", "His wife = +wife", "His wife", "nominal"),
        ("Cook is ill.", "Cook = +cook", "Cook", "nominal"),
        ("Bank lady rang.", "Bank lady = +bank", "Bank lady", "nominal"),
        ("Father Danilo rang.", "Father Danilo = +priest", "Father Danilo", "name"),
        ("Lena's aunt rang.", "Lena's aunt = +aunt; Lena = lena", "Lena's aunt", "nominal"),
        ("Faith from the line sang.", "Faith from the line = +faith", "Faith from the line", "name"),
        ("Mila, the new cook, sang.", "Mila = +cook; the new cook = cook", "Mila", "name"),
        ("Come in, Ann.", "Ann = self", "Ann", "name"),
        ("Come in, dear.", "dear = self", "dear", "nominal"),
    ],
)
def test_a_mention_is_a_name_where_it_names(tmp_path: Path, words: str, note: str, quote: str, form: str) -> None:
    path = voice(tmp_path, f"== Thu 2024-03-07\n{words}\nwho: {note}\n")
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n", "\nperson self = Ann\n\n", 1), encoding="utf-8")
    [record] = compiled(load_voice(path))

    assert not isinstance(record, Refused)
    assert (record["findings"][0]["quote"], record["findings"][0]["form"]) == (quote, form)
    assert all(person["id"] != "self" for person in record["persons"])


def test_somebody_met_by_a_role_has_the_name_that_follows(tmp_path: Path) -> None:
    path = voice(tmp_path, "== Thu 2024-03-07\nThe cook, Mila, sang.\nwho: The cook = +cook; Mila = cook\n")
    [record] = compiled(load_voice(path))

    assert not isinstance(record, Refused)
    assert [f["form"] for f in record["findings"]] == ["nominal", "name"]
    assert [(p["id"], p["name"], p["aliases"]) for p in record["persons"]] == [("cook", "Mila", [])]


@pytest.mark.parametrize(
    ("quote", "value", "kept"),
    [
        ("noon", "2024-03-07T12", "2024-03-07T12:00"),
        ("tomorrow at midnight", "2024-03-08T00", "2024-03-08T00:00"),
        ("twelve", "2024-03-07T12", "2024-03-07T12"),
        ("midnight", "2024-03-07T23:50", "2024-03-07T23:50"),
    ],
)
def test_noon_and_midnight_are_to_the_minute_however_they_were_annotated(quote: str, value: str, kept: str) -> None:
    assert values.to_the_minute(quote, value) == kept


def second(folder: Path, notes: str) -> Record | Refused:
    """A record of two readers."""
    path = voice(
        folder, f"== Thu 2024-03-07\nFed up, sad and cross.\nfeel: Fed up = annoyance; sad = sadness\n{notes}\n"
    )
    path.write_text(f"readers: a, b\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    [record] = compiled(load_voice(path))
    return record


@pytest.mark.parametrize(
    ("notes", "alts"),
    [
        ("alt b feel: sad = grief", {"f2": [{"by": "b", "emotion": "grief"}]}),
        ("alt b feel: sad = sadness by lena", {"f2": [{"by": "b", "experiencer": "lena"}]}),
        ("alt b feel: Fed = annoyance", {"f1": [{"by": "b", "spans": [[0, 3]], "quote": "Fed"}]}),
        ("alt b none: sad", {"f2": [{"by": "b", "type": None}]}),
    ],
)
def test_a_second_reader_may_see_it_otherwise_and_both_are_kept(tmp_path: Path, notes: str, alts: Record) -> None:
    record = second(tmp_path, notes)

    assert not isinstance(record, Refused)
    assert record["annotators"] == ["a", "b"]
    assert record["alts"] == alts


def test_a_second_reader_may_see_more(tmp_path: Path) -> None:
    record = second(tmp_path, "alt b also feel: cross = anger by lena")

    assert not isinstance(record, Refused)
    assert [(one["by"], one["quote"], one["emotion"]) for one in record["alts"]["+"]] == [("b", "cross", "anger")]
    assert [finding["quote"] for finding in record["findings"]] == ["Fed up", "sad"]
    assert [person["id"] for person in record["persons"]] == ["lena"]


@pytest.mark.parametrize(
    ("notes", "why"),
    [
        ("alt c feel: sad = grief", "not among the readers"),
        ("alt b feel: cross = anger", "stands under the line"),
        ("alt b body: sad = illness", "stands under the line"),
        ("alt b none: cross", "stands under the line"),
        ("alt b also plan: Fed up, [sad] = due t1", "is not there"),
    ],
)
def test_what_a_second_reader_sees_holds_too(tmp_path: Path, notes: str, why: str) -> None:
    refused = second(tmp_path, notes)

    assert isinstance(refused, Refused)
    assert why in str(refused)


def test_only_a_second_reader_sees_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such kind"):
        second(tmp_path, "none: sad")
