"""Whoever presses Ctrl-C at a question is told what that did."""

from tests.command.person import INTERRUPT, PARTS, Person


def left(person: Person, *words: str, at: str, before: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    code, screen = person.at_terminal(*words, answers=[*before, (at, INTERRUPT)])
    assert code == 130, screen
    assert "Traceback" not in screen
    [problem] = PARTS.finditer(screen.replace("\r", ""))  # a line's end may have come in two parts
    assert problem["code"] == "command.stopped"
    return problem.groupdict()


def test_at_the_passphrase(person: Person) -> None:
    assert left(person, "list", at="passphrase: ")["safe"] == "nothing was changed"


def test_at_the_key_of_a_letter(person: Person) -> None:
    person.opened("unlock")
    person.run("letter", "to nobody")

    told = left(person, "letter", "--key-away", "last", at="type its last")

    assert "with all its words" in told["safe"]
    assert "opens nothing" in told["safe"]
    [letter] = person.run("letter", "--json").lines
    assert not letter["key_away"]
    assert person.texts() == {"to nobody"}


def test_at_the_paper_key_of_a_new_vault(person: Person) -> None:
    new = str(person.home / "another")

    told = left(person, "new", "--vault", new, "--passphrase-file", "pass", at="type its last")

    assert "its paper key is not confirmed" in told["safe"]
    assert person.opened("list", "--vault", new).code == 0


def test_in_a_review(person: Person) -> None:
    person.opened("unlock")
    person.run("rest", "Tom")
    [made] = person.run("decide", "we sell the car", "--json").lines
    card = str(made["decision"])
    person.at_terminal("decide", "--why", card, answers=[("a name, or Enter", "")])

    told = left(person, "decide", "--review", card, at="what happened?", before=(("> ", "it rusted"),))

    assert "what you remembered is kept" in told["safe"]
    assert "it rusted" in person.run("decide", "--review", card, "--json").out
