"""What one start of Snug tells another: checked, limited, answered, and never waited for."""

import os
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import wish_socket
from app.config.wish_file import REQUEST_FILE, is_left, leave_wish, take_wish
from app.config.wish_socket import Reply, WishListener, address_of, tell
from app.config.wishes import MOST_BYTES, MOST_FILES, Act, Wish, decode, encode

OPEN = Wish(Act.OPEN, (Path("/tmp/계약 1.pdf"), Path("/tmp/\udcff.txt")))


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder with a short name: the address of a socket is limited."""
    with tempfile.TemporaryDirectory(prefix="w") as folder:
        yield Path(folder)


@pytest.fixture
def around(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return {"XDG_RUNTIME_DIR": str(folder)}


@pytest.fixture
def listener(tmp_path: Path, around: dict[str, str]) -> Iterator[WishListener]:
    made = WishListener(tmp_path, around)
    assert made.open()
    yield made
    made.close()


def told(home: Path, wish: Wish, around: dict[str, str]) -> list[Reply]:
    """Tells from a thread; the reply, once it is there."""
    replies: list[Reply] = []
    teller = threading.Thread(target=lambda: replies.append(tell(home, wish, 20, around)))
    teller.start()
    return replies


def heard(listener: WishListener, seconds: float = 20) -> Wish | None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        wish = listener.hear()
        if wish is not None:
            return wish
        time.sleep(0.005)
    return None


@pytest.mark.parametrize("wish", [Wish(), Wish(Act.QUICK), Wish(Act.NEW), Wish(Act.STAY), OPEN])
def test_a_wish_survives_its_way(wish: Wish) -> None:
    assert decode(encode(wish)) == wish


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"[]\n",
        b'{"act": "show", "files": []}',
        b'{"act": "erase", "files": []}\n',
        b'{"act": "show"}\n',
        b'{"act": "show", "files": [], "more": 1}\n',
        b'{"act": "show", "files": ["/tmp/a"]}\n',
        b'{"act": "open", "files": []}\n',
        b'{"act": "open", "files": "/tmp/a"}\n',
        b'{"act": "open", "files": ["relative.txt"]}\n',
        b'{"act": "open", "files": [7]}\n',
        b'{"act": "open", "files": ["/tmp/\\u0000"]}\n',
        b'{"act": ["open"], "files": ["/tmp/a"]}\n',
        b'{"act": "open", "files": ["/' + b"a" * 5000 + b'"]}\n',
        b'{"act": "open", "files": [' + b'"/a",' * MOST_FILES + b'"/a"]}\n',
        b"[" * 40_000 + b"\n",
        b" " * MOST_BYTES + b"\n",
        b"\xff\xfe\n",
    ],
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of json, of an enumeration, or ours
        decode(line)


def test_too_many_files_are_not_sent() -> None:
    with pytest.raises(ValueError, match="too many"):
        encode(Wish(Act.OPEN, (Path("/a"),) * (MOST_FILES + 1)))


def test_the_socket_takes_a_wish_and_answers(
    tmp_path: Path, around: dict[str, str], listener: WishListener
) -> None:
    replies = told(tmp_path, OPEN, around)
    assert heard(listener) == OPEN
    while not replies:
        time.sleep(0.005)
    assert replies == [Reply.TAKEN]


def test_the_socket_is_for_its_user_alone(
    tmp_path: Path, around: dict[str, str], listener: WishListener
) -> None:
    address = address_of(tmp_path, around)
    assert address is not None
    assert address.parent == Path(around["XDG_RUNTIME_DIR"])
    assert stat.S_IMODE(address.stat().st_mode) == 0o600


def test_a_folder_that_others_may_enter_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)
    address = address_of(tmp_path, {"XDG_RUNTIME_DIR": str(tmp_path / "run")})
    assert address is not None
    assert address.parent == tmp_path


def test_a_home_too_deep_for_a_socket_has_none(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    assert address_of(deep, {}) is None
    assert tell(deep, Wish(), 1, {}) is Reply.ABSENT
    assert not WishListener(deep, {}).open()


def test_another_user_is_not_heard(
    tmp_path: Path, around: dict[str, str], listener: WishListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wish_socket, "_user_of", lambda _peer: os.getuid() + 1)
    assert tell(tmp_path, Wish(), 1, around) is Reply.ABSENT, "nor is it told anything"
    address = address_of(tmp_path, around)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(address))
        caller.sendall(encode(OPEN))
        assert heard(listener, 0.3) is None
        with pytest.raises(ConnectionResetError):
            caller.recv(10)


@pytest.mark.parametrize("said", [b"nonsense\n", b"", b'{"act": "show", "fi', b"x" * 70_000])
def test_nonsense_is_dropped_soon(
    tmp_path: Path, around: dict[str, str], listener: WishListener, said: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(address_of(tmp_path, around)))
        caller.sendall(said)
        assert listener.hear() is None
    replies = told(tmp_path, Wish(Act.NEW), around)
    assert heard(listener) == Wish(Act.NEW), "the next one is heard"
    while not replies:
        time.sleep(0.005)


def test_a_window_that_hangs_is_told_from_one_that_is_gone(
    tmp_path: Path, around: dict[str, str], listener: WishListener
) -> None:
    assert tell(tmp_path, OPEN, 0.05, around) is Reply.SILENT
    assert listener.hear() is None, "whoever gave up was told that nothing comes of it"
    listener.close()
    assert tell(tmp_path, OPEN, 0.05, around) is Reply.ABSENT


def test_the_socket_of_a_killed_process_makes_room(tmp_path: Path, around: dict[str, str]) -> None:
    address = address_of(tmp_path, around)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(address))
    assert tell(tmp_path, Wish(), 0.5, around) is Reply.ABSENT
    next_one = WishListener(tmp_path, around)
    assert next_one.open()
    next_one.close()
    assert not Path(str(address)).exists()


def test_a_wish_that_is_left_is_taken_once_and_not_for_ever(tmp_path: Path) -> None:
    (tmp_path / "window.lock").touch()
    assert take_wish(tmp_path) is None
    leave_wish(tmp_path, OPEN)
    assert take_wish(tmp_path) == OPEN
    assert take_wish(tmp_path) is None
    leave_wish(tmp_path, OPEN)
    os.utime(tmp_path / REQUEST_FILE, (1, 1))
    assert take_wish(tmp_path) is None
    (tmp_path / REQUEST_FILE).write_bytes(b"x" * (MOST_BYTES + 9))
    assert take_wish(tmp_path) is None


def test_a_window_that_looks_at_any_moment_takes_a_whole_wish(tmp_path: Path) -> None:
    long = Wish(Act.OPEN, tuple((tmp_path / f"{number}.txt") for number in range(20)))
    taken, is_over = [], threading.Event()

    def looking() -> None:
        while not is_over.is_set():
            if (wish := take_wish(tmp_path)) is not None:
                taken.append(wish)

    with ThreadPoolExecutor(1) as window:
        window.submit(looking)
        left = 0
        while left < 300:
            if leave_wish(tmp_path, long):
                left += 1
                while is_left(tmp_path):
                    pass
        is_over.set()
    assert taken == [long] * 300
