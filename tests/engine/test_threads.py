"""Fewer threads while others want the processor, all of them again afterwards."""

import random

from app.engine.host.threads import ThreadChoice


class Machine:
    """A made-up machine: how long a step takes with each number of threads."""

    def __init__(self, most: int, **seconds: float) -> None:
        self.now = 0.0
        self.choice = ThreadChoice(most, lambda: self.now)
        self.seconds = {int(count[1:]): value for count, value in seconds.items()}
        self.chance = random.Random(0)

    def run(self, seconds: float) -> float:
        """Compute for so long; the share of steps done with the usual number of threads."""
        end, counts = self.now + seconds, []
        while self.now < end:
            counts.append(self.choice.count)
            took = self.seconds[self.choice.count] * self.chance.uniform(0.9, 1.2)
            self.now += took
            self.choice.learn(1, took)
        return counts.count(max(self.seconds)) / len(counts)


def test_an_idle_machine_keeps_all_threads() -> None:
    machine = Machine(2, t1=0.013, t2=0.007)
    assert machine.run(60) > 0.999


def test_a_model_that_starts_on_a_busy_machine_finds_it_out() -> None:
    machine = Machine(2, t1=0.025, t2=0.12)
    assert machine.run(10) < 0.1


def test_a_busy_machine_gets_fewer_and_an_idle_one_all_again() -> None:
    machine = Machine(2, t1=0.013, t2=0.007)
    machine.run(5)
    machine.seconds = {1: 0.025, 2: 0.12}
    machine.run(5)
    assert machine.choice.count == 1
    assert machine.run(60) < 0.05
    machine.seconds = {1: 0.013, 2: 0.007}
    machine.run(25)
    assert machine.run(20) > 0.95


def test_the_best_of_many_is_found() -> None:
    machine = Machine(8, t1=0.05, t2=0.028, t4=0.016, t8=0.010)
    machine.run(5)
    machine.seconds = {1: 0.06, 2: 0.035, 4: 0.02, 8: 0.3}
    machine.run(30)
    assert machine.choice.count == 4
    machine.seconds = {1: 0.06, 2: 0.035, 4: 0.25, 8: 0.3}
    machine.run(30)
    assert machine.choice.count == 2


def test_fewer_are_not_kept_where_they_do_not_help() -> None:
    machine = Machine(2, t1=0.013, t2=0.007)
    machine.run(5)
    machine.seconds = {1: 0.05, 2: 0.03}
    assert machine.run(60) > 0.9


def test_one_thread_stays_one() -> None:
    machine = Machine(1, t1=0.013)
    machine.run(1)
    machine.seconds = {1: 0.1}
    machine.run(5)
    assert machine.choice.count == 1
