"""What is under way is kept from time to time, and nothing runs when nothing is."""

import threading

from app.services.checkpoints import Checkpoints


class Work:
    """Counts how often it was kept; is under way for so many times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.kept = 0
        self.rested = threading.Event()

    def keep(self) -> bool:
        self.kept += 1
        self.left -= 1
        if self.left <= 0:
            self.rested.set()
        return self.left > 0


def test_it_keeps_until_nothing_is_under_way_and_begins_again() -> None:
    work = Work(3)
    checkpoints = Checkpoints(work.keep, seconds=0.01)
    checkpoints.begin()
    assert work.rested.wait(60)
    assert work.kept == 3
    work.left = 2
    work.rested.clear()
    checkpoints.begin()
    assert work.rested.wait(60)
    checkpoints.close()
    assert work.kept == 5


def test_closing_ends_the_thread_and_begins_nothing_any_more() -> None:
    work = Work(10**9)
    checkpoints = Checkpoints(work.keep, seconds=0.01)
    checkpoints.begin()
    checkpoints.close()
    kept = work.kept
    checkpoints.begin()
    assert work.kept == kept
    assert checkpoints._thread is not None
    assert not checkpoints._thread.is_alive()


def test_closing_without_having_begun() -> None:
    Checkpoints(lambda: False).close()
