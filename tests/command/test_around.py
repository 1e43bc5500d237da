"""goldseam around, as she types it."""

import json

from tests.command.person import Person

SENTENCE = "I walked to the sea with Bea and we talked of the winter, which was not as long as it had been for me. "


def kept(person: Person, days: list[str], text: str = SENTENCE * 50) -> None:
    lines = [json.dumps({"date": day, "text": text}) for day in days]
    (person.home / "diary.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert person.opened("import", "diary.jsonl").code == 0


BOTH = [f"2024-02-{day:02}" for day in range(1, 29, 4)] + [f"2024-03-{day:02}" for day in range(1, 29, 4)]


def test_she_is_asked_first_and_nothing_is_shown_before(person: Person) -> None:
    kept(person, BOTH)
    answer = person.opened("around", "2024-03-01", "--no-input")
    assert (answer.code, answer.problem["code"], answer.out) == (2, "command.ask-first", "")

    assert "walked to the sea" in person.opened("around", "2024-03-01", "--begin").out
    assert "walked to the sea" in person.opened("around", "2024-03-01").out


def test_numbers_come_only_where_she_asks_for_them_with_what_they_cannot_say(person: Person) -> None:
    kept(person, BOTH)
    assert "I-words" not in person.opened("around", "2024-03-01", "--begin").out

    told = person.opened("around", "2024-03-01", "--numbers").out

    before, after = told.index("walked to the sea"), told.index("I-words")
    assert before < after
    assert told.count("counted from 15,600 words; ordinary weeks differ by this much; it cannot say how you are.") == 3
    assert "before 8.3 (8.3 to 8.3), after 8.3 (8.3 to 8.3) in 100 words" in told
    assert "not enough other writing" in told

    lines = person.opened("around", "2024-03-01", "--numbers", "--json").lines
    assert [line["sort"] for line in lines] == ["time", *["words"] * 13, "numbers", *["number"] * 3]
    assert (lines[-4]["words_before"], lines[-4]["imported"], lines[-3]["of"]) == (7_200, True, 0)


def test_too_little_or_another_language_is_said_kindly(person: Person) -> None:
    kept(person, ["2024-03-01"])
    assert "not enough writing to tell" in person.opened("around", "2024-03-01", "--begin", "--numbers").out

    kept(person, BOTH, "Hoy me he despertado tarde y no he ido a trabajar, porque la casa estaba en silencio. " * 90)
    assert "only be counted from prose in English" in person.opened("around", "2024-03-01", "--numbers").out


def test_numbers_are_hidden_where_she_said_so(person: Person) -> None:
    person.opened("settings", "around_numbers", "0")
    answer = person.opened("around", "2024-03-01", "--begin", "--numbers")
    assert (answer.code, answer.problem["code"], answer.out) == (2, "command.around-off", "")
    assert person.opened("around", "2024-03-01", "--begin").code == 0


def test_a_date_is_one_day(person: Person) -> None:
    for words in ((), ("2024",), ("nonsense",), ("2023-02-29",)):
        assert person.opened("around", *words).code == 2
    for day in ("2024-02-29", "9999-12-31", "0001-01-01", "tomorrow"):
        answer = person.opened("around", day, "--begin", "--numbers")
        assert (answer.code, "nothing of yours is from" in answer.err) == (0, True)


def test_what_is_away_is_named_by_nothing_but_that_it_is_a_part(person: Person) -> None:
    kept(person, BOTH)
    kept(person, ["2024-03-02"], "I said to Torvald that it was late.")
    person.opened("rest", "Torvald", "--depth", "away")

    answer = person.opened("around", "2024-03-01", "--begin", "--numbers")

    assert "Torvald" not in answer.out + answer.err
    assert "not shown for part of this time" in answer.err
    assert "not shown for part of this time" in answer.out
