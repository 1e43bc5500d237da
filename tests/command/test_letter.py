"""goldseam letter: written, listed, sealed to a key that she keeps, opened with it, burned."""

from tests.command.person import Person


def test_a_letter_goes_through_its_whole_life(person: Person) -> None:
    written = person.opened("letter", "Tom, zqferry\nand more", "--json").lines[0]
    assert "zqferry" in person.opened("find", "zqferry").out
    assert "zqferry" in person.opened("letter").out

    sealed = person.opened("letter", "--key-away", written["letter"], "--key-out", "key", "--json").lines[0]
    assert (sealed["entry"], sealed["key_away"]) == (None, True)
    for asked in (["find", "zqferry"], ["letter"], ["list"], ["show", written["entry"]]):
        assert "zqferry" not in person.opened(*asked).out
    assert person.opened("letter", "--open", "last", "--key-file", "key").out == "Tom, zqferry\nand more\n"
    assert "zqferry" not in person.opened("list").out

    assert person.opened("letter", "--open", "last", "--key-file", "key", "--back").code == 0
    assert "zqferry" in person.opened("letter").out
    assert person.opened("letter", "--burn", "last").problem["code"] == "command.cannot-ask"
    burned = person.opened("letter", "--burn", "last", "--yes")
    assert "backups" in burned.err
    assert person.opened("letter").out == person.opened("find", "zqferry").out == ""


def test_an_entry_becomes_a_letter_and_an_ordinary_page_again(person: Person) -> None:
    person.opened("write", "Dear Bea, zqsea")
    letter = person.opened("letter", "--of", "last", "--json").lines[0]
    assert person.opened("letter", "--ordinary", letter["letter"]).code == 0
    assert person.opened("letter").out == ""
    assert "zqsea" in person.opened("list").out


def test_a_key_is_given_before_anything_is_sealed(person: Person) -> None:
    person.opened("letter", "zqsea")
    assert person.opened("letter", "--key-away", "last").problem["code"] == "command.misused"
    (person.home / "key").write_text("other")
    assert person.opened("letter", "--key-away", "last", "--key-out", "key").problem["code"] == "command.misused"
    assert (person.home / "key").read_text() == "other"
    assert "zqsea" in person.opened("letter").out

    wrong = person.opened("letter", "--key-away", "last", "--key-out", "right")
    assert wrong.code == 0
    assert person.opened("letter", "--open", "last", "--key-file", "key").problem["code"] == "lookback.letter-key"
    assert person.opened("letter", "--open", "last", "--key-file", "none").problem["code"] == "command.key-file"
    for misused in (["letter", "two", "--burn", "last"], ["letter", "--back"], ["letter", "--key-file", "key"]):
        assert person.opened(*misused).problem["code"] == "command.misused"
