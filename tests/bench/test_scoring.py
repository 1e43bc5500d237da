"""The score of a reading: what is right counts as right, and each way of being wrong counts as wrong."""

import copy
import re
from collections import Counter
from functools import cache

import pytest

from bench import reading as bench
from bench.scoring import ROWS, Found, Judged, Record, Score, score, share
from data.reading.compiler import compiled
from data.reading.form import load_voice

VOICE = """portrait: Nobody.
zone: Europe/London
person lena = Lena, L. (sister, f)
person tom = Tom (friend, m)

== Thu 2024-03-07
Yesterday Lena was furious with me, so I promised her I'd ring by Sunday.
time: Yesterday = 2024-03-06; Sunday = 2024-03-10
who: Lena = lena; her = lena
feel: furious = anger by lena to self
promise: I promised her I'd [ring by Sunday] = to lena due t2
trap: other_feeling furious != feeling experiencer=self

== Fri 2024-03-08
She told Tom that the boat was sold to a man from Hull. I decided to stay because the rent is paid. My knee hurts.
who: She = lena; Tom = tom; a man from Hull = ?
place: Hull
told: the boat was sold to a man from Hull = lena>tom cue told
decide: I decided to stay = made ++ because the rent is paid
body: My knee hurts = symptom part knee
"""


@cache
def records() -> list[Record]:
    """Two records with something of everything."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ann.txt"
        path.write_text(VOICE, encoding="utf-8")
        made = compiled(load_voice(path))
    assert all(isinstance(one, dict) for one in made), made
    return [one for one in made if isinstance(one, dict)]


def perfect(record: Record) -> Record:
    """The annotation as a reader would give it, with ids of its own, all of it shown."""
    read = copy.deepcopy(record)
    names = {one["id"]: f"p{n}" for n, one in enumerate(read["persons"], start=1)}

    def renamed(value: object) -> object:
        if isinstance(value, list):
            return [renamed(one) for one in value]
        return names.get(value, value) if isinstance(value, str) else value

    for found in read["findings"]:
        for key in ("ref", "experiencer", "toward", "speaker", "addressee", "by", "to", "who"):
            if key in found and (key != "to" or found["type"] == "commitment"):
                found[key] = renamed(found[key])
        found |= {"shown": True, "confidence": 1.0, "source": f"{found['type']}.test"}
    return read


def compared(change: dict[str, object], type_: str, n: int = 0, *, record: int = 0) -> Score:
    """The score when one finding of an otherwise perfect reading says something else."""
    read = perfect(records()[record])
    those = [found for found in read["findings"] if found["type"] == type_]
    those[n] |= change
    return score(records()[record], read)


def wrong_rows(one: Score) -> set[str]:
    return {judged.row for judged in one.judged if not judged.right}


def test_what_is_annotated_is_right_when_a_reader_says_it() -> None:
    for one in (score(record, perfect(record)) for record in records()):
        assert wrong_rows(one) == set()
        assert one.missed == ()
        assert all(avoided for _, avoided in one.lures)
        assert Counter(j.row for j in one.judged if j.gold and j.gold.get("antecedent") != "outside") == one.wanted


def test_every_annotation_of_train_and_dev_is_right_when_a_reader_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.scoring.RESAMPLES", 40)
    there = bench.records_of(["train", "dev"])
    scores = [score(record, perfect(record)) for record in there]

    wrong = [f"{one.record['entry_id']} {judged.found}" for one in scores for judged in one.judged if not judged.right]
    fell = [f"{one.record['entry_id']} {lure}" for one in scores for lure, avoided in one.lures if not avoided]
    assert len(there) > 1000
    assert wrong == []
    assert fell == []
    for name in set(ROWS):
        line = bench.line_of(scores, name)
        assert line.precision.value == line.recall.value == line.recall_all.value == 1.0, name


@pytest.mark.parametrize(
    ("type_", "n", "change", "record"),
    [
        ("time", 0, {"value": "2024-03-05"}, 0),
        ("time", 0, {"class": "vague"}, 0),
        ("time", 0, {"mod": "approx"}, 0),
        ("time", 0, {"from": "2024-03-05"}, 0),
        ("time", 0, {"spans": [[0, 14]]}, 0),
        ("mention", 0, {"kind": "place"}, 0),
        ("mention", 0, {"ref": None}, 0),
        ("mention", 0, {"ref": "self"}, 0),
        ("mention", 0, {"spans": [[10, 18]]}, 0),
        ("mention", 1, {"ref": None}, 0),  # her: the text says who it is
        ("mention", 1, {"ref": "p9"}, 0),  # somebody new is nobody
        ("mention", 0, {"ref": "p1"}, 1),  # She: Lena stands elsewhere; Tom it is not, see below
        ("feeling", 0, {"experiencer": "self"}, 0),
        ("feeling", 0, {"experiencer": None}, 0),
        ("feeling", 0, {"emotion": "joy"}, 0),
        ("feeling", 0, {"mode": "past"}, 0),
        ("feeling", 0, {"toward": "p1"}, 0),
        ("feeling", 0, {"spans": [[0, 9]]}, 0),
        ("commitment", 0, {"by": "p1"}, 0),
        ("commitment", 0, {"by": None}, 0),
        ("commitment", 0, {"to": ["self"]}, 0),
        ("commitment", 0, {"due": "t1"}, 0),
        ("commitment", 0, {"strength": "plan"}, 0),
        ("commitment", 0, {"status": "kept"}, 0),
        ("commitment", 0, {"action": [[0, 9]]}, 0),
        ("speech", 0, {"speaker": "p2"}, 1),
        ("speech", 0, {"speaker": "self"}, 1),
        ("speech", 0, {"addressee": ["self"]}, 1),
        ("speech", 0, {"spans": [[14, 38]]}, 1),
        ("decision", 0, {"state": "weighing"}, 1),
        ("decision", 0, {"by": "p1"}, 1),
        ("health", 0, {"class": "injury"}, 1),
        ("health", 0, {"who": "p2"}, 1),
        ("health", 0, {"body": "head"}, 1),
        ("health", 0, {"state": "past"}, 1),
        ("health", 0, {"since": "t1"}, 1),
    ],
)
def test_a_finding_that_says_one_thing_wrongly_is_wrong(
    type_: str, n: int, change: dict[str, object], record: int
) -> None:
    if (type_, n, record) == ("mention", 0, 1):
        read = perfect(records()[1])
        tom = next(f["ref"] for f in read["findings"] if f["quote"] == "Tom")
        change = {"ref": tom}

    one = compared(change, type_, n, record=record)

    assert any(not judged.right and judged.found["type"] == type_ for judged in one.judged), change


@pytest.mark.parametrize(
    ("type_", "n", "change", "record"),
    [
        ("feeling", 0, {"toward": None}, 0),
        ("commitment", 0, {"to": None, "due": None, "action": None}, 0),
        ("commitment", 0, {"status": "open"}, 0),
        ("speech", 0, {"addressee": None}, 1),
        ("speech", 0, {"form": "direct"}, 1),  # never shown
        ("speech", 0, {"speaker": None}, 1),  # she is named in earlier entries only
        ("speech", 0, {"speaker": "unknown"}, 1),
        ("mention", 0, {"ref": None}, 1),  # so is this pronoun
        ("health", 0, {"body": None}, 1),
        ("time", 0, {"from": None, "to": None}, 0),
    ],
)
def test_what_is_left_out_and_need_not_be_said_is_no_error(
    type_: str, n: int, change: dict[str, object], record: int
) -> None:
    assert wrong_rows(compared(change, type_, n, record=record)) == set()


def test_who_is_meant_is_told_by_a_shorter_mention_too() -> None:
    read = perfect(records()[1])
    man = next(found for found in read["findings"] if found["quote"] == "a man from Hull")
    read["findings"].remove(man)
    ferryman = {
        **man,
        "id": "m8",
        "spans": [[man["spans"][0][0], man["spans"][0][0] + 5]],
        "quote": "a man",
        "ref": "p9",
    }
    speech = next(found for found in read["findings"] if found["type"] == "speech")
    record = copy.deepcopy(records()[1])
    for found in record["findings"]:
        if found["quote"] == "a man from Hull":
            found["ref"] = "ferryman"
        if found["type"] == "speech":
            found["speaker"] = "ferryman"
    read["findings"].append(ferryman)
    speech["speaker"] = "p9"

    one = score(record, read)
    assert [judged.right for judged in one.judged if judged.row == "speech"] == [True]
    assert [judged.right for judged in one.judged if judged.found["id"] == "m8"] == [False]


def test_two_persons_made_one_are_wrong_for_one_of_them() -> None:
    record = copy.deepcopy(records()[0])
    record["findings"].append({**record["findings"][2], "id": "m9", "spans": [[19, 26]], "ref": "tom"})
    read = perfect(record)
    for found in read["findings"]:
        if found["type"] == "mention":
            found["ref"] = "p1"

    assert [j.found["id"] for j in score(record, read).judged if not j.right] == ["m9"]


def test_a_reason_counts_only_with_its_decision_and_on_its_side() -> None:
    other_side = compared({"for": [], "against": [[71, 95]]}, "decision", record=1)
    wrong_decision = compared({"state": "reversed"}, "decision", record=1)

    assert wrong_rows(other_side) == {"reason"}
    assert wrong_rows(wrong_decision) == {"reason", "decision"}


def test_the_same_finding_twice_is_right_once() -> None:
    read = perfect(records()[0])
    read["findings"].append({**read["findings"][0], "id": "t9"})

    assert [j.right for j in score(records()[0], read).judged if j.row == "time"].count(False) == 1


def test_a_lure_is_fallen_for_only_by_what_is_shown() -> None:
    shown = compared({"experiencer": "self"}, "feeling")
    hidden = compared({"experiencer": "self", "shown": False}, "feeling")

    assert [avoided for _, avoided in shown.lures] == [False]
    assert [avoided for _, avoided in hidden.lures] == [True]


def test_what_is_found_but_not_shown_counts_for_all_findings_only() -> None:
    line = bench.line_of([compared({"shown": False}, "feeling")], "feeling")

    assert (line.precision.whole, line.recall.value) == (0, 0.0)
    assert (line.precision_all.value, line.recall_all.value) == (1.0, 1.0)


def test_a_second_readers_eye_is_as_good_as_the_first() -> None:
    record = copy.deepcopy(records()[0])
    record["alts"] = {"f1": [{"by": "b", "emotion": "annoyance"}]}
    read = perfect(records()[0])
    next(found for found in read["findings"] if found["type"] == "feeling")["emotion"] = "annoyance"

    assert wrong_rows(score(record, read)) == set()
    assert wrong_rows(score(records()[0], read)) == {"feeling"}


def test_what_only_one_of_two_readers_sees_is_no_error_and_no_miss() -> None:
    record = copy.deepcopy(records()[0])
    feeling = next(found for found in record["findings"] if found["type"] == "feeling")
    record["findings"].remove(feeling)
    alone = {"+": [{"by": "b", **{key: value for key, value in feeling.items() if key != "id"}}]}
    silent = perfect(records()[0])
    silent["findings"] = [found for found in silent["findings"] if found["type"] != "feeling"]

    assert wrong_rows(score(record, perfect(records()[0]))) == {"feeling"}
    assert wrong_rows(score({**record, "alts": alone}, perfect(records()[0]))) == set()
    assert score({**record, "alts": alone}, silent).missed == score(record, silent).missed
    denied = {**records()[0], "alts": {feeling["id"]: [{"by": "b", "type": None}]}}
    assert "feeling" in [row for row, _ in score(records()[0], silent).missed]
    assert "feeling" not in [row for row, _ in score(denied, silent).missed]
    assert wrong_rows(score(denied, perfect(records()[0]))) == set()


def test_a_second_readers_place_is_as_good_as_the_first() -> None:
    record = copy.deepcopy(records()[0])
    time = next(found for found in record["findings"] if found["type"] == "time")
    read = perfect(copy.deepcopy(records()[0]))
    moved = next(found for found in read["findings"] if found["id"] == time["id"])
    moved["spans"] = [[moved["spans"][0][0], moved["spans"][0][1] + 1]]

    assert wrong_rows(score(record, read)) == {"time"}
    record["alts"] = {time["id"]: [{"by": "b", "spans": moved["spans"]}]}
    assert wrong_rows(score(record, read)) == set()


def test_pronouns_are_not_counted_where_nobody_marked_them() -> None:
    record = copy.deepcopy(records()[0])
    record["unannotated"] = ["mention.pronoun"]
    record["findings"] = [found for found in record["findings"] if found.get("form") != "pronoun"]

    assert wrong_rows(score(record, perfect(records()[0]))) == set()


def test_an_interval_holds_the_share_and_narrows_with_more_records() -> None:
    few, many = share([(1, 1), (0, 1), (1, 1)]), share([(1, 1), (0, 1), (1, 1)] * 100)

    assert few.low < few.value < few.high
    assert many.high - many.low < few.high - few.low
    assert str(share([])) == "-"


def test_an_error_is_shown_with_its_place() -> None:
    judged: Judged = next(j for j in compared({"emotion": "joy"}, "feeling").judged if not j.right)

    assert "⟦furious⟧" in bench.marked(records()[0]["text"], judged.found["spans"])
    assert "emotion=joy" in bench.told(judged.found)
    found: Found | None = judged.gold
    assert re.search(r"emotion=anger", bench.told(found))
