"""How a conversation looks: colours, fonts and spacing, in a light and a dark edition.

Every pair of text and ground reaches a contrast of 4.5 (WCAG 2.2, success criterion 1.4.3, AA),
in the editions of high contrast 7 (1.4.6, AAA).
"""

from dataclasses import dataclass
from typing import Final

ROUND_BUTTON: Final = 32
"""Pixels across a button beside the message, beside letters of usual size."""
SMALL_ROUND_BUTTON: Final = 20
"""The same for one in a chip."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """Colours of highlighted code, each readable on `Look.code_background`."""

    keyword: str
    name: str
    builtin: str
    string: str
    number: str
    comment: str
    error: str


@dataclass(frozen=True, slots=True)
class Look:
    """One edition. Colours are `#rrggbb`; sizes are points for fonts and pixels for spacing.

    The font families come after those of the system and lend the glyphs that the system lacks.
    """

    is_dark: bool
    window: str
    text: str
    muted: str
    accent: str
    on_accent: str
    bubble: str
    hover: str
    selection: str
    selected_text: str
    link: str
    error: str
    code_background: str
    code_header: str
    code_border: str
    table_border: str
    table_header: str
    quote_bar: str
    syntax: Syntax
    text_families: tuple[str, ...] = ("Pretendard",)
    mono_families: tuple[str, ...] = ("Pretendard",)
    point_size: float = 11.0
    spacing: int = 8
    is_high: bool = False
    """Whether this is an edition of high contrast."""
    zoom: float = 1.0
    """How many times larger than usual the reader wants text, and what is measured by it."""


LIGHT = Look(
    is_dark=False,
    window="#fcfcfb",
    text="#1f2527",
    muted="#5a6669",
    accent="#1f6f78",
    on_accent="#ffffff",
    bubble="#e4f0f0",
    hover="#edf1f1",
    selection="#b9dfe2",
    selected_text="#142022",
    link="#17666f",
    error="#a8281f",
    code_background="#f3f5f5",
    code_header="#e9eded",
    code_border="#d9dfe0",
    table_border="#cfd7d8",
    table_header="#f0f4f4",
    quote_bar="#b5cdd0",
    syntax=Syntax(
        keyword="#7b3fa0",
        name="#1d5aa6",
        builtin="#0d6670",
        string="#2a6b35",
        number="#8f4a00",
        comment="#5c686a",
        error="#a8281f",
    ),
)

DARK = Look(
    is_dark=True,
    window="#1a1e1f",
    text="#e3e8e8",
    muted="#9eaaac",
    accent="#6cc3cb",
    on_accent="#0e1f21",
    bubble="#25393b",
    hover="#272e30",
    selection="#2f6a70",
    selected_text="#ffffff",
    link="#7fd0d7",
    error="#f4a49d",
    code_background="#22282a",
    code_header="#2b3335",
    code_border="#3a4447",
    table_border="#434e51",
    table_header="#262d2f",
    quote_bar="#43666a",
    syntax=Syntax(
        keyword="#cba9f2",
        name="#92c3f6",
        builtin="#80d1d7",
        string="#a3d6a4",
        number="#f1ba85",
        comment="#9ba7a9",
        error="#f4a49d",
    ),
)

LIGHT_HIGH = Look(
    is_dark=False,
    is_high=True,
    window="#ffffff",
    text="#000000",
    muted="#33393a",
    accent="#00474f",
    on_accent="#ffffff",
    bubble="#e2f0f0",
    hover="#e8eeee",
    selection="#00474f",
    selected_text="#ffffff",
    link="#003f47",
    error="#800f08",
    code_background="#f6f8f8",
    code_header="#e8eded",
    code_border="#565e60",
    table_border="#565e60",
    table_header="#edf2f2",
    quote_bar="#3c5457",
    syntax=Syntax(
        keyword="#541a79",
        name="#0b3c78",
        builtin="#00454e",
        string="#12491d",
        number="#613000",
        comment="#3d4749",
        error="#800f08",
    ),
)

DARK_HIGH = Look(
    is_dark=True,
    is_high=True,
    window="#000000",
    text="#ffffff",
    muted="#d3dadb",
    accent="#84e4ec",
    on_accent="#000000",
    bubble="#14292b",
    hover="#1c2425",
    selection="#84e4ec",
    selected_text="#000000",
    link="#96e9f0",
    error="#ffbdb7",
    code_background="#0d1112",
    code_header="#1b2223",
    code_border="#9aa6a8",
    table_border="#9aa6a8",
    table_header="#161d1e",
    quote_bar="#9cc6ca",
    syntax=Syntax(
        keyword="#dcc4fb",
        name="#b0d6ff",
        builtin="#9be4ea",
        string="#bdeabd",
        number="#ffd0a3",
        comment="#c6d0d2",
        error="#ffbdb7",
    ),
)
