"""Everything is read in thirty years: with age and Python, or with age and a shell, and goldseam nowhere."""

import base64
import io
import json
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from goldseam.keep.backup import make_backup
from goldseam.keep.blobs import Blobs
from goldseam.keep.cipher import new_identity, recipient_of, seal
from goldseam.keep.disk import Disk
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.ledger import flush
from goldseam.keep.vault import create_vault
from goldseam.words.entry import Attachment
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.conftest import ROOT
from tests.making import NOW, PASSPHRASE, words

DECRYPTOR = ROOT / "spec" / "decrypt" / "decrypt.py"
PYTHON_PROGRAMS = ("age", "argon2")
SHELL_PROGRAMS = ("age", "tar", "jq", "base64", "gunzip", "gzip", "basename", "cat", "sh")

pytestmark = pytest.mark.needs_age


class Left(NamedTuple):
    """A vault and its backup, and nobody who has goldseam.

    Attributes:
        vault: the folder.
        backup: the file.
        paper: the paper key.
    """

    vault: Path
    backup: Path
    paper: str


SAID = {
    "shown": "It rained all day. Größe, 東京, 🧵.",
    "before": "It rained.",
    "page": "on the page\u2028and further",
    "waiting": "left while it was locked",
    "trashed": "in the trash",
    "voice": "a voice, and some wind",
}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    folder = tmp_path_factory.mktemp("left")
    vault, paper = create_vault(str(folder / "vault"), PASSPHRASE, cost=CHEAPEST, now_ms=NOW)
    entries = Entries(vault)
    name, size = Blobs(vault.folder, vault.keys, Disk()).put(io.BytesIO(SAID["voice"].encode() * 9999))
    voice = Attachment(name, "voice.OGG", "audio/ogg", size)
    entry = entries.add(words(SAID["before"]), now_ms=NOW)
    entries.revise(entry.id, words(SAID["shown"])._replace(attachments=(voice,)), now_ms=NOW + 1, base=entry.heads)
    entries.trash(entries.add(words(SAID["trashed"]), now_ms=NOW).id, now_ms=NOW)
    entries.purge([entries.add(words("gone for good"), now_ms=NOW).id], now_ms=NOW)
    Drafts(vault).save(Draft("ab" * 16, words(SAID["page"]), None, (), NOW))
    flush(vault, now_ms=NOW)
    item = seal(json.dumps({"version": 1, "text": SAID["waiting"]}).encode(), list(vault.header.inbox))
    (folder / "vault" / "inbox" / "a.age").write_bytes(item)
    make_backup(vault, str(folder / "backup.tar"), now_ms=NOW)
    vault.settle()
    vault.close()
    return Left(folder / "vault", folder / "backup.tar", paper)


@pytest.fixture
def programs(tmp_path: Path) -> Callable[..., str]:
    """A PATH with these programs, and nothing else."""

    def only(*names: str) -> str:
        folder = tmp_path / "programs"
        folder.mkdir()
        for name in names:
            found = shutil.which(name)
            if found:
                (folder / name).symlink_to(found)
        return str(folder)

    return only


def decrypted(
    source: Path, target: Path, secret: str, path: str, *, decryptor: Path = DECRYPTOR
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(decryptor), str(source), str(target)],
        input=secret + "\n",
        capture_output=True,
        text=True,
        env={"PATH": path},
        check=False,
    )


def everything_in(folder: Path) -> str:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\0".join(path.read_bytes().decode("utf-8", "replace") for path in found)


def missing(folder: Path) -> set[str]:
    """Which of what was said is in no file there. None of it needs an escape in JSON as these files write it."""
    text = everything_in(folder)
    return {what for what, said in SAID.items() if said not in text}


def test_it_is_alone(left: Left, programs: Callable[..., str]) -> None:
    """Otherwise the tests below would prove nothing."""
    script = "import importlib.util as u; print([u.find_spec(n) for n in ('goldseam', 'pyrage', 'apsw', 'argon2')])"
    out = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        capture_output=True,
        text=True,
        env={"PATH": programs("age")},
        check=True,
    ).stdout

    assert out == "[None, None, None, None]\n"


def test_all_of_a_backup_comes_out(left: Left, tmp_path: Path, programs: Callable[..., str]) -> None:
    result = decrypted(left.backup, tmp_path / "out", left.paper, programs("age"))

    assert (result.returncode, result.stderr) == (0, "")
    assert missing(tmp_path / "out") == set()
    assert "gone for good" not in everything_in(tmp_path / "out")
    assert (tmp_path / "out" / "inbox" / "a.txt").exists()


def test_all_of_a_vault_but_its_page_comes_out(left: Left, tmp_path: Path, programs: Callable[..., str]) -> None:
    result = decrypted(left.vault, tmp_path / "out", left.paper, programs("age"))

    assert (result.returncode, result.stderr) == (0, "")
    assert missing(tmp_path / "out") == {"page"}
    assert "gone for good" not in everything_in(tmp_path / "out")


@pytest.mark.needs_argon2
def test_a_passphrase_opens_it_too(left: Left, tmp_path: Path, programs: Callable[..., str]) -> None:
    result = decrypted(left.backup, tmp_path / "out", PASSPHRASE, programs(*PYTHON_PROGRAMS))

    assert result.returncode == 0, result.stderr
    assert missing(tmp_path / "out") == set()


def test_the_decryptor_in_a_backup_is_this_one(left: Left, tmp_path: Path) -> None:
    subprocess.run(["tar", "xf", str(left.backup)], cwd=tmp_path, check=True)

    assert (tmp_path / "decrypt.py").read_bytes() == DECRYPTOR.read_bytes()
    assert (tmp_path / "decrypt.README.txt").read_bytes() == (DECRYPTOR.parent / "README.txt").read_bytes()


def test_a_wheel_has_it_with_it(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True
    )
    (wheel,) = tmp_path.glob("*.whl")

    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("goldseam/keep/decrypt/decrypt.py") == DECRYPTOR.read_bytes()


@pytest.mark.parametrize("secret", ["", "nothing", "AGE-SECRET-KEY-1" + "Q" * 58, "passphrase"])
def test_a_wrong_key_is_told_and_nothing_is_written(
    left: Left, tmp_path: Path, programs: Callable[..., str], secret: str
) -> None:
    result = decrypted(left.backup, tmp_path / "out", secret, programs("age"))

    assert result.returncode == 2
    assert "no key slot opens with this" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def damaged_backups(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "noise", b"words" * 500
    for part in (100, 700, 3000, len(data) // 2, len(data) - 5000):
        yield f"cut at {part}", data[:part]
    for at in (600, 5000, len(data) - 5000, len(data) - 60_000):
        yield f"flipped at {at}", data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def test_a_damaged_backup_is_told_in_a_sentence(left: Left, tmp_path: Path, programs: Callable[..., str]) -> None:
    path = programs("age")
    for number, (how, data) in enumerate(damaged_backups(left.backup.read_bytes())):
        broken = tmp_path / f"{number}.tar"
        broken.write_bytes(data)
        result = decrypted(broken, tmp_path / f"out-{number}", left.paper, path)

        assert "Traceback" not in result.stderr, how
        told = result.stderr if result.returncode == 2 else result.stdout
        assert result.returncode == 0 or "no backup and no vault" in told or "did not open" in told, how
        # What lies outside the sealed part is no word of hers: flipping a byte of a README is not seen.
        assert result.returncode or missing(tmp_path / f"out-{number}") == set(), how


def test_each_damaged_file_of_a_vault_is_named_and_the_rest_comes_out(
    left: Left, tmp_path: Path, programs: Callable[..., str]
) -> None:
    path = programs("age")
    files = [f for f in left.vault.rglob("*.age") if f.is_file()]
    assert len(files) == 4, "a head, a segment, an attachment, an item"
    for number, file in enumerate(files):
        for damage in (b"", file.read_bytes()[:-1], b"no age"):
            broken = tmp_path / f"vault-{number}-{len(damage)}"
            shutil.copytree(left.vault, broken)
            (broken / file.relative_to(left.vault)).write_bytes(damage)
            result = decrypted(broken, tmp_path / f"{broken.name}-out", left.paper, path)

            assert result.returncode == 1
            assert f"did not open: {broken / file.relative_to(left.vault)}" in result.stdout
            assert "Traceback" not in result.stderr
            assert len(missing(tmp_path / f"{broken.name}-out")) < len(SAID)


def test_a_missing_segment_is_told(left: Left, tmp_path: Path, programs: Callable[..., str]) -> None:
    shutil.copytree(left.vault, tmp_path / "vault")
    (segment,) = (tmp_path / "vault" / "log" / "segments").rglob("*.age")
    segment.unlink()
    result = decrypted(tmp_path / "vault", tmp_path / "out", left.paper, programs("age"))

    assert result.returncode == 1
    assert f"{segment}, which is missing" in result.stdout


@pytest.mark.parametrize(
    "slots", ["null", "{}", "3", '[null, 3, {"kind": "paper"}, {"kind": "passphrase", "kdf": {}}]']
)
def test_a_vault_json_of_another_kind_is_told(
    left: Left, tmp_path: Path, programs: Callable[..., str], slots: str
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "vault.json").write_text(f'{{"slots": {slots}}}')
    result = decrypted(tmp_path / "vault", tmp_path / "out", left.paper, programs("age"))

    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_an_archive_with_names_of_its_own_writes_nothing_outside(
    left: Left, tmp_path: Path, programs: Callable[..., str]
) -> None:
    """Whoever has the log identity could seal one."""
    identity, inner, outer = new_identity(), io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as archive:
        for name, kind in (
            ("../escaped", b"0"),
            ("/tmp/escaped", b"0"),
            ("inbox/a", b"2"),
            ("ok.txt", b"0"),
            ("ok.txt", b"0"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    keys = json.dumps({"log": identity, "inbox": identity}).encode()
    slot = {"kind": "paper", "sealed": base64.b64encode(seal(keys, [recipient_of(left.paper)])).decode()}
    with tarfile.open(fileobj=outer, mode="w") as archive:
        for name, data in (
            ("vault.json", json.dumps({"slots": [slot]}).encode()),
            ("data.tar.age", seal(inner.getvalue(), [recipient_of(identity)])),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    (tmp_path / "evil.tar").write_bytes(outer.getvalue())
    result = decrypted(tmp_path / "evil.tar", tmp_path / "deep" / "out", left.paper, programs("age"))

    assert result.returncode == 1
    assert result.stdout.count("which no backup has; it was left out") == 4
    assert [path.name for path in (tmp_path / "deep").rglob("*")] == ["out", "ok.txt"]


# What the READMEs say


def pasted(readme: Path, after: str, folder: Path, path: str, **replaced: str) -> str:
    """Runs the indented lines of a README that follow a sentence, in a folder; returns what they print."""
    text = readme.read_text().partition(after)[2]
    assert text, after
    commands = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    script = "\n".join(commands)
    for old, new in replaced.items():
        script = script.replace(old.replace("_", "-"), shlex.quote(new))
    result = subprocess.run(
        ["sh", "-e"], input=script, cwd=folder, capture_output=True, text=True, env={"PATH": path}, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.needs_jq
def test_what_the_readme_of_a_vault_says_works(left: Left, tmp_path: Path, programs: Callable[..., str]) -> None:
    folder = tmp_path / "vault"
    shutil.copytree(left.vault, folder)
    (folder / "paper.txt").write_text(left.paper + "\n")
    printed = pasted(folder / "README.txt", "To read it without goldseam", folder, programs(*SHELL_PROGRAMS))
    (tmp_path / "printed").mkdir()
    (tmp_path / "printed" / "out").write_text(printed)
    (voice,) = (path for path in folder.iterdir() if len(path.name) == 40)
    voice.rename(tmp_path / "printed" / voice.name)

    assert missing(tmp_path / "printed") == {"page"}


@pytest.mark.needs_jq
def test_what_the_readme_of_a_backup_says_works_without_python(
    left: Left, tmp_path: Path, programs: Callable[..., str]
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    subprocess.run(["tar", "xf", str(left.backup), "README.txt"], cwd=folder, check=True)
    (folder / "paper.txt").write_text(left.paper + "\n")
    path = programs(*SHELL_PROGRAMS)
    pasted(folder / "README.txt", "To read it without Python", folder, path, THIS_FILE=str(left.backup))

    assert missing(folder) == {"waiting"}, "which is still sealed, to the inbox"


def test_what_the_readme_of_a_backup_says_works_with_python(
    left: Left, tmp_path: Path, programs: Callable[..., str]
) -> None:
    subprocess.run(["tar", "xf", str(left.backup)], cwd=tmp_path, check=True)
    readme = (tmp_path / "README.txt").read_text()
    assert "    tar xf THIS-FILE\n    python3 decrypt.py THIS-FILE NEW-FOLDER\n" in readme
    result = decrypted(left.backup, tmp_path / "out", left.paper, programs("age"), decryptor=tmp_path / "decrypt.py")

    assert result.returncode == 0, result.stderr
    assert missing(tmp_path / "out") == set()
