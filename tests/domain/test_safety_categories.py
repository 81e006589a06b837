"""What is chosen for single categories, as one line of text."""

import pytest

from app.config import settings as options
from app.config.settings import Settings
from app.domain.errors import SettingInvalid
from app.domain.safety_categories import choices_as_text, choices_from_text


def test_a_line_is_read_and_written_again_in_one_form() -> None:
    choices = choices_from_text(" self-harm = 0.30 ,violence=off, ")
    assert choices == {"self-harm": 0.3, "violence": None}
    assert choices_as_text(choices) == "violence=off, self-harm=0.3"
    assert choices_from_text("") == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("knitting=off", "there is no category 'knitting'; there are violence"),
        ("hate", "hate must be off or a number from 0.05 to 0.99"),
        ("hate=nan", "hate must be off or a number"),
        ("hate=1", "hate must be off or a number"),
        ("hate=off, hate=0.3", "hate is given twice"),
    ],
)
def test_what_cannot_hold_is_refused_with_the_reason(line: str, reason: str) -> None:
    settings = Settings()
    with pytest.raises(SettingInvalid) as refused:
        settings.tell(f"safety.categories={line}")
    assert reason in str(refused.value)
    assert settings.get(options.SAFETY_CATEGORIES) == ""


def test_the_setting_keeps_the_one_form() -> None:
    settings = Settings()
    settings.tell("safety.categories=self-harm=0.30,violence=off")
    assert settings.get(options.SAFETY_CATEGORIES) == "violence=off, self-harm=0.3"
