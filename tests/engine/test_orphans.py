"""No child outlives its parent, whatever either of them is doing when the parent goes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from answers import Answer
from gguf_files import tiny_llama

from app.domain.errors import EngineCrashed
from app.domain.generation import PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.workers.child import PARENT_GONE

pytestmark = pytest.mark.real_engine
ROOT = Path(__file__).parents[2]
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"

_PARENT = """
import os, sys, threading, time
from pathlib import Path
from app.domain.embedding import EmbedderOptions, EmbedKind, Pooling
from app.domain.errors import EngineCrashed
from app.domain.generation import PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.engine.embedder_client import EmbedderClient

moment, model = sys.argv[1], Path(sys.argv[2])
client = (EmbedderClient if moment.startswith("embedder") else EngineClient)()
told = threading.Event()

def tell(*_):
    if not told.is_set():
        told.set()
        print(client.pid, flush=True)

def idle():
    client.report()
    tell()

def start():
    threading.Thread(target=client.report, daemon=True).start()
    while client._child is None or not client._child.pid:
        pass
    print(client._child.pid, flush=True)

def load():
    client.load(LoadRequest(model, 2048, 1), tell)

def answer():
    client.load(LoadRequest(model, 2048, 1), lambda _done: None)
    story = PromptMessage(Role.USER, "Write a long story about a cat that travels the world.")
    client.generate(Request((story,), Sampling(temperature=0)), tell)

def embedder_load():
    client.load(EmbedderOptions(model, pooling=Pooling.MEAN, threads=1), tell)

def embedder_work():
    client.load(EmbedderOptions(model, pooling=Pooling.MEAN, threads=1))
    client.embed(["many words " * 40] * 2000, EmbedKind.PASSAGE, on_progress=tell)

{"start": start, "idle": idle, "load": load, "answer": answer, "embedder_idle": idle,
 "embedder_load": embedder_load, "embedder_work": embedder_work}[moment]()
time.sleep(60)
"""


class Family:
    """A process with an engine child, at a certain moment of the child's life."""

    def __init__(self, moment: str, model: Path) -> None:
        self.parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT, moment, str(model)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.parent.stdout is not None
        self.child = psutil.Process(int(self.parent.stdout.readline()))

    def kill_parent(self) -> None:
        self.parent.kill()
        self.parent.wait()
        assert self.parent.stdout is not None
        self.parent.stdout.close()

    @property
    def child_is_gone(self) -> bool:
        try:
            return self.child.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    def child_goes_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not self.child_is_gone and time.monotonic() < end:
            time.sleep(0.02)
        return self.child_is_gone


@pytest.mark.parametrize(
    "moment",
    ["start", "idle", "load", "answer", "embedder_idle", "embedder_load", "embedder_work"],
)
def test_no_child_outlives_a_parent_that_is_killed(moment: str, starter_model: Path) -> None:
    family = Family(moment, starter_model)
    family.kill_parent()
    assert family.child_goes_within(10)


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death is a signal on Linux alone")
@pytest.mark.parametrize("moment", ["idle", "answer", "embedder_work"])
def test_not_even_a_child_that_stands_still(moment: str, starter_model: Path) -> None:
    family = Family(moment, starter_model)
    family.child.suspend()
    family.kill_parent()
    assert family.child_goes_within(10)


# --- without that signal: the closed pipe alone ---------------------------------------------------


@pytest.fixture
def client() -> Iterator[EngineClient]:
    made = EngineClient()
    yield made
    made.close()


def close_pipe_only(client: EngineClient) -> int | None:
    """What the child sees when its parent is gone, and no more than that; its exit code."""
    child = client._child
    assert child is not None
    child._outbox.put(None)
    assert child.wait(60)
    return child.exit_code


def test_a_closed_pipe_ends_an_idle_child(client: EngineClient) -> None:
    client.report()
    assert close_pipe_only(client) == PARENT_GONE


def test_a_closed_pipe_ends_a_child_that_writes(client: EngineClient, starter_model: Path) -> None:
    client.load(LoadRequest(starter_model, 2048, 1), lambda _done: None)
    answer = Answer()
    story = PromptMessage(Role.USER, "Write a long story about a cat that travels the world.")
    client.generate(Request((story,), Sampling(temperature=0)), answer.hear)
    assert answer.began.wait(60)
    assert close_pipe_only(client) == PARENT_GONE
    answer.failed()


def test_a_closed_pipe_ends_a_child_that_loads(client: EngineClient, tmp_path: Path) -> None:
    """In the middle of a template that never ends: Python is busy, not llama.cpp."""
    path = tiny_llama(tmp_path / "busy.gguf", chat_template=ENDLESS)
    client.report()
    child = client._child
    assert child is not None
    with pytest.raises(EngineCrashed):
        client.load(LoadRequest(path, 256, 1), lambda _done: child._outbox.put(None))
    assert child.exit_code == PARENT_GONE
