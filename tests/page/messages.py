"""Every sentence of the page, and the catalogues that hold its translations.

`python3 dev.py words` runs this: new sentences enter each catalogue untranslated, those that are gone leave it, and
what is still to be translated is named. Sentences are the messages of the templates, what `Language.say` and
`Language.count` are given, and what the page itself says when something goes wrong.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

PAGE = Path(__file__).resolve().parents[2] / "src" / "goldseam" / "page"
LOCALE = PAGE / "locale"
PROBLEMS = {"Problem", "Misused", "OldPage"}  # what is raised with three sentences
REASONS = {"_refuse", "_refused", "_unreadable", "_lost"}  # what makes such a problem of the first of them
# Rooms below whose problems are met in the middle of typing; what other rooms say stays English.
BELOW = ("exchange/notes.py", "find/query.py", "find/plan.py", "words/when.py", "words/day.py")
FORMS = 2  # of one thing, and of several
TABLES = {"WORDING"}  # what a room below says of codes, by code
PARTS = {"safe", "next", "next_", "happened", "why"}


class Sentence(NamedTuple):
    """Something the page says.

    Attributes:
        where: the file, from the folder of the package.
        one: the message.
        many: its plural, or empty.
    """

    where: str
    one: str
    many: str = ""


def sentences() -> list[Sentence]:
    """All of them, in the order of the files."""
    found: list[Sentence] = []
    below = [PAGE.parent / name for name in BELOW]
    for path in sorted([*PAGE.glob("templates/**/*.html"), *PAGE.glob("**/*.py"), *below]):
        where = path.relative_to(PAGE.parent).as_posix()
        source = path.read_text(encoding="utf-8")
        found += _of_template(where, source) if path.suffix == ".html" else _of_module(where, source)
    return found


def _of_template(where: str, source: str) -> Iterator[Sentence]:
    for call in template_environment().parse(source).find_all(nodes.Call):
        name = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        said = [str(node.value) for node in call.args if isinstance(node, nodes.Const)]
        if name in {"_", "gettext", "say"} and said:
            yield Sentence(where, said[0])
        elif name in {"ngettext", "count", "forms"} and len(said) >= FORMS:
            yield Sentence(where, said[0], said[1])


def _of_module(where: str, source: str) -> Iterator[Sentence]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Assign) and getattr(call.targets[0], "id", "") in TABLES:
            assert isinstance(call.value, ast.Dict), "a table is written out"
            yield from (Sentence(where, _text(value)) for value in call.value.values)
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        given = [_text(argument) for argument in call.args]
        if name == "say" and given and given[0]:
            yield Sentence(where, given[0])
        elif name == "count" and len(given) > FORMS and given[0] and given[1]:
            yield Sentence(where, given[0], given[1])
        elif name in PROBLEMS | REASONS:
            parts = [*call.args[:1], *(one.value for one in call.keywords if one.arg in PARTS)]
            yield from (Sentence(where, text) for part in parts for text in _choices(part))


def _text(node: ast.expr) -> str:
    """A literal text; nothing where it is made as it runs."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _choices(node: ast.expr) -> list[str]:
    """A literal text, or the two of them that a condition chooses from."""
    either = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [text for text in map(_text, either) if text and not text.startswith("goldseam ")]


def template_environment() -> Environment:
    """Jinja as the page sets it, for whoever reads the templates without showing them."""
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])


def template() -> Catalog:
    """A catalogue of every sentence, untranslated."""
    made = Catalog(project="goldseam", version="1", charset="utf-8")
    for where, one, many in sentences():
        made.add((one, many) if many else one, locations=[(where, 1)])
    return made


def catalogues() -> dict[str, Path]:
    """The catalogue of each language that is not English."""
    return {path.parent.parent.name: path for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))}


def load(language: str, path: Path) -> Catalog:
    """A catalogue as it lies on the disk."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalogue: Catalog) -> list[Message]:
    """What nobody has translated yet, or only a machine guessed at."""
    return [message for message in catalogue if message.id and (message.fuzzy or not all(forms(message.string)))]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message, or its forms for one and for several."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def update() -> int:
    """Brings every catalogue up to date; returns how many sentences are still to be translated."""
    missing = 0
    for language, path in catalogues().items():
        known = load(language, path)
        known.update(template(), no_fuzzy_matching=True, update_creation_date=False)
        known.obsolete.clear()
        known.msgid_bugs_address, known.last_translator = "", ""
        with path.open("wb") as file:
            write_po(file, known, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
        for message in untranslated(known):
            missing += 1
            print(f"{language}: {message.locations[0][0]}: {message.id}")  # noqa: T201 - this is a program too
    return missing


if __name__ == "__main__":
    sys.exit(1 if update() else 0)
