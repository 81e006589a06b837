"""A start that finds another window: it is answered, or becomes the window itself."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select

import pytest

from app.config import handing_over, wish_socket
from app.config.handing_over import Handed, hand_over
from app.config.instance import Instance
from app.config.wish_file import REQUEST_FILE, take_wish
from app.config.wish_socket import Reply, WishListener
from app.config.wishes import Act, Wish

OPEN = Wish(Act.OPEN, (Path("/tmp/임대.txt").resolve(),))
PATIENCE_S = 60


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The socket lies in the home."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short name: the address of a socket is limited."""
    with tempfile.TemporaryDirectory(prefix="w") as folder:
        yield Path(folder)


@pytest.fixture
def first(home: Path) -> Iterator[Instance]:
    """The window that is open."""
    instance = Instance(home)
    assert instance.acquire()
    yield instance
    instance.release()


@pytest.fixture
def without_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "address_of", lambda _home: None)


@contextmanager
def second_start(home: Path, wish: Wish = OPEN) -> Iterator[Callable[[], Handed]]:
    """Another start, on a thread; what became of its wish, once it is asked for."""
    second, handed = Instance(home), list[Handed]()
    thread = threading.Thread(target=lambda: handed.append(hand_over(second, wish, PATIENCE_S)))
    thread.start()

    def outcome() -> Handed:
        thread.join(PATIENCE_S)
        return handed[0]

    yield outcome
    thread.join(PATIENCE_S)
    second.release()


def heard(listener: WishListener) -> Wish | None:
    assert select([listener.descriptor], [], [], PATIENCE_S)[0]
    return listener.hear()


def test_a_window_that_hears_takes_the_wish(home: Path, first: Instance) -> None:
    listener = WishListener(home)
    assert listener.open()
    with second_start(home) as outcome:
        assert heard(listener) == OPEN
        assert outcome() is Handed.TAKEN
    listener.close()


def test_a_window_that_begins_to_hear_takes_the_wish(home: Path, first: Instance) -> None:
    listener = WishListener(home)
    with second_start(home) as outcome:
        assert not (home / REQUEST_FILE).exists(), "it could be found much later"
        assert listener.open()
        assert heard(listener) == OPEN
        assert outcome() is Handed.TAKEN
    listener.close()


def test_whoever_calls_a_window_that_ends_takes_its_place(home: Path, first: Instance) -> None:
    listener = WishListener(home)
    assert listener.open()
    with second_start(home) as outcome:
        assert select([listener.descriptor], [], [], PATIENCE_S)[0]
        listener.close()  # it has called, and was not heard
        first.release()
        assert outcome() is Handed.OURS
        assert not first.acquire()


def test_a_window_that_is_asked_to_end_while_it_hears_takes_nothing(
    home: Path, first: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, read = WishListener(home), wish_socket._line
    assert listener.open()

    def ending(caller: object) -> bytes:
        listener.is_held = True  # what a signal does in the midst of it
        return read(caller)  # type: ignore[arg-type]

    monkeypatch.setattr(wish_socket, "_line", ending)
    with second_start(home) as outcome:
        assert heard(listener) is None
        listener.close()
        first.release()
        assert outcome() is Handed.OURS


@pytest.mark.usefixtures("without_sockets")
def test_without_sockets_a_file_that_is_taken_is_the_answer(home: Path, first: Instance) -> None:
    with second_start(home) as outcome:
        taken = None
        while taken is None:
            taken = take_wish(home)
        assert taken == OPEN
        assert outcome() is Handed.TAKEN


@pytest.mark.usefixtures("without_sockets")
def test_without_sockets_a_start_takes_the_place_of_a_window_that_ends(
    home: Path, first: Instance
) -> None:
    with second_start(home) as outcome:
        while not (home / REQUEST_FILE).exists():
            pass
        first.release()
        assert outcome() is Handed.OURS
    assert not (home / REQUEST_FILE).exists(), "the next window would take it again"


@pytest.mark.usefixtures("without_sockets")
def test_a_window_that_never_answers_is_told_of(home: Path, first: Instance) -> None:
    assert hand_over(Instance(home), OPEN, seconds=0.1) is Handed.NOT_ANSWERED
    assert not (home / REQUEST_FILE).exists()


def test_a_window_that_hangs_is_told_of(
    home: Path, first: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "tell", lambda *_: Reply.SILENT)
    assert hand_over(Instance(home), OPEN) is Handed.NOT_ANSWERED
