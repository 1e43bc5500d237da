"""Whose voice a stretch is in, by the marks around it."""

import pytest

from goldseam.read.zones import Zones, zones_of

QUOTED: tuple[tuple[str, list[str]], ...] = (
    ('He said "Come here," and I went.', ["Come here,"]),
    (
        "“I don’t know,” he said, “what ‘love’ is.” The boys’ mother wasn’t in.",
        ["I don’t know,", "what ‘love’ is.", "love"],
    ),
    ("'Yes,' said he, 'it's the dogs' dinner.'", ["Yes,", "it's the dogs' dinner."]),
    ("'Tis the boys' own, 'em all, in '94, goin' an' comin'.", []),
    ("„Komm her“, sagte er, und „geh”, sagte sie.", ["Komm her", "geh"]),
    ("«Viens», dit-elle. « Non ! »", ["Viens", "Non !"]),
    ("»Gut«, sagte sie.", ["Gut"]),
    ("”Hej”, sa hon.", ["Hej"]),
    ('He is 5\'10" tall and the shelf is 6" deep.', []),
    ('She typed "this is all I have. And then the rest of the day went on.', ["this is all I have."]),
    ("“It began so.\n\n“It ended so.” And I left.", ["It began so.", "It ended so."]),
    ("— Come in, said he.\n— Why?\nI went in.", ["Come in", "Why?"]),
    ("— milk\n— bread", []),
    (
        '"Do you know," she said, "that he said \'never\' twice?"',
        ["Do you know,", "that he said 'never' twice?", "never"],
    ),
    ("the 'feisty' one", ["feisty"]),
)


@pytest.mark.parametrize(("text", "wanted"), QUOTED)
def test_a_quotation_is_what_stands_between_its_marks(text: str, wanted: list[str]) -> None:
    found = [text[zone.span.start : zone.span.end] for zone in zones_of(text) if zone.kind == "quote"]

    assert found == wanted


BLOCKS: tuple[tuple[str, list[tuple[str, str, str | None]]], ...] = (
    ("[12:31] Anna: hello\n[12:32] Me: hi. you ok?", [("chat", "hello", "Anna"), ("chat", "hi. you ok?", "Me")]),
    ("Tom: yes\nAnna: no\nTom: oh", [("chat", "yes", "Tom"), ("chat", "no", "Anna"), ("chat", "oh", "Tom")]),
    ("Pros: cheap\nCons: damp", []),
    ("Dinner: soup", []),
    ("> not mine\nmine", [("block_quote", "> not mine", None)]),
    ("```\nx = 1\n```\nmine", [("code", "```\nx = 1\n```", None)]),
    ("| a | b |\n| c | d |", [("table", "| a | b |\n| c | d |", None)]),
    ("♪ all the leaves\nmine", [("verse", "♪ all the leaves", None)]),
    ("Found it:\nDear Tom,\nI was wrong.\nLove, Ida\nSo.", [("letter", "Dear Tom,\nI was wrong.\nLove, Ida", "Ida")]),
    ("Dear diary,\nI was wrong.\nLove, Ida", []),
)


@pytest.mark.parametrize(("text", "wanted"), BLOCKS)
def test_chats_letters_code_and_tables_are_told_from_her_own_prose(
    text: str, wanted: list[tuple[str, str, str | None]]
) -> None:
    found = [
        (z.kind, text[z.span.start : z.span.end], text[z.head.start : z.head.end] if z.head else None)
        for z in zones_of(text)
    ]

    assert found == wanted


def test_what_lies_around_a_quotation_is_found() -> None:
    text = "“She said ‘no’ to me,” he said."
    inner = next(zone for zone in zones_of(text) if text[zone.span.start : zone.span.end] == "no")
    zones = Zones(zones_of(text))

    outer = zones.around(inner)

    assert outer is not None
    assert text[outer.span.start : outer.span.end] == "She said ‘no’ to me,"
    assert zones.around(outer) is None
