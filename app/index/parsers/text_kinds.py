"""Tells kinds of text apart: mail, HTML, XML, JSON, tables, code; by content, then by name."""

import csv
import json
import re
from pathlib import PurePath
from typing import Final

from app.domain.documents import DocumentKind, Refusal
from app.index.parsers.refusing import Refused

HEAD_BYTES: Final = 1 << 16
"""How much of a file is looked at to tell its kind."""
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SHIFTING: Final = "\x1b$)C"
_MOST_CONTROLS: Final = 0.005
"""Share of control characters above which it is no text; an escape begins some encodings."""

_KIND_OF_ENDING: Final = {
    **dict.fromkeys(("html", "htm", "xhtml", "shtml"), DocumentKind.HTML),
    **dict.fromkeys(("md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"), DocumentKind.MARKDOWN),
    **dict.fromkeys(("csv", "tsv", "tab"), DocumentKind.CSV),
    **dict.fromkeys(
        ("json", "jsonl", "ndjson", "geojson", "ipynb", "json5", "jsonc"), DocumentKind.JSON
    ),
    **dict.fromkeys(
        ("xml", "svg", "rss", "atom", "xsd", "xsl", "xslt", "opml", "gpx", "kml", "wsdl", "fodt",
         "plist", "dita", "xliff", "xlf", "tmx"),
        DocumentKind.XML,
    ),
    **dict.fromkeys(("eml", "mht", "mhtml"), DocumentKind.EML),
    **dict.fromkeys(("mbox", "mbx"), DocumentKind.MBOX),
    **dict.fromkeys(("txt", "text", "log", "rst", "adoc", "asciidoc", "org", "srt", "vtt", "tex",
                     "bib"), DocumentKind.TEXT),
}  # fmt: skip
CODE_LANGUAGES: Final[dict[str, str]] = {
    "py": "python", "pyi": "python", "pyw": "python", "js": "javascript", "mjs": "javascript",
    "cjs": "javascript", "jsx": "javascript", "ts": "typescript", "tsx": "typescript", "c": "c",
    "h": "c", "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp", "cs": "csharp",
    "java": "java", "kt": "kotlin", "kts": "kotlin", "scala": "scala", "go": "go", "rs": "rust",
    "rb": "ruby", "php": "php", "pl": "perl", "pm": "perl", "swift": "swift", "m": "objective-c",
    "mm": "objective-c", "r": "r", "jl": "julia", "lua": "lua", "sh": "bash", "bash": "bash",
    "zsh": "bash", "fish": "fish", "ps1": "powershell", "bat": "batch", "cmd": "batch",
    "sql": "sql", "css": "css", "scss": "scss", "less": "less", "vue": "vue", "svelte": "svelte",
    "dart": "dart", "ex": "elixir", "exs": "elixir", "erl": "erlang", "hs": "haskell",
    "ml": "ocaml", "fs": "fsharp", "clj": "clojure", "lisp": "lisp", "el": "lisp", "vb": "vbnet",
    "asm": "nasm", "s": "nasm", "zig": "zig", "nim": "nim", "groovy": "groovy",
    "gradle": "groovy", "tf": "terraform", "proto": "protobuf", "cmake": "cmake", "mk": "make",
    "toml": "toml", "yaml": "yaml", "yml": "yaml", "ini": "ini", "cfg": "ini", "conf": "ini",
    "properties": "properties", "env": "bash", "diff": "diff", "patch": "diff",
}  # fmt: skip
"""Endings of source code and the name of its language."""
_CODE_NAMES: Final = frozenset(
    {"makefile", "gnumakefile", "dockerfile", "cmakelists.txt", "rakefile", "gemfile",
     "vagrantfile", "jenkinsfile", ".gitignore", ".bashrc", ".zshrc", ".profile", ".vimrc"}
)  # fmt: skip

_MAIL_HEADER: Final = re.compile(
    r"(?i)(from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to"
    r"|reply-to|sender|content-type|dkim-signature|arc-seal|authentication-results|x-[\w-]+):"
)
_ANY_HEADER: Final = re.compile(r"[!-9;-~]{1,76}:")
_MAIL_SIGNS: Final = frozenset(
    {"from", "received", "return-path", "message-id", "mime-version", "delivered-to"}
)
_MBOX_LINE: Final = re.compile(r"From \S+ .*\d{2}:\d{2}")
_HTML_START: Final = re.compile(
    r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b"
)
_HTML_TAG: Final = re.compile(r"(?i)<(?:p|div|span|a|table|h[1-6]|br|ul|title|meta)\b[^>]*>")
_XML_START: Final = re.compile(r"\s*<\?xml\s")
_JSON_START: Final = re.compile(r'\s*(?:\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})|\[\s*[\[{"\]])')
_HEADING: Final = re.compile(r"(?m)^#{1,6} \S")
_MARKDOWN_SIGN: Final = re.compile(r"(?m)^```|\]\([^)\s]+\)|^[-*+] \S|\*\*\S|^\d+\. \S")
_TABLE_LINES: Final = 5
_HEAD_LINES: Final = 60


def text_kind(head: bytes, name: str) -> DocumentKind:
    """The kind of a text from its first bytes and the name of its file.

    Raises Refused with BINARY when it is no text.
    """
    text = _readable(head)
    ending, base = _ending(name), PurePath(name).name.casefold()
    mail = _mail_kind(text, ending)
    if mail is not None:
        return mail
    named = _KIND_OF_ENDING.get(ending)
    if ending in CODE_LANGUAGES or base in _CODE_NAMES:
        return DocumentKind.CODE
    if _HTML_START.match(text) and named is not DocumentKind.MARKDOWN:
        return DocumentKind.HTML
    if _XML_START.match(text):
        return DocumentKind.XML
    if named in (DocumentKind.MARKDOWN, DocumentKind.CSV, DocumentKind.JSON):
        return named
    if named is DocumentKind.XML and text.lstrip().startswith("<"):
        return named
    if named is DocumentKind.HTML and _HTML_TAG.search(text):
        return named
    return _unnamed_kind(text, named, is_whole=len(head) < HEAD_BYTES)


def _readable(head: bytes) -> str:
    """The head as text: in its Unicode form, or its bytes as letters when that is not said.

    Letters outside ASCII may be wrong: only markup is looked at.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    text = _unmarked_unicode(head) if 0 in head else head.decode("latin-1")
    # One encoding of Korean mail shifts between alphabets by control characters.
    if text is None or (_has_controls(text) and _SHIFTING not in text):
        raise Refused(Refusal.BINARY)
    return text


def _unmarked_unicode(head: bytes) -> str | None:
    """The text where it is UTF-16 or UTF-32 without a mark."""
    # Zeros of UTF-16 stand on one side for the most part.
    is_big = head[0::2].count(0) > head[1::2].count(0)
    for width, encodings in ((4, ("utf-32-le", "utf-32-be")), (2, ("utf-16-le", "utf-16-be"))):
        for encoding in reversed(encodings) if is_big else encodings:
            try:
                text = head[: len(head) // width * width].decode(encoding)
            except UnicodeDecodeError as error:
                if error.start < len(head) - width * 2:
                    continue
                text = head[: error.start].decode(encoding)  # cut within a pair of surrogates
            if text and not _has_controls(text):
                return text
    return None


def _has_controls(text: str) -> bool:
    return len(_CONTROLS.findall(text)) > len(text) * _MOST_CONTROLS


def _ending(name: str) -> str:
    return PurePath(name).suffix.casefold().lstrip(".")


def _mail_kind(text: str, ending: str) -> DocumentKind | None:
    lines = text.lstrip("\r\n").splitlines()[:_HEAD_LINES]
    is_box = bool(lines) and bool(_MBOX_LINE.match(lines[0]))
    found: set[str] = set()
    for line in lines[1:] if is_box else lines:
        header = _MAIL_HEADER.match(line)
        if header:
            found.add(header[1].casefold())
        elif not line.startswith((" ", "\t")) and not _ANY_HEADER.match(line):
            break
    if not found & _MAIL_SIGNS:
        return None
    if is_box:
        return DocumentKind.MBOX
    is_named = _KIND_OF_ENDING.get(ending) is DocumentKind.EML
    return DocumentKind.EML if is_named or len(found) >= 3 else None


def _unnamed_kind(text: str, named: DocumentKind | None, *, is_whole: bool) -> DocumentKind:
    """The kind of what neither its markup nor its name has told yet."""
    if text.startswith("#!"):
        return DocumentKind.CODE
    if _JSON_START.match(text) and (not is_whole or _is_json(text)):
        return DocumentKind.JSON
    if _is_table(text):
        return DocumentKind.CSV
    if named is None and _HEADING.search(text) and _MARKDOWN_SIGN.search(text):
        return DocumentKind.MARKDOWN
    return DocumentKind.TEXT


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        first = text.strip().split("\n", 1)[0]  # JSON by lines
        try:
            return isinstance(json.loads(first), dict)
        except (ValueError, RecursionError):
            return False
    return True


def _is_table(text: str) -> bool:
    """Whether the first lines all have the same number of cells, three or more."""
    lines = [line for line in text.splitlines()[: _TABLE_LINES + 1] if line.strip()][:_TABLE_LINES]
    if len(lines) < _TABLE_LINES:
        return False
    for delimiter in "\t;,|":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        if len(widths) == 1 and min(widths) >= 3:
            return True
    return False
