"""What a program told the kernel, call by call, with what each file descriptor was at that moment.

`strace` writes it down for the program, everything it starts, and what lives on after it.
"""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# Everything by which bytes, names or words leave a process.
SENDING = (
    "write pwrite64 writev pwritev pwritev2 sendto sendmsg sendmmsg vmsplice process_vm_writev "
    "fsetxattr setxattr lsetxattr add_key keyctl mq_timedsend msgsnd ptrace"
).split()
NAMING = (
    "open openat openat2 creat rename renameat renameat2 link linkat symlink symlinkat mkdir mkdirat mknod "
    "mknodat unlink unlinkat rmdir bind connect memfd_create chdir prctl execve execveat"
).split()
# Nothing of the bytes that pass here is seen, so whoever uses one has to be looked at another way.
UNSEEN = "sendfile copy_file_range splice tee io_uring_setup".split()
SHARING = ["mmap"]
RECEIVING = ["readv"]  # how the agent takes its keys from a pipe: names the pipe
STRING_MAX = 1 << 24
ENDED_S = 90.0

_CALL = re.compile(rb"([a-z_0-9]+)\((.*)", re.DOTALL)
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_TARGET = re.compile(rb"(-?\d+|AT_FDCWD)<(?:((?:\\x[0-9a-f]{2})+)|([A-Z0-9-]+:\[[^\]]*\]))(?:<[a-z]+ [\d:]+>)?>")
_RESULT = re.compile(rb"= (-?\d+|\?|0x[0-9a-f]+)(?:<.*>)?(?: [A-Z]+ \(.*\))?(?: \(INJECTED\))?$", re.DOTALL)
_SOCKET_PATH = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')


class Call(NamedTuple):
    """One call of the kernel.

    Attributes:
        pid: of the thread.
        name: of the call.
        target: what the first descriptor named was: a path, `pipe:[…]`, a socket with its path; empty without one.
        texts: every string in it, in order: bytes written, names, arguments.
        words: the call as it was written down, strings in hexadecimal.
        failed: whether the kernel refused.
    """

    pid: int
    name: str
    target: str
    texts: tuple[bytes, ...]
    words: bytes
    failed: bool

    @property
    def data(self) -> bytes:
        """What it passed on, in one piece."""
        return b"".join(self.texts)


def traced(prefix: Path, *options: str) -> list[str]:
    """The words to put before a command, so that `calls` can read from `prefix` what it did.

    The command stays the direct child; the tracer stays with whatever lives on.
    """
    strace = shutil.which("strace")
    assert strace is not None, "marked needs_strace"
    # A `?` lets strace pass over what this machine lacks.
    names = ",".join(f"?{name}" for name in SENDING + NAMING + UNSEEN + SHARING + RECEIVING)
    select = ["-v", "-e", f"trace={names}"]
    # -DDD: not of the session of a terminal that goes away. Strings in hexadecimal, descriptors with what they are.
    return [strace, *"-DDD -ff --seccomp-bpf -yy -xx -s".split(), str(STRING_MAX), "-o", str(prefix), *select, *options]


def calls(prefix: Path) -> Iterator[Call]:
    """What was written down under `prefix`, process by process; waits until the last of them has ended."""
    for path in sorted(prefix.parent.glob(prefix.name + ".*")):
        pid = int(path.suffix[1:])
        lines = _whole(path).split(b"\n")
        yield from (call for line in lines if (call := _call(pid, line)) is not None)


def _whole(path: Path) -> bytes:
    ends = time.monotonic() + ENDED_S
    while True:
        data = path.read_bytes()
        if data.rstrip(b"\n").rsplit(b"\n", 1)[-1].startswith((b"+++ exited", b"+++ killed", b"+++ superseded")):
            return data
        assert time.monotonic() < ends, f"{path.name}: a process that was traced has not ended: {data[-200:]!r}"
        time.sleep(0.05)


def _call(pid: int, line: bytes) -> Call | None:
    found = _CALL.fullmatch(line)
    if found is None:
        return None
    name, rest = found[1].decode(), found[2]
    texts = []
    for text, cut in _TEXT.findall(_TARGET.sub(b"", rest)):
        assert not cut, f"strace cut a string of {name} short"
        texts.append(_plain(text))
    result = _RESULT.search(rest)
    return Call(pid, name, _target(rest), tuple(texts), line, bool(result and result[1].startswith(b"-")))


def _target(rest: bytes) -> str:
    found = _TARGET.match(rest)
    if found is None:
        in_the_middle = _TARGET.search(rest)
        if in_the_middle is None or not rest.startswith((b"NULL, ", b"0x")):
            return ""
        found = in_the_middle  # mmap names its file last
    if found[2] is not None:
        return _plain(found[2]).decode("utf-8", "surrogateescape")
    socket = _SOCKET_PATH.search(found[3])
    kind = found[3].split(b":")[0].decode()
    return f"{kind}:{_plain(socket[1]).decode('utf-8', 'surrogateescape')}" if socket else found[3].decode()


def _plain(hexadecimal: bytes) -> bytes:
    return bytes.fromhex(hexadecimal.replace(b"\\x", b"").decode())
