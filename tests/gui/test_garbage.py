"""Garbage: the young is collected often, all of it when nobody looks or it has waited for long."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.garbage import GIVE_BACK_S, LATEST_S, SOONEST_S, YOUNG, GarbageCollector


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.is_watched = True

    def __call__(self) -> float:
        return self.now


def knot() -> weakref.ref[Knot]:
    """Garbage, and a look at whether it is there."""
    return weakref.ref(Knot())


def old_knot() -> weakref.ref[Knot]:
    """Garbage that was not collected with what is young."""
    kept = Knot()
    gc.collect()
    return weakref.ref(kept)


def crowd() -> list[list[int]]:
    """So much that is new that a look is due, whatever else is let go of meanwhile."""
    return [[number] for number in range(20 * YOUNG)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def collector(clock: Clock, qapp: QObject) -> Iterator[GarbageCollector]:
    parent = QObject()
    collector = GarbageCollector(lambda: clock.is_watched, parent, clock)
    yield collector
    collector.stop()


def test_python_collects_nothing_by_itself_meanwhile_and_again_afterwards(
    clock: Clock, qapp: QObject
) -> None:
    parent = QObject()
    collector = GarbageCollector(lambda: True, parent, clock)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_is_young_is_collected_without_being_asked(
    qtbot: QtBot, collector: GarbageCollector
) -> None:
    gone = knot()
    assert gone() is not None
    kept = crowd()
    qtbot.waitUntil(lambda: gone() is None)
    assert kept


def test_nothing_is_looked_through_while_little_is_new(collector: GarbageCollector) -> None:
    gc.collect(0)
    there = knot()
    collector.collect_some()
    assert there() is not None


def looks_through_much(collector: GarbageCollector) -> None:
    """At what is young: from then on it may be at all."""
    kept = crowd()
    collector.collect_some()
    del kept


@pytest.mark.parametrize(
    ("is_watched", "waited", "is_collected"),
    [
        (True, SOONEST_S, False),
        (False, SOONEST_S - 1, False),
        (False, SOONEST_S, True),
        (True, LATEST_S, True),
    ],
)
def test_what_is_old_waits_until_nobody_looks_but_not_for_ever(
    collector: GarbageCollector, clock: Clock, is_watched: bool, waited: float, is_collected: bool
) -> None:
    there = old_knot()
    looks_through_much(collector)
    assert there() is not None
    clock.is_watched, clock.now = is_watched, waited
    collector.collect_some()
    looks_through_much(collector)
    assert (there() is None) is is_collected


def test_what_was_freed_is_given_back_after_a_while(
    collector: GarbageCollector, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    monkeypatch.setattr("app.gui.garbage.give_memory_back", lambda: given.append(clock.now))
    for _ in range(6):
        gc.collect(0)
        clock.now += GIVE_BACK_S / 2
        collector.collect_some()
    assert given == [GIVE_BACK_S, 2 * GIVE_BACK_S, 3 * GIVE_BACK_S]
