"""goldseam show-safely, as she types it."""

from tests.command.person import Person
from tests.exchange.pdf import text_of

SAID = "Torvald rang. I told Torvald's brother that zqmarisol had left."


def test_nothing_is_made_before_she_has_seen_what_is_replaced(person: Person) -> None:
    person.opened("unlock")
    person.write(SAID)
    person.run("people", "add", "Torvald")
    call = ("--call", "zqmarisol=Eva")

    shown = person.run("show-safely", "last", "--to", "pages.pdf", *call, "--no-input")
    assert (shown.code, shown.problem["code"]) == (2, "command.cannot-ask")
    assert shown.out == "Torvald  (a person, 2×)  → A.\nzqmarisol  (your word, 1×)  → Eva\n"
    assert not (person.home / "pages.pdf").exists()

    code = person.run("show-safely", "last", *call, "--json").lines[0]["confirm"]
    wrong = person.run("show-safely", "last", "--to", "pages.pdf", "--confirm", "0" * 12)
    assert (wrong.code, wrong.problem["code"]) == (2, "command.not-confirmed")
    left = person.run("show-safely", "last", "--to", "pages.pdf", *call, "--leave", "Torvald", "--confirm", code)
    assert left.problem["code"] == "command.not-confirmed", "what is put for a name is confirmed too"
    made = person.run("show-safely", "last", "--to", "pages.pdf", *call, "--confirm", code)
    assert (made.code, made.out) == (0, "")
    assert "A. rang. I told A.'s brother that Eva had left." in text_of((person.home / "pages.pdf").read_bytes())
    again = person.run("show-safely", "last", "--to", "pages.pdf", *call, "--confirm", code)
    assert again.problem["code"] == "command.file-there"
    assert [path.name for path in person.home.iterdir() if "pages" in path.name] == ["pages.pdf"]


def test_what_is_not_understood_is_said(person: Person) -> None:
    person.opened("unlock")
    person.write(SAID)

    for words in ([], ["last", "--call", "Torvald"], ["last", "--dates", "soon"], ["last", "--call", "Lena=Eva"]):
        assert person.run("show-safely", *words).code == 2
    inside = person.run("show-safely", "last", "--to", str(person.home / "vault" / "x.pdf"))
    assert inside.code == 2
