"""goldseam open: the journal as a page in the browser."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from goldseam.command.opening import zone
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import config_folder, pins_folder, runtime_folder, vault_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import make_runtime_folder
from goldseam.desk.page_door import ask_door, door_of
from goldseam.words.problem import Problem

COMMAND = Command(
    "open",
    "open the journal in the browser",
    "",
    (
        Option("no-browser", "only print the address, which lets in one browser, once, within two minutes"),
        Option("stay", "go on when the terminal closes"),
        Option("window", "in a window of its own, where a browser offers that"),
        Option("close", "end the page that is open"),
        Option("port", "the port, if it is free", "N"),
    ),
    (
        ("goldseam open", "the page, until you press Ctrl-C or close the terminal"),
        ("goldseam open --stay", "the page, until goldseam open --close"),
        ("goldseam open --no-browser", "print the address, to open it yourself"),
    ),
    "The page is served by this machine to itself alone. It is locked and unlocked together with the terminal. A second"
    " open joins the page that runs.",
)
REDIRECT_S = 20.0
NEEDED = ("starlette", "uvicorn", "jinja2", "babel", "markdown_it", "nh3")
WINDOW_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Opens a page; with no page running, becomes its server."""
    folder, runtime = vault_folder(arguments.values.get("vault")), runtime_folder()
    make_runtime_folder(runtime)
    door = door_of(folder, runtime)
    if "close" in arguments.flags:
        ended = ask_door(door, "end")
        terminal.note("the page is closed" if ended else "no page was open")
        return 0
    address = ask_door(door, "open")
    if address is not None:
        _show(address, arguments, terminal, runtime)
        return 0
    return _serve(arguments, terminal, folder, runtime, door)


def _serve(arguments: Arguments, terminal: Terminal, folder: str, runtime: str, door: str) -> int:
    _need_page()
    ready, tell = os.pipe()
    os.set_inheritable(tell, True)  # noqa: FBT003 - the name of its argument is no keyword
    errand = {
        "vault": folder,
        "runtime": runtime,
        "config": config_folder(),
        "pins": pins_folder(),
        "zone": zone(),
        "door": door,
        "ready": tell,
        "port": arguments.whole_number("port", _port_before(config_folder())),
    }
    command = [sys.executable, "-P", "-m", "goldseam.page", json.dumps(errand)]
    if "stay" in arguments.flags:
        _start_apart(command, tell)
        os.close(tell)
        _show(_first_line(ready), arguments, terminal, runtime)
    else:
        _become_server(command, ready, tell, lambda: _show(_first_line(ready), arguments, terminal, runtime))
    return 0


def _become_server(command: list[str], ready: int, tell: int, show: Callable[[], None]) -> None:
    # The server takes the place of this process, so that Ctrl-C and a closed terminal reach it; a grandchild, which
    # nobody has to wait for, shows the address.
    child = os.fork()
    if child == 0:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
        if os.fork() == 0:
            os.close(tell)
            with suppress(Problem):
                show()
        os._exit(0)
    os.waitpid(child, 0)
    os.close(ready)
    os.execv(command[0], command)  # noqa: S606 - ourselves


def page_is_installed() -> bool:
    """Whether what the page needs lies beside the command."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in NEEDED)


def _need_page() -> None:
    if not page_is_installed():
        raise Problem(
            "the page is not installed beside the command",
            safe="nothing was changed; everything works from the terminal",
            next='install it: pip install "goldseam[page]"',
            code="command.no-page",
        )


def _port_before(config: str) -> int:
    """Where the page was last: a tab that is still open finds it there again."""
    with suppress(OSError, ValueError, TypeError), open(os.path.join(config, "page.json"), "rb") as file:
        port = json.loads(file.read(65_536)).get("port", 0)
        return port if isinstance(port, int) and 0 <= port < 1 << 16 else 0
    return 0


def _start_apart(command: list[str], tell: int) -> None:
    """A server without a terminal, in a session of its own."""
    import subprocess

    subprocess.Popen(  # noqa: S603 - ourselves
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        pass_fds=(tell,),
    )


def _first_line(ready: int) -> str:
    """What the server says when it answers. Raises Problem: it ended instead."""
    with os.fdopen(ready, encoding="ascii") as pipe:
        address = pipe.readline().strip()
    if not address:
        raise Problem(
            "the page did not start",
            safe="your entries are intact; everything works from the terminal",
            next="try again with another port: goldseam open --port 8123",
            code="command.page-not-started",
        )
    return address


def _show(address: str, arguments: Arguments, terminal: Terminal, runtime: str) -> None:
    if "no-browser" in arguments.flags:
        terminal.say(address)
        sys.stdout.flush()
        return
    redirect = _redirect(address, runtime)
    if _in_browser(f"file://{redirect}", window="window" in arguments.flags):
        terminal.note("the journal is open in your browser; it stays on this machine")
        _forget_later(redirect)
    else:
        os.unlink(redirect)
        terminal.note("no browser was found; open this address yourself, within two minutes:")
        terminal.say(address)
        sys.stdout.flush()


def _redirect(address: str, runtime: str) -> str:
    """A file that sends a browser on, so that the token stands in no list of processes."""
    path = os.path.join(runtime, f"open-{os.urandom(6).hex()}.html")
    text = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}"><title>…</title>'
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _in_browser(address: str, *, window: bool) -> bool:
    import shutil
    import subprocess
    import webbrowser

    program = next(filter(None, map(shutil.which, WINDOW_BROWSERS)), None) if window else None
    if program is not None:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.Popen([program, f"--app={address}"], start_new_session=True, **quiet)  # type: ignore[call-overload]  # noqa: S603 - her browser
        return True
    with suppress(webbrowser.Error):
        return webbrowser.open(address)
    return False


def _forget_later(path: str) -> None:
    """Removes the file when the browser has had time to read it."""
    if os.fork():
        return
    os.setsid()
    import time

    time.sleep(REDIRECT_S)
    with suppress(OSError):
        os.unlink(path)
    os._exit(0)
