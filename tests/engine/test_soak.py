"""A small soak: many short requests with cancels and kills; tests/bench/soak.py runs a long one."""

from pathlib import Path

import pytest
from soak import Plan, Soak
from soak_prompts import WORDS, cut, foreign_words

pytestmark = pytest.mark.real_engine


@pytest.mark.timeout(300)
def test_a_storm_of_requests_cancels_and_kills_leaves_nothing_behind(starter_model: Path) -> None:
    lines: list[str] = []
    plan = Plan(starter_model, requests=40, kills=2, words=3, longest=16, every=20)
    report = Soak(plan, lines.append).run()
    assert report.failures == [], "\n".join(lines)
    counts = report.counts
    kinds = ("stop", "length", "cancelled", "crashed")
    assert sum(counts[kind] for kind in kinds) == plan.requests
    assert counts["as alone"] > counts["other words"], "\n".join(lines)
    assert len(report.rows) == 3


def test_the_marks_of_other_prompts_are_found() -> None:
    assert foreign_words("A Pumpkin and a badger.", "badger") == ["pumpkin"]
    assert foreign_words("badgers, pumpkinseed", "violin") == []
    assert len(set(WORDS)) == len(WORDS)
    assert cut("one two three", ("three", "two")) == "one "
    assert cut("one", ("two",)) == "one"
