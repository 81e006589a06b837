"""What every test gets: no network, its own home, and the starter model where it asks for it."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import leaks
import pytest
from families import Family, synthetic_gemma
from hypothesis import settings
from patience import PatientBot

# The suite gives the same verdict every time; SNUG_FUZZ=N looks for N new cases in each property.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.register_profile(
    "fuzz", max_examples=int(os.environ.get("SNUG_FUZZ", "100")), deadline=None
)
settings.load_profile("fuzz" if os.environ.get("SNUG_FUZZ") else "repeatable")

_LOOPBACK = ("127.", "::1", "localhost")
_NETWORK = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.bind")
STARTER_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
EMBEDDER_FILE = "multilingual-e5-small.Q4_0.gguf"


def _refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """The promise, held in the tests themselves: nothing but loopback and local pipes."""
    if event not in _NETWORK:
        return
    if event == "socket.getaddrinfo":
        host = args[0]
    elif isinstance(args[1], tuple):
        host = args[1][0]
    else:  # a path: a local socket
        return
    if not str(host).startswith(_LOOPBACK):
        raise AssertionError(f"a test tried to reach {host}")


sys.addaudithook(_refuse_network)

# To find the tests makes what stays until the end: looking through it took a third of that time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Temporary files in a folder of this process alone, so that what is left there is its own.

    What a shell starts in the background ignores interrupts, and so would all that tests start.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="t")
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


_lives_longer: set[str] = set()
"""Names of fixtures of modules and classes: they may open something during a test, and keep it."""
_opened_by_fixtures: set[str] = set()
"""What fixtures that outlive a test opened as they were made."""
_left_to_fixtures: dict[str, frozenset[str]] = {}
"""What tests left to such fixtures, until the end of the module."""


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    if fixturedef.scope == "function" or not leaks.IS_COUNTED:
        return (yield)
    if fixturedef.scope != "session" and fixturedef.argname != _module_leaves_nothing.__name__:
        _lives_longer.add(fixturedef.argname)
    before = leaks.snapshot()
    try:
        return (yield)
    finally:
        _opened_by_fixtures.update(leaks.snapshot() - before)


@pytest.fixture(scope="module", autouse=True)
def _module_leaves_nothing() -> Iterator[None]:
    """What tests left to the fixtures of their module is gone with these."""
    _left_to_fixtures.clear()
    before = leaks.snapshot() if leaks.IS_COUNTED else frozenset()
    yield
    for test, left in _left_to_fixtures.items():
        still = leaks.left_since(before, leaks.snapshot() - left)
        assert not still, f"{test} left open: {', '.join(sorted(still))}"


@pytest.fixture(autouse=True)
def _leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Descriptors, processes, threads and temporary files are gone after the test they served."""
    if not leaks.IS_COUNTED:
        yield
        return
    before = leaks.snapshot()
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    if _lives_longer & set(request.fixturenames):
        _left_to_fixtures[request.node.nodeid] = leaks.snapshot() - before - _opened_by_fixtures
        return
    left = leaks.left_since(before, frozenset(_opened_by_fixtures))
    assert not left, f"left open: {', '.join(sorted(left))}"


@pytest.fixture(autouse=True)
def home(_leaves_nothing: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test; the user's is never touched."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SNUG_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's robot, with the patience of a busy machine."""
    return PatientBot(request)


_USER_HOME = os.environ.get("SNUG_HOME")


@pytest.fixture(scope="session")
def starter_model() -> Path:
    """The starter model that the set-up installed; tests read it and never change it."""
    return _installed(STARTER_FILE)


@pytest.fixture(scope="session")
def starter_embedder() -> Path:
    """The starter model that reads documents, likewise."""
    return _installed(EMBEDDER_FILE)


def _installed(file_name: str) -> Path:
    from app.config.paths import Paths

    with pytest.MonkeyPatch.context() as patch:
        if _USER_HOME:
            patch.setenv("SNUG_HOME", _USER_HOME)
        else:
            patch.delenv("SNUG_HOME", raising=False)
        path = Paths.of(None).models / file_name
    assert path.exists(), f"{path} is missing: run python3 run.py test, which sets it up"
    return path


@pytest.fixture(scope="session")
def _synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic_gemma(tmp_path_factory.mktemp("families") / "synthetic.gguf")


@pytest.fixture(scope="session", params=["starter", "synthetic"])
def family(request: pytest.FixtureRequest, starter_model: Path, _synthetic: Path) -> Family:
    """A model of each of two families: what is asserted of both, is asserted of the engine."""
    if request.param == "starter":
        return Family("starter", starter_model, 30, is_trained=True)
    return Family("synthetic", _synthetic, 6, is_trained=False)


@pytest.fixture
def starter_home(home: Path, starter_model: Path) -> Path:
    """A home that has the starter model, linked."""
    (home / "models").mkdir(parents=True)
    (home / "models" / STARTER_FILE).symlink_to(starter_model)
    return home
