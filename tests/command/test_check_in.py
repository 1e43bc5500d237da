"""goldseam check-in and goldseam body, as she types them."""

from tests.command.person import Person


def test_there_is_no_check_in_until_she_turns_it_on(person: Person) -> None:
    answer = person.opened("check-in", "grey")
    assert (answer.code, answer.problem["code"]) == (2, "command.check-in-off")
    assert "settings check_in 1" in answer.problem["next"]
    assert person.opened("check-in", "--list").out == ""


def test_two_sliders_and_a_word_once_a_day(person: Person) -> None:
    person.opened("settings", "check_in", "1")
    assert person.opened("check-in", "grey", "--pleasant", "35").code == 0
    second = person.opened("check-in", "blue", "--awake", "80")
    assert second.code == 0
    assert "in the place of" in second.err
    assert "35" in second.err
    assert "grey" in second.err

    [one] = person.opened("check-in", "--list", "--json").lines
    assert (one["pleasant"], one["awake"], one["word"]) == (None, 80, "blue")
    assert "blue" in person.opened("check-in").out
    assert person.opened("check-in", "--pleasant", "101").code == 2

    person.opened("check-in", "--remove")
    assert person.opened("check-in", "--list").out == ""


def test_notes_on_the_body_are_shown_beside_days_and_taken_back(person: Person) -> None:
    person.opened("body", "slept", "badly")
    person.opened("body", "--day", "2024-03-02", "new tablets")

    [today] = person.opened("body", "--json").lines
    assert (today["words"], today["later"]) == ("slept badly", False)
    [then] = person.opened("body", "--days", "march 2024", "--json").lines
    assert (then["day"], then["words"], then["later"]) == ("2024-03-02", "new tablets", True)
    assert "written later" in person.opened("body", "--days", "march 2024").out

    assert person.opened("body", "--remove", then["note"][:8]).code == 0
    assert person.opened("body", "--days", "march 2024").out == ""
    assert person.opened("body", "--remove", then["note"][:8]).code == 2
    assert person.opened("body", "--day", "2024", "too long").code == 2
