"""Another user of the same machine: the port answers him, and gives him nothing; all else he cannot even open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldseam.desk.page_door import door_of
from tests.page.raw import visitor_of
from tests.page.serving import Served
from tests.page.test_walls import save

NOBODY = 65534
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

# What he tries, as himself: everything that could be had without her.
TRIES = """
import encodings.idna, json, os, socket, sys
os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
said = json.loads(sys.argv[1])
found = {{}}
def tried(name, what):
    try:
        found[name] = repr(what())[:400]
    except OSError as error:
        found[name] = type(error).__name__
def ask(data):
    with socket.create_connection(("127.0.0.1", said["port"]), 10) as connection:
        connection.sendall(data)
        got = b""
        while part := connection.recv(65536):
            got += part
        return got
def read(path):
    return open(path, "rb").read(9)
def door(path):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(b"open\\n")
        return connection.recv(4096)
host = "host: notes.localhost:%d\\r\\nsec-fetch-site: same-origin\\r\\nconnection: close\\r\\n" % said["port"]
for path in said["paths"]:
    tried("GET " + path, lambda: ask(("GET %s HTTP/1.1\\r\\n%s\\r\\n" % (path, host)).encode()))
tried("token", lambda: ask(("POST /enter HTTP/1.1\\r\\n%scontent-length: 43\\r\\n\\r\\n" % host).encode() + b"A" * 43))
tried("door", lambda: door(said["door"]))
for place in said["places"]:
    tried("list " + place, lambda: os.listdir(place))
for kind in ("environ", "mem", "maps", "fd", "cwd", "root", "io", "stack"):
    path = "/proc/%d/%s" % (said["pid"], kind)
    look = {{"fd": os.listdir, "cwd": os.readlink, "root": os.readlink}}.get(kind, read)
    tried(kind, lambda: look(path))
tried("command line", lambda: open("/proc/%d/cmdline" % said["pid"], "rb").read())
tried("kill", lambda: os.kill(said["pid"], 0))
print(json.dumps(found))
"""


@root
def test_another_user_of_the_machine_gets_nothing(shared: Served) -> None:
    hers = visitor_of(shared)
    draft = save(hers, "zyqoxuvijk is not for him")
    token = shared.address().partition("#")[2]
    redirect = Path(shared.runtime, "open-0123456789ab.html")
    made = os.open(redirect, os.O_CREAT | os.O_WRONLY, 0o600)
    os.close(made)
    door = door_of(shared.folder, shared.runtime)
    paths = [
        "/",
        f"/write/{draft}",
        "/timeline",
        "/state",
        "/session",
        "/drafts",
        "/locked",
        "/closed",
        "/enter",
        "/nowhere",
    ]
    asked = {
        "port": hers.port,
        "pid": shared.pid,
        "door": door,
        "paths": paths,
        "places": [shared.runtime, str(redirect), shared.folder, os.path.dirname(door)],
    }
    told = subprocess.run(
        [sys.executable, "-S", "-c", TRIES.format(nobody=NOBODY), json.dumps(asked)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert told.returncode == 0, told.stderr[-2000:]
    found = json.loads(told.stdout)
    text = told.stdout

    for secret in ("zyqoxuvijk", hers.cookie.partition("=")[2], hers.key, token):
        assert secret not in text
    assert [path for path in paths if "HTTP/1.1 200" in found["GET " + path]] == ["/closed", "/enter"]
    assert "403" in found["token"]
    assert found["door"] in {"PermissionError", "FileNotFoundError"}
    refused = {name: what for name, what in found.items() if name.startswith("list ")}
    assert set(refused.values()) <= {"PermissionError", "FileNotFoundError", "NotADirectoryError"}
    assert {found[kind] for kind in ("environ", "mem", "fd", "cwd", "root", "kill")} <= {
        "PermissionError",
        "ProcessLookupError",
    }


def test_he_cannot_keep_her_out_for_long_by_holding_the_threads(shared: Served) -> None:
    hers = visitor_of(shared)
    held = [hers.connect() for _ in range(200)]
    for connection in held:
        connection.sendall(hers.head("POST /enter", session=False, content_length="50") + b"A")

    assert save(hers, "while two hundred of his wait")
    for connection in held:
        connection.close()
