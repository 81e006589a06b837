"""Control words of RTF: which stand for characters, which hold text, and the fonts' encodings.

Source: Rich Text Format (RTF) Specification 1.9.1.
"""

import re
from typing import Final

TOKEN: Final = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^A-Za-z'])|([{}])|([\r\n]+)"
    r"|([^\\{}\r\n]+)|\\'?"
)
SIGNS: Final = {
    "line": "\n",
    "softline": "\n",
    "tab": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "page": "\n",
    "column": "\n",
}
SYMBOLS: Final = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
SKIPPED: Final = frozenset(
    ("colorschememapping", "datastore", "themedata", "latentstyles", "listtable", "generator",
     "listoverridetable", "revtbl", "rsidtbl", "xmlnstbl", "filetbl", "pgptbl", "shprslt",
     "nonshppict", "fldinst", "datafield", "bkmkstart", "bkmkend", "sp", "objdata", "objclass",
     "objname", "nonesttables", "upr", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc",
     "aftncn", "xe", "tc", "tcn", "rxe", "txe", "pnseclvl", "template", "operator", "doccomm",
     "comment", "keywords", "subject", "category", "company", "manager", "hlinkbase", "private",
     "atnid", "atndate", "atnref", "atrfstart", "atrfend", "atnparent", "atntime", "atnicn",
     "do", "falt", "panose", "fontemb", "fname", "ffname", "formfield", "listpicture", "creatim",
     "revtim", "printim", "buptim", "userprops", "docvar", "background", "mmathPr", "oldcprops")
)  # fmt: skip
"""Groups that hold nothing to read."""
MARGINS: Final = frozenset(
    ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
)
READ: Final = frozenset(
    ("shppict", "shpinst", "ud", "annotation", "atnauthor", "pntext", "listtext", "pict", "shptxt",
     "footnote", "fldrslt", "result", "momath", "moMath", "cs", "ts", "mr", "shpgrp", "shp",
     "dptxbxtext")
)  # fmt: skip
"""Groups that hold something, even where older readers are told to pass over them."""
CHARSETS: Final = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
PAGES: Final = {65001: "utf-8", 936: "gb18030", 950: "big5hkscs", 1361: "johab", 10000: "mac_roman"}


_KNOWN_PAGES: Final = frozenset((437, 850, 852, 866, 874, 932, 949, *range(1250, 1259)))


def charset_of(page: int) -> str:
    """Python's name of a code page; Western where there is none."""
    return PAGES.get(page) or (f"cp{page}" if page in _KNOWN_PAGES else "cp1252")


def prepare() -> None:
    """Load every encoding that a font or a document may ask for."""
    for name in (*CHARSETS.values(), *PAGES.values(), *map(charset_of, _KNOWN_PAGES)):
        b"a".decode(name)
