#!/usr/bin/env python3
"""How goldseam is run, tested and measured. Needs Python 3.11+ with pip; fetches the rest itself.

python3 dev.py run [ARGUMENTS]      goldseam itself; without a command it opens the journal
python3 dev.py test [ARGUMENTS]     check, then the whole suite; ARGUMENTS go to pytest
python3 dev.py check                format, lint, types, direction of imports
python3 dev.py test-long            the tests that take hours
python3 dev.py bench [NAME ...]     measures: bench/NAME.py, or all of them
python3 dev.py train [ARGUMENTS]     makes the encoder anew, as training/README.md says; hours on a small machine
python3 dev.py words                brings the translations of the page up to date, and names what is missing
python3 dev.py lock [ARGUMENTS]     pins the requirements anew; ARGUMENTS go to uv, such as --upgrade
"""

# Careful: the imports here stand before every `dev.py run`. What only an installation needs is imported there.
import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the first thing a newcomer may meet, and before what 3.8 cannot read
    sys.exit("dev.py: goldseam needs Python 3.11 or newer")

ROOT = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PROGRAMS = os.path.join(ENVIRONMENT, "bin")
PYTHON = os.path.join(PROGRAMS, "python")
TRAINING = os.path.join(ROOT, ".venv-train")
TOOLS = os.path.join(ROOT, ".venv-tools")
STAMP = os.path.join(ENVIRONMENT, "installed-from")
# Commands, and the Debian packages of these names.
TESTED_WITH = ("age", "argon2", "chromium", "fish", "jq", "strace", "tmux", "zsh")
# A file of tests on each core; more than four browsers and vaults at once would only wait for one disk.
SPREAD = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")
LOCKS = {  # file in requirements/: what it pins
    "dev.txt": ["pyproject.toml", "--extra", "keyring", "--extra", "page", "--extra", "reader", "--group", "dev"],
    "long.txt": ["--group", "pyproject.toml:long", "--constraint", "requirements/dev.txt"],
    "node.txt": ["--group", "pyproject.toml:node"],
    "uv.txt": ["--group", "pyproject.toml:bootstrap"],
    "train.txt": ["--group", "pyproject.toml:train"],  # last: not every machine reaches torch's build without a GPU
}


def main(arguments: list[str]) -> int:
    """Does what the first argument says; returns an exit status."""
    verbs = {
        "run": run,
        "test": test,
        "check": check,
        "test-long": test_long,
        "bench": bench,
        "train": train,
        "words": words,
        "lock": lock,
    }
    if not arguments or arguments[0] not in verbs:
        print(__doc__, file=sys.stderr)
        return 2
    if arguments[0] != "run":  # a file she names is looked for where she is
        os.chdir(ROOT)
    return verbs[arguments[0]](arguments[1:])


def run(arguments: list[str]) -> int:
    """Becomes goldseam, in the folder it was called from."""
    install()
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in {"--version", "--help", "-h"}):
        arguments = ["start", *arguments]
    os.execv(os.path.join(PROGRAMS, "goldseam"), ["goldseam", *arguments])


def test(arguments: list[str]) -> int:
    """Check and suite, both to their end."""
    unclean = check([])
    fetch_programs()
    failed = call(f"{PROGRAMS}/pytest", *SPREAD, *arguments)
    if unclean:
        say("the tests aside, the check above failed")
    return failed or unclean


def check(_: list[str]) -> int:
    """Every check to its end, so that one run tells all."""
    install()
    typed = [name for name in ("src", "tests", "bench", "spec", "data", "training") if has_python(name)]
    checks = {
        "format": ["ruff", "format", "--check", "--quiet"],
        "lint": ["ruff", "check", "--quiet"],
        "types": ["mypy", *typed, "dev.py", "hatch_build.py"],
        "imports": ["lint-imports", "--no-logo"],
    }
    failed = [name for name, (program, *rest) in checks.items() if call(f"{PROGRAMS}/{program}", *rest)]
    say(f"check failed: {', '.join(failed)}" if failed else "check passed")
    return 1 if failed else 0


def test_long(arguments: list[str]) -> int:
    """The tests marked long, with many more examples for every property."""
    install()
    uv("pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--requirements", "requirements/long.txt")
    fetch_programs()
    return call(f"{PROGRAMS}/pytest", "-m", "long", "--hypothesis-profile=long", *arguments)


def bench(names: list[str]) -> int:
    """One after another, alone on the machine if it can be."""
    install()
    every = (
        sorted(
            {f[:-3] for f in os.listdir("bench") if f.endswith(".py")}
            - {"calibrating", "corpus", "measuring", "scoring"}
        )
        if has_python("bench")
        else []
    )
    return max([call(PYTHON, "-m", f"bench.{name}") for name in names or every], default=0)


def train(arguments: list[str]) -> int:
    """In an environment of its own, .venv-train: torch is large, and nothing else here needs it."""
    python = os.path.join(TRAINING, "bin", "python")
    if not os.path.exists(python):
        uv("venv", "--quiet", "--python", sys.executable, TRAINING)
    uv("pip", "sync", "--quiet", "--python", python, "--require-hashes", "requirements/train.txt")
    return call(python, "-m", "training", *arguments, PYTHONPATH="src")


def words(_: list[str]) -> int:
    """New sentences enter the catalogues, those that are gone leave, and what is not translated is named."""
    install()
    return call(PYTHON, "-m", "tests.page.messages")


def lock(arguments: list[str]) -> int:
    """Hashes for every platform, and no addresses: where packages come from is each machine's own affair."""
    for file, what in LOCKS.items():
        options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11", "--quiet"]
        uv("pip", "compile", *what, *options, *arguments, "--custom-compile-command", "python3 dev.py lock",
           "--output-file", f"requirements/{file}")  # fmt: skip
    return 0


def install() -> None:
    """Makes .venv what the lock says, and the page what web/ says; returns at once where they are."""
    install_environment()
    build_page()


def build_page() -> None:
    """Bundles the page anew when something under web/, or a translation, is not what it was."""
    wanted = b"".join(
        name.encode() + b"\0" + contents(name)
        for folder in ("web/src", "web/public", "src/goldseam/page/locale")
        for where, _, names in sorted(os.walk(os.path.join(ROOT, folder)))
        for name in (os.path.relpath(os.path.join(where, file), ROOT) for file in sorted(names))
        if not name.endswith(".mo")
    ) + contents("web/package-lock.json")
    stamp = os.path.join(ENVIRONMENT, "page-built-from")
    if contents(stamp) != wanted:
        say("building the page")
        if call(PYTHON, os.path.join(ROOT, "hatch_build.py")):
            sys.exit("dev.py: the page could not be built; it needs npm, and a network once")
        with open(stamp, "wb") as file:
            file.write(wanted)


def fetch_node(into: list[str]) -> None:
    """npm, from PyPI, where the machine has none."""
    import shutil  # noqa: PLC0415 - see the top

    if not shutil.which("npm"):
        uv("pip", "install", *into, "--require-hashes", "-r", os.path.join(ROOT, "requirements", "node.txt"))


def install_environment() -> None:
    """Makes .venv what the lock says; returns at once where it is."""
    here = ROOT.encode() + b"\n"
    wanted = here + contents("pyproject.toml") + contents("hatch_build.py") + contents("requirements/dev.txt")
    if installed() == wanted:
        return
    import fcntl  # noqa: PLC0415 - see the top

    os.makedirs(TOOLS, exist_ok=True)
    with open(os.path.join(TOOLS, "lock"), "w", encoding="ascii") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two at once would pull the environment from under each other
        before = installed()
        if before == wanted:
            return
        say("preparing the environment in .venv")
        moved = before and not before.startswith(here)
        if moved or not os.path.exists(PYTHON):
            uv("venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT)
        with open(STAMP, "wb") as stamp:
            stamp.write(here)  # half made from here on, should it be interrupted
        into = ["--quiet", "--python", PYTHON]
        uv("pip", "sync", *into, "--require-hashes", os.path.join(ROOT, "requirements", "dev.txt"))
        fetch_node(into)
        uv("pip", "install", *into, "--no-deps", "--no-build-isolation", "--editable", ROOT)
        with open(STAMP, "wb") as stamp:
            stamp.write(wanted)


def installed() -> bytes:
    """What .venv was made from; empty when it is not there, or its interpreter is gone."""
    return contents(STAMP) if os.path.exists(PYTHON) else b""


def uv(*arguments: str) -> None:
    """Calls uv: the machine's own, else one fetched into .venv-tools by its hash."""
    import shutil  # noqa: PLC0415 - see the top

    own = os.path.join(TOOLS, "bin", "uv")
    found = shutil.which("uv")
    program = found if found and call(found, "--version", quiet=True) == 0 else own
    if program == own and not os.path.exists(own):
        say("fetching uv into .venv-tools")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--target", TOOLS]
        if call(
            *pip,
            "--require-hashes",
            "--requirement",
            os.path.join(ROOT, "requirements", "uv.txt"),
            PIP_USER="0",
            PIP_ROOT_USER_ACTION="ignore",
        ):
            sys.exit(
                "dev.py: uv could not be fetched; this Python needs pip (python3 -m ensurepip), and a network once"
            )
    # The interpreter is the one that runs this, never one that uv fetches; wheels that pip finds, uv finds too.
    places = os.environ.get("UV_FIND_LINKS") or ",".join(os.environ.get("PIP_FIND_LINKS", "").split())
    if call(program, *arguments, UV_PYTHON_DOWNLOADS="never", UV_FIND_LINKS=places):
        sys.exit(f"dev.py: failed: uv {' '.join(arguments)}")


def fetch_programs() -> None:
    """Installs what some tests compare with, where apt can; without it those tests are skipped and say so."""
    import shutil  # noqa: PLC0415 - see the top

    missing = [name for name in TESTED_WITH if not shutil.which(name)]
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if (
        not missing
        or not shutil.which("apt-get")
        or (root and (not shutil.which("sudo") or call(*root, "true", quiet=True)))
    ):
        return
    say(f"installing for the tests: {' '.join(missing)}")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    if call(*apt, "update", quiet=True) or call(*apt, "install", "--no-install-recommends", *missing, quiet=True):
        say("that did not work: the tests that need them will be skipped")


def call(*command: str, quiet: bool = False, **environment: str) -> int:
    """Exit status of a command."""
    import subprocess  # noqa: PLC0415 - see the top

    silence = subprocess.DEVNULL if quiet else None
    return subprocess.call(command, stdout=silence, stderr=silence, env={**os.environ, **environment})


def contents(name: str) -> bytes:
    """Of a file in the tree; empty when there is none."""
    try:
        with open(os.path.join(ROOT, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def has_python(folder: str) -> bool:
    """Whether any Python file lies in or under a folder."""
    return any(name.endswith(".py") for _, _, names in os.walk(folder) for name in names)


def say(words: str) -> None:
    """To stderr: stdout belongs to what is run."""
    print(f"dev.py: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    if sys.stdin is None:  # closed: the next file opened would take its number and be read as input
        os.open(os.devnull, os.O_RDONLY)
    sys.exit(main(sys.argv[1:]))
