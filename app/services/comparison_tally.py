"""How often the answers of a model were chosen when models were compared: kept in the vault."""

import contextlib
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.errors import AppError
from app.domain.preferences import Preferences
from app.services.open_vault import KeptHistory

_KEY: Final = "comparison_tally"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of `compared` comparisons that a model took part in, it was chosen in `chosen`."""

    chosen: int = 0
    compared: int = 0


class ComparisonTally:
    """Counts by the ids of models. Safe to use from several threads.

    Without a vault the counts last as long as Snug runs; a vault that is made takes them along.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, Tally] = {}
        self._preferences: Preferences | None = None

    def opened(self, history: KeptHistory) -> None:
        """The vault was opened, or made."""
        preferences = history.preferences()
        kept: dict[str, Tally] = {}
        with contextlib.suppress(AppError):
            kept = _read(preferences.all().get(_KEY))
        with self._lock:
            self._preferences = preferences
            for model, tally in self._counts.items():
                kept[model] = _sum(kept.get(model, Tally()), tally)
            has_news = bool(self._counts)
            self._counts = kept
        if has_news:
            with contextlib.suppress(AppError):
                self._keep()

    def closing(self) -> None:
        """The vault is about to be closed: nothing of it is known any more."""
        with self._lock:
            self._counts = {}
            self._preferences = None

    def all(self) -> dict[str, Tally]:
        """The counts by model."""
        with self._lock:
            return dict(self._counts)

    def count(self, chosen: str, compared: Iterable[str]) -> None:
        """One comparison of these models, of which one was chosen; nothing for one model alone.

        Raises the errors of the vault.
        """
        models = set(compared)
        if len(models) < 2 or chosen not in models:
            return
        with self._lock:
            for each in models:
                more = Tally(int(each == chosen), 1)
                self._counts[each] = _sum(self._counts.get(each, Tally()), more)
        self._keep()

    def reset(self) -> None:
        """Forget all counts. Raises the errors of the vault."""
        with self._lock:
            self._counts = {}
        self._keep()

    def _keep(self) -> None:
        with self._lock:
            preferences = self._preferences
            values = {model: [each.chosen, each.compared] for model, each in self._counts.items()}
        if preferences is not None:
            preferences.keep({_KEY: json.dumps(values, ensure_ascii=False)})


def _sum(one: Tally, other: Tally) -> Tally:
    return Tally(one.chosen + other.chosen, one.compared + other.compared)


def _read(value: object) -> dict[str, Tally]:
    """What was kept; nothing of what cannot be counts."""
    if not isinstance(value, str):
        return {}
    try:
        found = json.loads(value)
        counts = {str(model): Tally(int(pair[0]), int(pair[1])) for model, pair in found.items()}
    except (ValueError, TypeError, AttributeError, LookupError):
        return {}
    return {model: each for model, each in counts.items() if 0 <= each.chosen <= each.compared}
