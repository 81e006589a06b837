"""Whether an element of HTML is one that a person would not see, by what stands on itself.

Only attributes and inline styles are looked at. A colour on the same colour counts where both are
said, or where nothing else could colour the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]
_STYLE_CHARACTERS: Final = 4_000
_NOTHING: Final = re.compile(r"[-+]?0*(?:\.0*)?(?:px|pt|em|rem|%|vw|vh|ex|ch)?\Z")
_TINY: Final = re.compile(
    r"(?:0*[01]?(?:\.\d+)?(?:px|pt)|0*(?:\.0\d*)?(?:em|rem)|0*[0-4](?:\.\d+)?%|0)\Z"
)
_FAR_AWAY: Final = re.compile(r"-\d{3,}")
_CLIPPED: Final = re.compile(
    r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
)
_RGB: Final = re.compile(
    r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)"
)
_HEX: Final = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})\Z")
_NAMES: Final[dict[str, Colour]] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250),
    "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "gray": (128, 128, 128),
    "grey": (128, 128, 128), "silver": (192, 192, 192), "red": (255, 0, 0), "blue": (0, 0, 255),
    "green": (0, 128, 0), "yellow": (255, 255, 0), "navy": (0, 0, 128),
}  # fmt: skip
_SAME: Final = 6
"""Difference in each channel, of 255, that nobody sees."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours that an element hands down; None where they are not known."""

    ink: Colour | None = (0, 0, 0)
    paper: Colour | None = (255, 255, 255)

    def is_blank(self) -> bool:
        """Whether text in these colours cannot be seen."""
        if self.ink is None or self.paper is None:
            return False
        return all(abs(a - b) <= _SAME for a, b in zip(self.ink, self.paper, strict=True))


def is_hidden(attributes: Mapping[str, str | None], style: Mapping[str, str]) -> bool:
    """Whether nothing inside this element is shown."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return True
    if not style:
        return False
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if style.get("mso-hide") == "all" or _NOTHING.match(style.get("opacity", "1")):
        return True
    if _TINY.match(style.get("font-size", "")) and style.get("font-size"):
        return True
    if _CLIPPED.match(style.get("clip", "")) or style.get("clip-path", "") == "inset(100%)":
        return True
    if style.get("overflow") == "hidden" and any(
        _NOTHING.match(style[side]) for side in ("width", "height", "max-height") if side in style
    ):
        return True
    is_moved = style.get("position") in ("absolute", "fixed")
    return _FAR_AWAY.match(style.get("text-indent", "")) is not None or (
        is_moved and any(_FAR_AWAY.match(style.get(side, "")) for side in ("left", "top", "right"))
    )


def style_of(attributes: Mapping[str, str | None]) -> dict[str, str]:
    """The declarations of an inline style, in small letters."""
    written = attributes.get("style")
    if not written:
        return {}
    found = {}
    for declaration in written[:_STYLE_CHARACTERS].lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def look_of(
    tag: str,
    attributes: Mapping[str, str | None],
    style: Mapping[str, str],
    above: Look,
    *,
    is_styled: bool,
) -> Look:
    """The colours inside an element. `is_styled`: the page has style sheets, which are not read."""
    ink, paper = above.ink, above.paper
    if is_styled and ("class" in attributes or "id" in attributes):
        ink = paper = None
    if "bgcolor" in attributes:
        paper = _colour(attributes["bgcolor"] or "")
    if "background" in attributes:
        paper = None
    if tag == "font" and attributes.get("color"):
        ink = _colour(attributes["color"] or "")
    if tag == "body" and attributes.get("text"):
        ink = _colour(attributes["text"] or "")
    if "color" in style:
        ink = paper if _is_clear(style["color"]) else _colour(style["color"])
    if "background-image" in style:
        paper = None
    behind = style.get("background-color", style.get("background"))
    if behind is not None and not _is_clear(behind) and behind not in ("none", "inherit"):
        paper = _colour(behind)
    return Look(ink, paper)


def _is_clear(value: str) -> bool:
    found = _RGB.match(value)
    is_none = found is not None and found[4] is not None and _NOTHING.match(found[4]) is not None
    return value == "transparent" or is_none


def _colour(value: str) -> Colour | None:
    value = value.strip().lower()
    if value in _NAMES:
        return _NAMES[value]
    found = _RGB.match(value)
    if found is not None and found.end() == len(value):
        return int(found[1]), int(found[2]), int(found[3])
    digits = _HEX.match(value)
    if digits is None:
        return None
    code = digits[1] if len(digits[1]) == 6 else "".join(digit * 2 for digit in digits[1])
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)
