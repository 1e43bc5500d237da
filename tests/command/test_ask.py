"""goldseam ask, as she types it."""

from tests.command.person import Person


def test_a_question_is_answered_with_her_own_words_or_not_at_all(person: Person) -> None:
    person.write("The walk by the river was long. A heron stood there.")

    told = person.opened("ask", "where was the heron?", "--json").lines
    assert [(one["quote"], one["of"]) for one in told] == [("A heron stood there.", 1)]
    assert "A heron stood there." in person.opened("ask", "where was the heron?").out
    nothing = person.opened("ask", "what did the astronaut say?")
    assert (nothing.code, nothing.out) == (0, "")
    assert nothing.err == "nothing you wrote about that was found\n"
    assert person.opened("ask", " ").problem["code"] == "command.misused"
