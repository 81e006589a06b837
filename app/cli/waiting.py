"""Long work on another thread, so that Ctrl+C is heard at once on every system."""

import queue
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from app.bootstrap import Application


_POLL_SECONDS: Final = 0.5
_Told = TypeVar("_Told")
_Found = TypeVar("_Found")


def work_aside(
    app: "Application",
    work: Callable[[Callable[[_Told], None]], _Found],
    show: Callable[[_Told], None],
) -> _Found:
    """What `work` returns; `show` sees on this thread what it tells meanwhile. Raises what it does.

    Ctrl+C is raised here, and the work goes on until the application is closed.
    """
    said: queue.SimpleQueue[Callable[[], _Found | None]] = queue.SimpleQueue()
    found: list[_Found] = []

    def raising(error: BaseException) -> None:
        raise error

    def tell(told: _Told) -> None:
        said.put(lambda: show(told))

    def run() -> None:
        try:
            found.append(work(tell))
        except BaseException as error:  # whatever it is, it is raised where somebody waits
            said.put(partial(raising, error))
        finally:
            said.put(lambda: None)

    app.jobs.start(run)
    while not found:
        try:
            said.get(timeout=_POLL_SECONDS)()
        except queue.Empty:  # lets Ctrl+C in on Windows
            continue
    return found[0]
