"""The tags and attributes that Markdown may become, and a reader that refuses all others."""

import re
from html.parser import HTMLParser

NAMES = (
    "p h1 h2 h3 h4 h5 h6 em strong s code pre a br hr ul ol li span sup table thead tbody tr th td"
)
TAGS = set(NAMES.split())
VALUES = {
    "class": re.compile("tasks|quote|grid|code|head|plain"),
    "href": re.compile(r"(https?://|mailto:).+|snug:(copy|save)/\d+", re.DOTALL),
    "style": re.compile("color:#[0-9a-f]{6}"),
    "align": re.compile("left|center|right"),
    "start": re.compile(r"\d{1,9}"),
    "colspan": re.compile("2"),
    "width": re.compile("100%"),
    "cellspacing": re.compile("0"),
    "border": re.compile("1"),
}

MATH = {
    "class": re.compile("tasks|quote|grid|code|head|plain|math"),
    "src": re.compile(r"snug:math/\d+"),
    "alt": re.compile(".*", re.DOTALL),
    "style": re.compile("color:#[0-9a-f]{6}|vertical-align: middle"),
}

MARKS = {
    "class": re.compile("tasks|quote|grid|code|head|plain|verified|located|bare"),
    "href": re.compile(r"(https?://|mailto:).+|snug:(copy|save|source)/\d+", re.DOTALL),
}


class Reader(HTMLParser):
    """Collects tags and text, and refuses what is not on the lists; with marks those, too."""

    def __init__(self, *, has_marks: bool = False, has_math: bool = False) -> None:
        super().__init__()
        self.tag_names = TAGS | ({"img"} if has_math else set())
        self.allowed = {
            **VALUES,
            **(MARKS if has_marks else {}),
            **(MATH if has_math else {}),
        }
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.tag_names
        self.tags.append(tag)
        for name, value in attrs:
            assert self.allowed[name].fullmatch(value or ""), (name, value)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment
