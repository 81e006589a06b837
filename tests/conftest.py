"""What every test gets: no network, its own home, and the starter model where it asks for it."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from families import Family, synthetic_gemma
from hypothesis import settings

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


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test; the user's is never touched."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SNUG_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


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
