"""The public corpora, each under a licence that lets what was learnt from it be given away."""

import random
import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from goldseam.read.sentences import sentences_of
from training.example import Example, Extent, outermost
from training.labels import EMOTIONS

NAMES = ("person", "place", "org")
LITBANK_BOOKS_KEPT = 10  # of the hundred, for choosing, and as many for measuring
BROKEN_LINE = re.compile(r"(?<=\S)\n(?=\S)")  # in the middle of a sentence
Tagged = list[tuple[str, str]]


def goemotions(folder: Path, split: str) -> Iterator[Example]:
    """Reddit comments with 27 emotions or none (Demszky et al. 2020; Apache-2.0, CC BY 4.0), official splits."""
    for line in (folder / "goemotions" / f"{split}.tsv").read_text(encoding="utf-8").splitlines():
        text, numbers, _ = line.split("\t")
        yield Example(text, "goemotions", emotions=frozenset(EMOTIONS[int(number)] for number in numbers.split(",")))


def joined(words: Iterable[str]) -> tuple[str, list[Extent]]:
    """Words as one text, and where each stands in it."""
    text = ""
    places: list[Extent] = []
    for word in words:
        apart = "" if not text or word.startswith("n't") else " "
        start = len(text) + len(apart)
        text += apart + word
        places.append((start, start + len(word)))
    return text, places


def stretches(tags: Iterable[str], places: list[Extent]) -> Iterator[tuple[str, Extent]]:
    """The kinds and extents that a column of B-, I- and O says."""
    kind, start, end = "", 0, 0
    for tag, place in [*zip(tags, places, strict=True), ("O", (0, 0))]:
        if kind and (tag[:2] != "I-" or tag[2:] != kind):
            yield kind, (start, end)
            kind = ""
        if tag != "O" and not kind:
            kind, start = tag[2:], place[0]
        end = place[1]


def sentences_of_columns(path: Path, *, tag_column: int) -> Iterator[Tagged]:
    """The sentences of a file with a word a line, as words and tags."""
    sentence: Tagged = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        fields = line.rstrip().split("\t") if "\t" in line else line.split()
        if len(fields) > 1 and not line.startswith("-DOCSTART"):
            sentence.append((fields[0], fields[tag_column].strip() if len(fields) > tag_column else "O"))
        elif sentence:
            yield sentence
            sentence = []


def named(sentence: Tagged, kinds: dict[str, str], corpus: str) -> Example:
    """A sentence in which only names were marked; kinds that are mapped to nothing are left unsure."""
    text, places = joined(word for word, _ in sentence)
    found: dict[str, list[Extent]] = {kind: [] for kind in NAMES}
    unsure: list[Extent] = []
    for tag, extent in stretches((tag for _, tag in sentence), places):
        kind = kinds.get(tag, "")
        (found[kind] if kind else unsure).append(extent)
    return Example(
        text,
        corpus,
        spans={kind: outermost(extents) for kind, extents in found.items()},
        unsure=dict.fromkeys(NAMES, tuple(unsure)) if unsure else {},
    )


def broad_twitter(folder: Path) -> Iterator[Example]:
    """Tweets with names (Derczynski et al. 2016; CC BY 4.0)."""
    kinds = {"PER": "person", "LOC": "place", "ORG": "org"}
    for path in sorted((folder / "btc").glob("*.conll")):
        for sentence in sentences_of_columns(path, tag_column=1):
            yield named(sentence, kinds, "btc")


def wnut17(folder: Path, file: str) -> Iterator[Example]:
    """Names in noisy text (Derczynski et al. 2017; CC BY 4.0), official splits."""
    kinds = {"person": "person", "location": "place", "corporation": "org"}
    for sentence in sentences_of_columns(folder / "wnut17" / file, tag_column=1):
        yield named(sentence, kinds, "wnut17")


def is_name(words: str) -> bool:
    """Whether a mention names, and does not only describe: it has a capital that is more than its first letter's."""
    first, *rest = words.split()
    if any(word[:1].isupper() for word in rest):
        return True
    return first[:1].isupper() and not rest and first.lower() not in {"i", "he", "she", "you", "they", "it", "we"}


def litbank(folder: Path, split: str) -> Iterator[Example]:
    """A hundred novels with their people and places (Bamman et al. 2019; CC BY 4.0); the split by books is ours."""
    books = sorted((folder / "litbank" / "entities" / "tsv").glob("*.tsv"))
    random.Random(0).shuffle(books)  # noqa: S311 - the same split each time
    kept = LITBANK_BOOKS_KEPT
    chosen = {"train": books[: -2 * kept], "dev": books[-2 * kept : -kept], "test": books[-kept:]}[split]
    for path in chosen:
        for sentence in sentences_of_columns(path, tag_column=1):
            yield _of_a_novel(sentence)


def _of_a_novel(sentence: Tagged) -> Example:
    text, places = joined(word for word, _ in sentence)
    found: dict[str, list[Extent]] = {kind: [] for kind in (*NAMES, "kin")}
    for tag, (start, end) in stretches((tag for _, tag in sentence), places):
        kind = {"PER": "person", "FAC": "place", "GPE": "place", "LOC": "place", "ORG": "org"}.get(tag, "")
        if kind and is_name(text[start:end]):
            found[kind].append((start, end))
        elif kind == "person":
            found["kin"].append((start, end))
    return Example(text, "litbank", spans={kind: outermost(extents) for kind, extents in found.items()})


GUM_GENRES = ("academic", "court", "interview", "news")  # the others' texts are share-alike
GUM_KINDS = {"person": "person", "place": "place", "organization": "org"}


def gum(folder: Path) -> Iterator[Example]:
    """Interviews, news, court and academic texts with their entities (Zeldes 2017; CC BY 4.0)."""
    with tarfile.open(folder / "gum" / "gum_dep_xml.tar.xz") as archive:
        for member in sorted(archive, key=lambda member: member.name):
            if not member.name.endswith(".conllu") or member.name.split("_")[1] not in GUM_GENRES:
                continue
            file = archive.extractfile(member)
            assert file is not None, "a member that ends in .conllu is a file"
            for block in file.read().decode().split("\n\n"):
                rows = [line.split("\t") for line in block.splitlines() if re.match(r"\d+\t", line)]
                if rows:
                    yield _of_gum(rows)


def _of_gum(rows: list[list[str]]) -> Example:
    text, places = joined(row[1] for row in rows)
    found: dict[str, list[Extent]] = {kind: [] for kind in (*NAMES, "kin")}
    open_: list[tuple[str, str, int]] = []
    for at, row in enumerate(rows):
        marks = re.search(r"Entity=([^|]*)", row[9])
        for mark in re.findall(r"\([^()]*\)?|[^()]+\)", marks[1]) if marks else ():
            group = mark.strip("()").split("-")
            if mark.startswith("("):
                open_.append((group[0], group[1] if len(group) > 1 else "", at))
            if mark.endswith(")"):
                of_this = [item for item in open_ if item[0] == group[0]]
                if of_this:
                    open_.remove(of_this[-1])
                    _place_gum(rows, of_this[-1], at, places, found)
    return Example(text, "gum", spans={kind: outermost(extents) for kind, extents in found.items()})


def _place_gum(
    rows: list[list[str]], opened: tuple[str, str, int], last: int, places: list[Extent], found: dict[str, list[Extent]]
) -> None:
    _, etype, first = opened
    inside = range(first, last + 1)
    heads = [at for at in inside if not first <= int(rows[at][6]) - 1 <= last]
    kind = GUM_KINDS.get(etype, "")
    if not kind or not heads:
        return
    extent = (places[first][0], places[last][1])
    if rows[heads[0]][3] == "PROPN":
        found[kind].append(extent)
    elif kind == "person" and rows[heads[0]][3] == "NOUN" and rows[heads[0]][4] == "NN":
        found["kin"].append(extent)


def email_intent(folder: Path, *, test: bool = False) -> Iterator[Example]:
    """Sentences of e-mails that ask, offer or promise something, or do not (Parakweet; Apache-2.0)."""
    file = "testSet-qualifiedBatch-fixed.txt" if test else "Ask0729-fixed.txt"
    for line in (folder / "email_intent" / file).read_text(encoding="utf-8", errors="replace").splitlines():
        answer, _, text = line.partition("\t")
        if answer in {"Yes", "No"} and text.strip():
            yield Example(text.strip().strip('"'), "email_intent", sentence={"request": answer == "Yes"})


def because(folder: Path) -> Iterator[Example]:
    """Articles and hearings with their causal wordings (Dunietz et al. 2017; MIT)."""
    for path in sorted((folder / "because").glob("*/*.ann")):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        yield from _causal(text, path.read_text(encoding="utf-8"))


def _causal(text: str, annotation: str) -> Iterator[Example]:
    """The sentences between the first and the last thing that was marked: beyond, nobody looked."""
    stretch, connectives, reasons = _brat(annotation)
    if not stretch:
        return
    first, last = min(start for start, _ in stretch), max(end for _, end in stretch)
    for start, end in sentences_of(BROKEN_LINE.sub(" ", text)):
        if end < first or start > last:
            continue
        inside = [(a - start, min(b, end) - start) for a, b in reasons if start <= a < end]
        causal = any(start <= a < end for a, _ in connectives)
        yield Example(text[start:end], "because", sentence={"cause": causal}, spans={"reason": outermost(inside)})


def _brat(annotation: str) -> tuple[list[Extent], list[Extent], list[Extent]]:
    """Everything that is marked, the causal wordings among it, and what they give as the reason of something."""
    kinds: dict[str, str] = {}
    places: dict[str, Extent] = {}
    connectives: list[Extent] = []
    reasons: list[Extent] = []
    lines = [line.split("\t") for line in annotation.splitlines()]
    for name, told, *_ in (line for line in lines if line[0].startswith("T")):
        kinds[name], _, numbers = told.partition(" ")
        ends = [int(number) for number in re.findall(r"\d+", numbers)]
        places[name] = (ends[0], ends[-1])
    for _, told, *_ in (line for line in lines if line[0].startswith("E")):
        (_, trigger), *parts = [part.split(":") for part in told.split()]
        kind = kinds[trigger]
        if kind != "NonCausal":
            connectives.append(places[trigger])
        role = "Effect" if kind == "Purpose" else "Cause"
        if kind in {"Motivation", "Purpose", "Consequence"}:
            reasons += [places[name] for part, name in parts if part == role]
    return list(places.values()), connectives, reasons
