"""What the commands tell of the verdicts of a safety model."""

from app.cli.output import Output
from app.domain.safety import Judged, SafetyReport


def value(report: SafetyReport) -> dict[str, object]:
    """What the JSON of an answer holds of it."""
    return {
        "model": report.model or None,
        "flagged": bool(report.flagged),
        "verdicts": [
            {
                "of": each.judged,
                "place": each.place or None,
                "score": round(each.score, 4),
                "categories": list(each.categories),
                "flagged": each.is_flagged,
            }
            for each in report.verdicts
        ],
        "problem": str(report.problem) if report.problem is not None else None,
    }


def shown(text: str, report: SafetyReport | None) -> str:
    """The text of an answer, or what stands in its place where flagged answers are hidden."""
    is_found = report is not None and (report.of(Judged.ANSWER) or report.of(Judged.PASSAGE))
    return "[hidden; --set safety.action=warn shows it]" if is_found else text


def tell(report: SafetyReport, out: Output) -> None:
    """A note for everything that was flagged, and for what could not be checked."""
    for each in report.flagged:
        named = ", ".join([*each.categories, f"{each.score:.0%}"])
        place = f" {each.place}" if each.place else ""
        out.note(f"The safety model marks the {each.judged}{place} ({named}).")
    if report.problem is not None:
        out.note(f"Not checked: {report.problem}")
