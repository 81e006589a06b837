"""What the commands tell of a safety model's verdicts."""

from app.cli.safety import shown, value
from app.domain.errors import NotJudged
from app.domain.safety import Judged, SafetyReport, Verdict


def test_json_holds_every_verdict_and_what_was_not_judged() -> None:
    verdicts = (
        Verdict(Judged.ANSWER, 0.91237, ("hate",), is_flagged=True),
        Verdict(Judged.PASSAGE, 0.1, place=2),
    )
    told = value(SafetyReport(verdicts, "guard", problem=NotJudged()))
    assert told == {
        "model": "guard",
        "flagged": True,
        "verdicts": [
            {"of": "answer", "place": None, "score": 0.9124, "categories": ["hate"],
             "flagged": True},
            {"of": "passage", "place": 2, "score": 0.1, "categories": [], "flagged": False},
        ],
        "problem": str(NotJudged()),
    }  # fmt: skip


def test_what_the_person_wrote_hides_no_answer() -> None:
    question = SafetyReport((Verdict(Judged.QUESTION, 1.0, is_flagged=True),))
    answer = SafetyReport((Verdict(Judged.ANSWER, 1.0, is_flagged=True),))
    assert shown("Text.", question) == shown("Text.", None) == "Text."
    assert "Text." not in shown("Text.", answer)
