"""WCAG 2.2, 1.4.3: text reaches a contrast of 4.5 with what lies behind it."""

import dataclasses

import pytest
from contrast import contrast

from app.gui.chat.look import DARK, LIGHT, Look

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


@LOOKS
def test_every_text_can_be_read(look: Look) -> None:
    grounds = {
        "text": [look.window, look.bubble, look.table_header, look.code_header, look.hover],
        "muted": [look.window, look.code_header, look.hover],
        "link": [look.window, look.code_header, look.table_header],
        "error": [look.window],
        "on_accent": [look.accent],
        "selected_text": [look.selection],
    }
    for name, behind in grounds.items():
        for ground in behind:
            assert contrast(getattr(look, name), ground) >= 4.5, (name, ground)


@LOOKS
def test_code_can_be_read(look: Look) -> None:
    for name, colour in dataclasses.asdict(look.syntax).items():
        assert contrast(colour, look.code_background) >= 4.5, name
    assert contrast(look.text, look.code_background) >= 4.5


@LOOKS
def test_marks_can_be_seen(look: Look) -> None:
    assert contrast(look.accent, look.window) >= 3
