"""The words the rules know, kept as data in `english/`: another language is another folder."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, dict[str, frozenset[str]]]:
    """A file of word lists: every heading with its lists; what stands above the first heading is under "".

    Raises: FileNotFoundError: there is no such file in the package.
    """
    written = tomllib.loads(files("goldseam.read").joinpath("english", f"{name}.toml").read_text("utf-8"))
    lists = {"": {key: frozenset(value.split()) for key, value in written.items() if isinstance(value, str)}}
    for heading, under in written.items():
        if isinstance(under, dict):
            lists[heading] = {key: frozenset(value.split()) for key, value in under.items()}
    return lists


def listed(name: str, heading: str, *keys: str) -> frozenset[str]:
    """The words of one list, or of several together."""
    lists = table(name)[heading]
    return frozenset().union(*(lists[key] for key in keys or lists))


@cache
def lines(name: str, key: str, separator: str = ";") -> tuple[str, ...]:
    """A list of phrases, in the order written."""
    written: dict[str, str] = tomllib.loads(
        files("goldseam.read").joinpath("english", f"{name}.toml").read_text("utf-8")
    )
    return tuple(" ".join(phrase.split()) for phrase in written[key].split(separator) if phrase.strip())


@cache
def ordinary() -> frozenset[str]:
    """Words that are written small."""
    written = files("goldseam.read").joinpath("english", "ordinary.txt").read_text("utf-8")
    return frozenset(word for line in written.splitlines() if not line.startswith("#") for word in line.split())


_ENDINGS = re.compile(r"(?:'s|s'|s|es|ed|d|ing|ly|er|ers|est|ness|y)$")


@cache
def is_ordinary(word: str) -> bool:
    """Whether a word is one that is written small, or a form of one."""
    words = ordinary()
    if word in words:
        return True
    if "-" in word:
        return all(is_ordinary(part) for part in word.split("-") if part)
    stem = _ENDINGS.sub("", word)
    doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in words  # noqa: PLR2004
    return stem != word and len(stem) > 2 and (stem in words or stem + "e" in words or doubled)  # noqa: PLR2004


@cache
def verbs() -> dict[str, str]:
    """Every form of the verbs we know, with what it is: `base`, `third`, `past`, `participle` or `ing`."""
    lists = table("verbs")[""]
    forms: dict[str, str] = {}
    irregular = [triple.split("/") for triple in sorted(lists["irregular"])]
    for base, _, participle in irregular:
        forms.setdefault(participle, "participle")
        _regular(forms, base)
        forms[base] = "base"
    for (
        _,
        past,
        _,
    ) in irregular:  # after every base: lay, found and saw are the past of one verb and the base of another
        forms[past] = "past"
    for base in sorted(lists["regular"]):
        _regular(forms, base)
        forms[_joined(base, "ed")] = "past"
        forms.setdefault(base, "base")
    return forms


def forms_of(base: str) -> tuple[str, ...]:
    """Every form of a verb, known or made by rule: `cry cries cried crying`."""
    for triple in table("verbs")[""]["irregular"]:
        if triple.startswith(base + "/"):
            made: dict[str, str] = dict.fromkeys(triple.split("/"), "")
            _regular(made, base)
            return tuple(made)
    made = {base: "", _joined(base, "ed"): ""}
    _regular(made, base)
    return tuple(made)


def _regular(forms: dict[str, str], base: str) -> None:
    forms[_joined(base, "ing")] = "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        forms[base[:-1] + "ies"] = "third"
    else:
        forms[base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")] = "third"


def _joined(base: str, ending: str) -> str:
    if base.endswith("ie") and ending == "ing":
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + ending
    if base.endswith("y") and base[-2] not in "aeiou" and ending == "ed":
        return base[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", base) and not base.endswith(("w", "x", "y")):
        return base + base[-1] + ending
    return base + (ending if not (base.endswith("e") and ending == "ed") else "d")
