"""Text reaches a contrast of 4.5 with what lies behind it, or 7 (WCAG 2.2, 1.4.3 and 1.4.6)."""

import dataclasses

import pytest
from contrast import contrast

from app.gui.chat.look import DARK, DARK_HIGH, LIGHT, LIGHT_HIGH, Look
from app.gui.chrome import chrome

LOOKS = pytest.mark.parametrize(
    "look",
    [LIGHT, DARK, LIGHT_HIGH, DARK_HIGH],
    ids=["light", "dark", "light-high", "dark-high"],
)


def least(look: Look) -> float:
    """What text has to reach."""
    return 7 if look.is_high else 4.5


@LOOKS
def test_every_text_can_be_read(look: Look) -> None:
    grounds = {
        "text": [look.window, look.bubble, look.table_header, look.code_header, look.hover],
        "muted": [look.window, look.code_header, look.hover],
        "link": [look.window, look.code_header, look.table_header],
        "error": [look.window, chrome(look).danger_ground],
        "on_accent": [look.accent],
        "selected_text": [look.selection],
    }
    around = chrome(look)
    grounds["text"] += [around.sidebar, around.field, around.selected, around.danger_ground]
    grounds["muted"] += [around.sidebar, around.field]
    grounds["link"] += [around.sidebar, around.field]
    for name, behind in grounds.items():
        for ground in behind:
            assert contrast(getattr(look, name), ground) >= least(look), (name, ground)


@LOOKS
def test_code_can_be_read(look: Look) -> None:
    for name, colour in dataclasses.asdict(look.syntax).items():
        assert contrast(colour, look.code_background) >= least(look), name
    assert contrast(look.text, look.code_background) >= least(look)


@LOOKS
def test_marks_can_be_seen(look: Look) -> None:
    assert contrast(look.accent, look.window) >= 3
    assert contrast(look.accent, chrome(look).sidebar) >= 3
    assert contrast(look.accent, chrome(look).field) >= 3


@pytest.mark.parametrize("look", [LIGHT_HIGH, DARK_HIGH], ids=["light", "dark"])
def test_where_the_contrast_is_high_edges_are_seen_too(look: Look) -> None:
    """WCAG 2.2, 1.4.11."""
    around = chrome(look)
    for edge in (around.border, look.table_border, look.code_border, around.disabled):
        for ground in (look.window, around.sidebar, around.field):
            assert contrast(edge, ground) >= 4.5, (edge, ground)
