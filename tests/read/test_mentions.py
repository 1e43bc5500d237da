"""Who and where: what is a name, who is who, and what names nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.read.passage import Passage
from goldseam.words.finding import SELF, Mention, Someone
from tests.read.reading import called, of_type, whole, with_mentions

# The words of each mention, and who it is: a name, else a relation; a place or an organisation says so.
CASES = [
    ("Yesterday Henrike phoned and I told her about the flood.", "Henrike=Henrike her=Henrike"),
    ("We drove to Ghent with Uncle Barnaby.", "Ghent=place Uncle Barnaby=Uncle Barnaby"),
    ("My aunt Petronella snores. She knows it.", "My aunt Petronella=Petronella Petronella=Petronella She=Petronella"),
    ("My neighbour, Otto, lent me his ladder.", "My neighbour=Otto Otto=Otto his=Otto"),
    ("The roofer is called Ansgar and he whistles.", "The roofer=Ansgar Ansgar=Ansgar he=Ansgar"),
    ("I had soup with a man called Balthazar.", "a man called Balthazar=Balthazar"),
    ("Walked with L⸺ as far as the pier.", "L⸺=L⸺"),
    ("Mum rang. Mother is never short.", "Mum=mother Mother=mother"),
    ("Cousins everywhere. Sabine's brother burned the rice.", "Sabine=Sabine Sabine's brother=brother"),
    ("the bus was late so i told olga and dad was cross", "olga=Olga dad=father"),
    ("Dr. Okonjo listened, Mr Pym did not.", "Dr. Okonjo=Dr. Okonjo Mr Pym=Mr Pym"),
    ("Worked at Addington Hospital, then swam in Durban.", "Addington Hospital=org Durban=place"),
    ("Konrad told Florian that he was late.", "Konrad=Konrad Florian=Florian he=None"),
    ("Beatrix and Konrad came. She was hungry, he was not.", "Beatrix=Beatrix Konrad=Konrad She=Beatrix he=Konrad"),
    # words that name only sometimes
    ("Hope laughed at the toast.", "Hope=Hope"),
    ("I hope it lasts.", ""),
    ("Will Hope come?", "Hope=Hope"),
    ("Will it rain?", ""),
    ("I told Mark to mark the crates.", "Mark=Mark"),
    ("In May the roses were early.", ""),
    ("May phoned at six.", "May=May"),
    ("He may go in May.", "He=None"),
    ("Grace said grace.", "Grace=Grace"),
    ("It was grace that saved us.", ""),
    # nobody one could point at
    ("He worked like a priest.", "He=None"),
    ("If I had a daughter I would name her after the sea.", "her=None"),
    ("Nurses are tired everywhere.", ""),
    ("In the film the doctor dies at the end.", ""),
    ("Christmas, English breakfast, God and the BBC on Monday.", "BBC=org"),
    ("WE WON THE CUP AND NOBODY SLEPT.", ""),
    ("The Lord Of The Kitchen Sink Returns", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_a_mention_is_found_with_who_it_is(text: str, expected: str) -> None:
    passage = with_mentions(text)

    found = " ".join(f"{finding.words}={_who(passage, mention)}" for finding, mention in passage.mentions())

    assert found.casefold() == expected.casefold()


def test_two_of_a_name_stay_apart_and_the_bare_name_is_left_open() -> None:
    passage = with_mentions("A colleague called Rufus met a client called Rufus. Afterwards Rufus wept.")

    named = [mention.ref for finding, mention in passage.mentions() if "Rufus" in finding.words]

    assert named[0] != named[1]
    assert named[2] is None


def test_two_of_one_name_and_two_initials_are_two() -> None:
    first, second, third = [
        mention.ref for _, mention in with_mentions("Jo P cried, Jo W cried, Jo P left.").mentions()
    ]

    assert first == third != second


def test_who_is_called_by_a_name_nobody_else_has_is_the_writer() -> None:
    called_out = {
        found.words: mention.ref for found, mention in with_mentions('Mum said, "Sit down, Grant."').mentions()
    }

    assert called_out["Grant"] == SELF


def test_a_pronoun_of_nobody_who_can_be_told_is_not_shown_however_sure() -> None:
    [she] = of_type(whole("She came home late."), "mention")

    assert isinstance(she.details, Mention)
    assert she.details.ref is None
    assert she.confidence > 0.5
    assert not she.shown


def test_two_of_one_title_are_two() -> None:
    passage = with_mentions("Mrs. Okoro rang Mrs. Pym.")

    first, second = [mention.ref for _, mention in passage.mentions()]
    assert first != second


def test_how_sure_a_pronoun_of_a_long_text_is_has_a_source_of_its_own() -> None:
    short = with_mentions("Konrad came. He sat.")
    long = with_mentions("Konrad came. It rained. It rained again. It stopped. Konrad rose. He sat.")

    assert short.findings[-1].source == "mention.pronoun.near.before.named"
    assert long.findings[-1].source == "mention.pronoun.long.near.before.named"


def test_whom_the_registry_knows_keeps_the_registrys_id_by_any_alias_in_any_case() -> None:
    known = (Someone("r7", "person", "Wilhelmina", ("Mina", "Mi"), "sister", "f"), Someone("r8", "pet", "Biscuit"))

    passage = with_mentions("mina came by. biscuit the cat hid from Wilhelmina and my sister laughed.", known=known)

    refs = {finding.words: mention.ref for finding, mention in passage.mentions() if mention.form != "pronoun"}
    assert refs["mina"] == refs["Wilhelmina"] == refs["my sister"] == "r7"


def test_two_in_the_registry_of_one_name_are_not_guessed_at() -> None:
    known = (Someone("r1", "person", "Anna", (), "sister", "f"), Someone("r2", "person", "Anna", (), "colleague", "f"))

    passage = with_mentions("Anna wrote.", known=known)

    assert [mention.ref for _, mention in passage.mentions()] == [None]


_WORDS = st.sampled_from(
    [
        "I",
        "she",
        "her",
        "mother",
        "my",
        "Lena",
        "L⸺",
        "Dr.",
        "Will",
        "will",
        "said",
        "“",
        "”",
        '"',
        ".",
        ",",
        "\n",
        "the",
        "vet",
        "called",
        "é",
        "🌊",
        "'s",
        "in",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=60).map(" ".join)))
def test_whatever_the_text_every_mention_is_a_quotation_of_it(text: str) -> None:
    passage = with_mentions(text)

    for finding in passage.findings:
        assert text[finding.span.start : finding.span.end] == finding.words
    assert all(mention.ref is None or mention.ref in passage.persons for _, mention in passage.mentions())


def _who(passage: Passage, mention: Mention) -> str:
    return mention.kind if mention.kind in {"place", "org"} else str(called(passage, mention.ref))
