"""Ways to leak, each of them once: what the watch over the traced day has to see.

python -m tests.safety.leaking WAY FOLDER WORDS
"""

import base64
import gzip
import mmap
import os
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def shared_memory(folder: Path, words: bytes) -> None:
    with (folder / "mapped").open("w+b") as file:
        file.truncate(4096)
        with mmap.mmap(file.fileno(), 4096) as memory:
            memory[: len(words)] = words
    (folder / "mapped").unlink()


def temporary_file(folder: Path, words: bytes) -> None:
    (folder / "t").write_bytes(words)
    (folder / "t").unlink()


def by_pieces(folder: Path, words: bytes) -> None:
    with (folder / "pieces").open("wb", buffering=0) as file:
        for i in range(len(words)):
            file.write(words[i : i + 1])
    (folder / "pieces").unlink()


def by_pwrite(folder: Path, words: bytes) -> None:
    descriptor = os.open(folder / "p", os.O_RDWR | os.O_CREAT)
    os.pwrite(descriptor, words, 100)
    os.pwritev(descriptor, [words[:4], words[4:]], 200)
    os.ftruncate(descriptor, 0)


def by_writev(folder: Path, words: bytes) -> None:
    descriptor = os.open(folder / "v", os.O_RDWR | os.O_CREAT)
    os.writev(descriptor, [words[:4], words[4:]])
    os.ftruncate(descriptor, 0)


def by_socket(folder: Path, words: bytes) -> None:
    ours, theirs = socket.socketpair()
    ours.sendall(words[:9])
    ours.sendmsg([words[9:12], words[12:]])
    theirs.close()


def by_copying(folder: Path, words: bytes) -> None:
    source = os.memfd_create("nothing")
    os.ftruncate(source, 10)
    target = os.open(folder / "c", os.O_RDWR | os.O_CREAT)
    os.sendfile(target, source, 0, 10)


def renamed(folder: Path, words: bytes) -> None:
    (folder / "old").touch()
    (folder / "old").rename(folder / words.decode())
    (folder / words.decode()).unlink()


def linked(folder: Path, words: bytes) -> None:
    (folder / "link").symlink_to(words.decode())
    (folder / "link").unlink()


def made_folder(folder: Path, words: bytes) -> None:
    (folder / words.decode()).mkdir()
    (folder / words.decode()).rmdir()


def looked_for(folder: Path, words: bytes) -> None:
    with suppress(FileNotFoundError):
        (folder / words.decode()).open()


def as_argument(folder: Path, words: bytes) -> None:
    subprocess.run(["true", words.decode()], check=True)


def as_input(folder: Path, words: bytes) -> None:
    # It reads it all and tells a number: one that is gone before it was told would have got none of it.
    subprocess.run(["wc", "-c"], input=words, stdout=subprocess.DEVNULL, check=True)


def as_variable(folder: Path, words: bytes) -> None:
    subprocess.run(["true"], env={**os.environ, "NOTE": words.decode()}, check=True)


def as_attribute(folder: Path, words: bytes) -> None:
    (folder / "attributed").touch()
    os.setxattr(folder / "attributed", "user.note", words)


def lives_on(folder: Path, words: bytes) -> None:
    if os.fork():
        return
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    time.sleep(0.2)
    temporary_file(folder, words)


def elsewhere(folder: Path, words: bytes) -> None:
    with Path(f"/dev/shm/stray-{os.getpid()}").open("w") as file:
        os.unlink(file.name)


def file_of(change: Callable[[bytes], bytes]) -> Callable[[Path, bytes], None]:
    def write(folder: Path, words: bytes) -> None:
        (folder / "file").write_bytes(os.urandom(99) + change(words) + os.urandom(99))

    return write


def on_stdout(folder: Path, words: bytes) -> None:
    os.write(1, words)


def on_stderr(folder: Path, words: bytes) -> None:
    os.write(2, words)


ON_DISK = {
    "plain": file_of(lambda words: words),
    "utf-16": file_of(lambda words: words.decode().encode("utf-16-le")),
    "utf-32": file_of(lambda words: words.decode().encode("utf-32-be")),
    "hex": file_of(lambda words: words.hex().encode()),
    "base64": file_of(lambda words: base64.b64encode(b"a" + words)),
    "base32": file_of(base64.b32encode),
    "base85": file_of(base64.b85encode),
    "percent": file_of(lambda words: b"".join(b"%%%02X" % byte for byte in words)),
    "upper": file_of(bytes.upper),
    "gzip": file_of(gzip.compress),
    "zlib": file_of(zlib.compress),
}
QUIET = {"on stdout": on_stdout, "on stderr": on_stderr}
PASSING = {
    "shared memory": shared_memory,
    "temporary file": temporary_file,
    "by pieces": by_pieces,
    "pwrite": by_pwrite,
    "writev": by_writev,
    "socket": by_socket,
    "sendfile": by_copying,
    "rename": renamed,
    "symlink": linked,
    "folder": made_folder,
    "looked for": looked_for,
    "argument": as_argument,
    "input": as_input,
    "variable": as_variable,
    "attribute": as_attribute,
    "lives on": lives_on,
    "elsewhere": elsewhere,
}
WAYS = {**ON_DISK, **QUIET, **PASSING}

if __name__ == "__main__":
    way, where, what = sys.argv[1:]
    WAYS[way](Path(where), Path(what).read_bytes())
