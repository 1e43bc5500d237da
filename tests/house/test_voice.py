"""What the product says is short, plain and kind: no cheer, no scores, no verdicts, in any language.

The reasons stand in the design: how much somebody writes, or what, is never judged, and nothing is said to keep her
coming back. Looked at is every sentence of a catalogue and every sentence a program holds.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.messages import catalogues, forms, load, sentences

SOURCE = Path(__file__).resolve().parents[2] / "src" / "goldseam"
# Each a pattern of whole words.
REFUSED = {
    "en": r"""
        streaks? | badges? | awards? | troph\w+ | level(?:led)?\ up | leader\ ?boards? | your\ scores? | goals?
        achiev\w+ | milestones? | days\ in\ a\ row | year\ in\ review | people\ like\ you | on\ a\ roll
        keep\ (?:it\ )?up | diagnos\w+ | heal(?:s|ed|ing)? | therap\w+ | wellness | well-being | mindful\w* | toxic\w*
        attachment\ style | you\ (?:always|never|tend\ to) | we\ miss(?:ed)?\ you | don.t\ forget\ to | come\ back\ soon
        you\ haven.t\ written | success\w* | congrat\w* | hooray | yay | awesome | amazing | well\ done
        (?:great|good|nice)\ (?:job|work) | perfect | bravo | oops | uh-oh | whoops | sorry | magic | magical
        journey | unleash | empower\w* | delight\w* | seamless\w* | effortless\w* | community | share\ with | rate\ us
    """,
    "es": r"""
        rachas? | insignias? | medallas? | premios? | trofeos? | puntuaci[oó]n | puntos\ ganados | subir\ de\ nivel
        metas? | logros? | objetivos? | resumen\ del\ año | gente\ como\ tú | sigue\ así | no\ pares | diagn[oó]stic\w+
        sanar | sanación | sanando | terap\w+ | bienestar | t[oó]xic\w+ | (?:siempre|nunca)\ haces | sueles
        te\ echamos\ de\ menos | no\ olvides | vuelve\ pronto | llevas\ \w+\ días?\ sin | [eé]xito\w* | felicidades
        enhorabuena | genial | increíble | (?:buen|gran)\ trabajo | bien\ hecho | perfecto | bravo | hurra | ánimo | ups
        lo\ sentimos | lamentablemente | magia | m[aá]gic\w+ | comparte\ con | comunidad
    """,
}
# The exclamation of a sentence; not the sign of a program.
CHEER = re.compile(r"¡|\w[\"')”»]?!(?:\s|$)|[\U0001F300-\U0001FAFF\u2705\u2728\u26A1]")


def faults(language: str, text: str) -> list[str]:
    """What is in a sentence that the product does not say."""
    words = "|".join(line for line in REFUSED[language].splitlines() if line.strip())
    refused = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE | re.VERBOSE)
    return [match[0] for pattern in (refused, CHEER) for match in pattern.finditer(text)]


def spoken() -> Iterator[tuple[str, str]]:
    """Every sentence that a program of ours may say in English, with where it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        if path.parent.name == "command":
            silent.clear()  # there the docstring of a command is its help
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent | inside:
                text = node.value
            elif isinstance(node, ast.JoinedStr):
                text = "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values)
            else:
                continue
            if " " in text.strip():
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", text


def test_no_program_says_what_we_do_not_say() -> None:
    said = list(spoken())

    assert len(said) > 1000, "this looked at nothing"
    assert [(where, found, text[:80]) for where, text in said if (found := faults("en", text))] == []


def test_no_page_says_what_we_do_not_say() -> None:
    said = [(one.where, text) for one in sentences() for text in (one.one, one.many)]

    assert len(said) > 200, "this looked at nothing"
    assert [(where, found, text) for where, text in said if (found := faults("en", text))] == []


@pytest.mark.parametrize("language", sorted(catalogues()))
def test_no_translation_says_what_we_do_not_say(language: str) -> None:
    said = [text for message in load(language, catalogues()[language]) if message.id for text in forms(message.string)]

    assert len(said) > 150, "this looked at nothing"
    assert [(found, text) for text in said if (found := faults(language, text))] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Seven days in a row"),
        ("en", "Saved!"),
        ("en", "Success: your entry was kept"),
        ("en", "Your streak ends today"),
        ("en", "A diagnosis of your week"),
        ("en", "You always write about her"),
        ("en", "🎉 Kept"),
        ("es", "¡Guardado!"),
        ("es", "Tu racha termina hoy"),
        ("es", "Guardado con éxito"),
        ("es", "Llevas tres días sin escribir"),
    ],
)
def test_it_hears_what_we_do_not_say(language: str, text: str) -> None:
    assert faults(language, text) != []


@pytest.mark.parametrize("text", ["not this: tag!=sea", "Kept. It is on the disk.", "the best match first, by score"])
def test_it_lets_plain_sentences_pass(text: str) -> None:
    assert faults("en", text) == []
