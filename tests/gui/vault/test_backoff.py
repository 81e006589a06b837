"""The pause before the next attempt grows, and not without end."""

from app.gui.vault.backoff import LONGEST_SECONDS, pause_after


def test_the_first_attempts_are_free_then_the_pause_doubles() -> None:
    assert [pause_after(failures) for failures in range(1, 10)] == [0, 0, 1, 2, 4, 8, 16, 30, 30]


def test_it_ends_at_its_longest() -> None:
    assert pause_after(10_000) == LONGEST_SECONDS
