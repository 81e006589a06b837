"""What a long piece of work tells of itself, as seldom as a bar needs it."""

from collections.abc import Callable
from functools import partial

from app.gui.model_page.wording import percent


class Percents:
    """Tells the window's thread of each whole percent, and of nothing between."""

    def __init__(
        self, post: Callable[[Callable[[], None]], None], show: Callable[[int, int], None]
    ) -> None:
        """`post` calls on the window's thread, where `show` hears how much of all is done."""
        self._post = post
        self._show = show
        self._told = -1

    def __call__(self, done: int, total: int) -> None:
        """So much of all of it is done."""
        at = percent(done, total)
        if at != self._told:
            self._told = at
            self._post(partial(self._show, done, total))
