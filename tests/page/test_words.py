"""What the page says: every sentence in a catalogue, every catalogue whole, and nothing said past them."""

import re
from html.parser import HTMLParser
from itertools import chain

import pytest
from babel.messages.catalog import Message

from goldseam.page.languages import KNOWN, language_of
from goldseam.page.preferences import LANGUAGES
from goldseam.page.rendering import sentence
from tests.page import messages
from tests.page.messages import PAGE, catalogues, forms, load, sentences, template, untranslated

ROOT = PAGE.parents[2]
PLACE = re.compile(r"%\((\w+)\)s|%(?!\()\S?")
# What stands in templates as it is, because it is the same in every language: commands, queries, signs.
SAME = {
    "goldseam",
    "open",
    "rain",
    "snow",
    "OR",
    "swim",
    "long",
    "way",
    "home",
    "title",
    "holiday",
    "tag",
    "garden",
    "in",
}
SAME |= {"work", "on", "last", "summer", "before", "after", "has", "photo", "file", "is", "starred", "sea", "lake"}
SAME |= {"person", "Ada", "said", "by", "me", "feeling", "joy", "about"}
SAME |= {"Ctrl", "Esc"}  # what stands on keys
# The two blocks are the inside of a tag, where nothing is read out.
JINJA = re.compile(
    r"\{% block (?:body|main_attributes) %\}.*?\{% endblock %\}|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL
)
SPOKEN = ("title", "placeholder", "aria-label", "alt", "label", "data-sure")


@pytest.fixture(params=sorted(catalogues()))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_language_on_offer_has_its_catalogue() -> None:
    assert set(KNOWN) == {"en", *catalogues()} == set(LANGUAGES) - {""}


def test_every_sentence_is_in_the_catalogue_and_translated(language: str) -> None:
    known = load(language, catalogues()[language])
    said = {message.id for message in template() if message.id}

    assert len(said) > 150, "this looked at nothing"
    assert said - {message.id for message in known} == set(), "python3 dev.py words"
    assert {message.id for message in known if message.id} - said == set(), "python3 dev.py words"
    assert [message.id for message in untranslated(known)] == []


def test_a_translation_says_the_same_places_and_numbers(language: str) -> None:
    wrong = [m.id for m in load(language, catalogues()[language]) if m.id and not _fits(m)]

    assert wrong == []


def _fits(message: Message) -> bool:
    originals, translated = forms(message.id), forms(message.string)
    wanted = set(chain.from_iterable(PLACE.findall(text) for text in originals))
    ends = {text.rstrip("”»")[-1] in ".?…:" for text in (*originals, *translated)}
    return all(set(PLACE.findall(text)) == wanted for text in translated) and len(ends) == 1


def test_a_translation_that_loses_a_place_is_seen() -> None:
    assert not _fits(Message("in %(folder)s", "en"))
    assert not _fits(Message(("%(num)s day", "%(num)s days"), ("un día", "%(num)s días")))
    assert not _fits(Message("Nothing is lost.", "Nada"))
    assert _fits(Message("in %(folder)s", "en %(folder)s"))


def test_nothing_is_translated_by_itself(language: str) -> None:
    """A sentence that reads the same in both languages was most likely forgotten."""
    known = load(language, catalogues()[language])

    assert [message.id for message in known if message.id and forms(message.string) == forms(message.id)] == []


def test_the_page_reads_what_the_catalogue_says(language: str) -> None:
    """The compiled catalogue is the one of this tree: `dev.py` made it."""
    spoken = language_of(language, language)
    for message in load(language, catalogues()[language]):
        said, meant = forms(message.id), forms(message.string)
        if len(said) == 1 and said[0]:
            assert spoken.say(said[0]) == meant[0]
        elif said[0]:
            assert tuple(spoken.forms(*said).values()) == meant


class _Bare(HTMLParser):
    """The words of a template that stand there as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in {"script", "style"}
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def bare_words(source: str) -> set[str]:
    """Words in a template that no catalogue can reach."""
    reader = _Bare()
    reader.feed(JINJA.sub("", source))
    reader.close()
    return {word for text in reader.found for word in re.findall(r"[^\W\d_]{2,}", text)} - SAME


def test_no_template_says_anything_past_the_catalogue() -> None:
    said = {path.name: bare_words(path.read_text(encoding="utf-8")) for path in PAGE.glob("templates/**/*.html")}

    assert len(said) > 20, "this looked at nothing"
    assert {name: words for name, words in said.items() if words} == {}


def test_a_word_past_the_catalogue_is_seen() -> None:
    assert bare_words("<p>Saved {{ n }}</p>") == {"Saved"}
    assert bare_words('<input placeholder="Your name" title="{{ _("x y") }}">') == {"Your", "name"}
    assert bare_words("<p class='lede'>{{ _('Saved') }}</p><script>var saved</script>") == set()


def test_no_script_says_anything_itself() -> None:
    """Scripts are given their sentences by the page, in her language."""
    said = re.compile(r"""(["'`])[A-Z][a-z]+(?: [^"'`\n]*)?[a-z.…]\1""")
    keys = {"AbortError", "Arrow", "Escape", "Enter", "Shift", "Files", "Event"}
    found = [
        (path.name, match[0])
        for path in sorted((ROOT / "web" / "src").rglob("*.ts"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith(("//", "*", "/*"))
        for match in said.finditer(line)
        if " " in match[0] and not any(key in match[0] for key in keys)
    ]

    assert found == []
    assert said.search('say("Saved just now")')


def test_sentences_are_found_wherever_the_page_says_them() -> None:
    said = {(one.where, one.one) for one in sentences()}

    assert ("page/templates/locked.html", "Unlock") in said
    assert ("page/templates/calendar.html", "%(num)s word") in said  # by `language.count`
    assert ("page/pages/entry.py", "written on %(day)s") in said  # by `say`
    assert ("exchange/notes.py", "dated by the name of its file") in said  # in a table
    assert ("page/mistakes.py", "the disk is full") in said  # one half of a choice
    assert ("page/asked.py", "what was sent was larger than 64 MiB") in said  # given to what makes the problem
    assert not any(one.startswith("goldseam ") for _, one in said), "a command is not translated"


def test_what_is_missing_is_named(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("locale") / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = folder / "goldseam.po"
    catalogue.write_text('msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "No such sentence"\nmsgstr "Ninguna"\n')
    monkeypatch.setattr(messages, "LOCALE", folder.parents[1])

    missing = messages.update()

    assert missing == len({message.id for message in template() if message.id})
    assert "No such sentence" not in catalogue.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("locale", "n", "said"),
    [
        ("en", 1, "1 entry"),
        ("en", 0, "0 entries"),
        ("en", 100_000, "100,000 entries"),
        ("es", 1, "1 entrada"),
        ("es", 0, "0 entradas"),
        ("es", 100_000, "100.000 entradas"),
        ("es_MX", 100_000, "100,000 entradas"),
    ],
)
def test_numbers_and_plurals_follow_the_language_and_the_place(locale: str, n: int, said: str) -> None:
    assert language_of(locale[:2], locale).count("%(num)s entry", "%(num)s entries", n) == said


def test_dates_and_times_follow_the_language_and_the_place() -> None:
    british, american, spanish = language_of("en", "en_GB"), language_of("en", "en_US"), language_of("es", "es_ES")

    assert british.day("2026-03-05") == "Thursday, 5 March 2026"
    assert american.day("2026-03-05") == "Thursday, March 5, 2026"
    assert spanish.day("2026-03-05") == "jueves, 5 de marzo de 2026"
    assert spanish.month("2026-03-05") == "marzo de 2026"
    assert (british.locale.first_week_day, american.locale.first_week_day) == (0, 6)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("the disk is full", "The disk is full."),
        ("goldseam doctor", "goldseam doctor"),
        ("Bea's file was empty", "Bea's file was empty."),
        ("", ""),
        ("Is it there?", "Is it there?"),
    ],
)
def test_a_part_of_a_problem_becomes_a_sentence(part: str, said: str) -> None:
    assert sentence(part) == said
