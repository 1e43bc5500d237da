"""What holds for every test: nothing leaves the machine, and nothing of the person who runs the suite is touched."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.refuse_network import sitecustomize  # importing it is what refuses the network to this process

ROOT = Path(__file__).resolve().parent.parent

# Every Python started from here imports it too, and finds goldseam whether or not it is installed.
os.environ["PYTHONPATH"] = os.pathsep.join((os.path.dirname(sitecustomize.__file__), str(ROOT / "src")))

# No deadline: how fast something is, dev.py bench says; a slow or busy machine is no failure of a test.
# The same examples each time, so that a change is judged by what it changed; new ones are thrown by the long profile.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile(
    "long", settings.get_profile("suite"), derandomize=False, max_examples=10_000, print_blob=True
)
settings.load_profile("suite")

# What a person may have set for herself, and would change what a test sees.
HERS = ("GOLDSEAM_", "XDG_", "DBUS_", "NO_COLOR", "EDITOR", "VISUAL", "COLUMNS", "LINES")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that needs a program this machine lacks is skipped, and the summary says so."""
    for item in items:
        for marker in item.iter_markers():
            program = marker.name.removeprefix("needs_")
            if program != marker.name and shutil.which(program) is None:
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed: apt-get install {program}"))


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder where a sync costs nothing, if there is one: for thousands of vaults that no power cut will ever see."""
    memory = "/dev/shm"
    folder = tempfile.mkdtemp(prefix="gs-", dir=memory if os.access(memory, os.W_OK) else None)
    yield Path(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test has its own home and runtime folder, and no keyring.

    The runtime folder has a short path of its own, because the name of a socket may have 107 bytes at most.
    """
    for name in [name for name in os.environ if name.startswith(HERS)]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    runtime = tempfile.mkdtemp(prefix="gs-")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    yield home
    shutil.rmtree(runtime, ignore_errors=True)
