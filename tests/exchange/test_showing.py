"""A document for somebody else: what she confirmed, and nothing besides, in any of its bytes."""

from datetime import date

import pytest

from goldseam.exchange.exporters.document import document_of
from goldseam.exchange.pseudonyms import Known
from goldseam.exchange.showing import Leaf, Plan, leaves, plan
from goldseam.words.entry import Attachment, Entry
from goldseam.words.problem import Misused
from tests.exchange.pdf import opened_streams, text_of
from tests.making import words

TOM = Known("person", ("Torvald", "Tor"))
TEXT = "Torvald's sister rang. “It was late,” said Tor (in Zqhavn); I wept."
PLAIN = dict(zip("ab", ("a" * 32, "b" * 32), strict=True))


def entry(text: str, day: str = "2024-03-05", id_: str = "a" * 32) -> Entry:
    content = words(text, day=day, tags=("zqtag",))
    photo = Attachment("c" * 40, "zqphoto.jpg", "image/jpeg", 9)
    content = content._replace(title="Torvald by night", journal="zqbook", attachments=(photo,))
    return Entry(id_, content, ("d" * 40,), "", (), 0)


def told(day: date) -> str:
    return day.isoformat()


def document(of: Plan) -> bytes:
    return document_of(leaves(of, told))


def test_no_byte_tells_who_or_where() -> None:
    pages = document(plan([entry(TEXT)], [TOM]))

    assert text_of(pages).split("\n")[:2] == ["2024-03-05", "A. by night"]
    assert "A.'s sister rang. “It was late,” said A. (in B.); I wept." in text_of(pages)
    held = b"\n".join([pages, *opened_streams(pages)]).lower()
    assert b"sister" in held
    for hidden in (b"torvald", b"tor ", b"zqhavn", b"zqtag", b"zqbook", b"zqphoto", b"aaaaaaaa", b"dddddddd"):
        assert hidden not in held


def test_it_names_no_author_title_or_time() -> None:
    pages = document(plan([entry(TEXT)], [TOM]))

    for said in (b"/Title", b"/Author", b"/Creator", b"/Producer", b"Date", b"/Metadata", b"<x:xmpmeta"):
        assert said not in pages
    assert pages == document(plan([entry(TEXT)], [TOM]))


def test_long_pages_are_whole() -> None:
    long = "\n".join(f"line {number} " + "word " * 40 + "x" * 300 for number in range(120))

    pages = document_of([Leaf("1", "", long)])

    shown = " ".join(text_of(pages).split())
    assert all(f"line {number} word" in shown for number in range(120))
    assert shown.count("word") == 120 * 40
    assert shown.count("x") == 120 * 300
    assert pages.count(b"/Type /Page\n") > 5


def test_signs_without_a_letter_are_counted_and_shown_as_questions() -> None:
    made = plan([entry("café — 🌊→ ok")], [])

    assert made.unprintable == 2
    assert "café — ?? ok" in text_of(document(made))


def test_nothing_is_made_where_a_letter_is_missing_and_it_is_said_which() -> None:
    with pytest.raises(Misused, match="no letter for ł 日 本: "):
        leaves(plan([entry("日本, and a łza")], []), told)
    with pytest.raises(Misused, match="no letter for Ж"):
        leaves(plan([entry(TEXT)], [TOM], yours={"Zqhavn": "Жук"}), told)
    assert leaves(plan([entry("cafe\u0301")], []), told)


def test_days_are_kept_shifted_by_weeks_or_hidden() -> None:
    one = entry("We left on 5 March 2024.")

    assert [leaf.heading for leaf in leaves(plan([one], []), told)] == ["2024-03-05"]
    shifted = leaves(plan([one], [], dates="shift", weeks=-7), told)
    assert [(leaf.heading, leaf.text) for leaf in shifted] == [("2024-01-16", "We left on […].")]
    assert date.fromisoformat(shifted[0].heading).weekday() == date(2024, 3, 5).weekday()
    assert [leaf.heading for leaf in leaves(plan([one], [], dates="hide"), told)] == ["1"]
    assert "2024" not in text_of(document(plan([one], [], dates="hide")))


@pytest.mark.parametrize(("dates", "weeks"), [("shift", 0), ("shift", 99_999)])
def test_days_cannot_be_shifted_by_nothing_or_beyond_all_years(dates: str, weeks: int) -> None:
    with pytest.raises(Misused):
        plan([entry(TEXT)], [], dates=dates, weeks=weeks)  # type: ignore[arg-type]  # parametrized


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Misused, match="calendar"):
        leaves(plan([entry(TEXT, day="9999-12-30")], [], dates="shift", weeks=3), told)


def test_the_code_changes_when_anything_else_is_found() -> None:
    made = plan([entry(TEXT)], [TOM])

    assert made.code == plan([entry(TEXT)], [TOM], yours={"Tor": "Mark"}).code
    assert made.code != plan([entry(TEXT + " Lena came.")], [TOM]).code
    assert made.code != plan([entry(TEXT)], [TOM], dates="hide").code


def test_a_name_is_not_put_for_another() -> None:
    with pytest.raises(Misused, match="put for another"):
        leaves(plan([entry(TEXT)], [TOM], yours={"Zqhavn": "Torvald"}), told)


def test_nothing_chosen_is_nothing_made() -> None:
    with pytest.raises(Misused, match="no entry"):
        plan([], [])
