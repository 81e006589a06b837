"""Settings that tell something about the person, and where they are kept."""

from collections.abc import Collection
from typing import Protocol

Scalar = bool | int | float | str


class Preferences(Protocol):
    """A place for settings that nobody else may read. What a call returns from is kept."""

    def all(self) -> dict[str, Scalar]:
        """Every value by key."""

    def keep(self, values: dict[str, Scalar]) -> None:
        """Keep these in place of what was kept under their keys, all or none."""

    def forget(self, keys: Collection[str]) -> None:
        """Keep nothing under these keys any more."""
