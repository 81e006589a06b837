"""Questions worded by us: those that a page of the corpus answers, and those that none does."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("questions.tsv")
_NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class Question:
    """A question in both languages; `topic` is the page that answers it, empty when none does."""

    topic: str
    english: str
    korean: str


def questions() -> list[Question]:
    """All of them."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [
            Question(
                "" if row["page"] == _NONE else f"gnome-help/{row['page']}",
                row["english"],
                row["korean"],
            )
            for row in rows
        ]
