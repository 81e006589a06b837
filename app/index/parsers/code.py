"""Source code: its language, and its functions and classes as blocks.

A block begins at a line without indentation after a blank one, in any language: that is where
people part definitions. What stands closer than that stays together, and long ones are cut at the
blank lines inside them.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Final

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text
from app.index.parsers.text import add_pieces
from app.index.parsers.text_kinds import CODE_LANGUAGES

_LINE_END: Final = re.compile("\r\n?")
_SHEBANG: Final = re.compile(r"#!\s*\S*?(?:/env\s+(?:-S\s+)?)?([A-Za-z]+)[\d.]*(?:\s|$)")
_INTERPRETERS: Final = {
    "python": "python", "sh": "bash", "bash": "bash", "dash": "bash", "zsh": "bash", "ksh": "bash",
    "perl": "perl", "ruby": "ruby", "node": "javascript", "php": "php", "lua": "lua",
    "Rscript": "r", "awk": "awk", "gawk": "awk", "fish": "fish", "pwsh": "powershell",
}  # fmt: skip
_NAMES: Final = {
    "makefile": "make", "gnumakefile": "make", "dockerfile": "docker", "cmakelists.txt": "cmake",
    "rakefile": "ruby", "gemfile": "ruby", "vagrantfile": "ruby", "jenkinsfile": "groovy",
}  # fmt: skip
_GOES_ON: Final = re.compile(r"[})\]]|(?:end|else|elif|elsif|except|finally|rescue|done|fi|esac)\b")
"""A line that begins so belongs to what is above it."""
_LONG: Final = 2_400
"""Characters of a block above which it is cut at a blank line inside."""
_SHORT: Final = 240
"""Characters below which a block goes on with the next definition."""


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the definitions of a source file."""
    text = _LINE_END.sub("\n", read_text(file, builder))
    add_code(text, builder, language_of_code(text, builder.name))


def add_code(text: str, builder: DocumentBuilder, language: str) -> None:
    """Code as blocks, one for each definition or a few small ones."""
    for piece in _definitions(text):
        add_pieces(piece, builder, BlockKind.CODE, language)


def language_of_code(text: str, name: str) -> str:
    """The name of the language by the name of the file and its first line, or ""."""
    path = PurePath(name)
    base = path.name.casefold()
    known = _NAMES.get(base) or CODE_LANGUAGES.get(path.suffix.casefold().lstrip("."))
    if known:
        return "cpp" if known == "c" and _is_cpp(text) else known
    shebang = _SHEBANG.match(text[:200])
    if shebang:
        return _INTERPRETERS.get(shebang[1], "")
    return "php" if text.startswith("<?php") else ""


def _is_cpp(text: str) -> bool:
    return (
        re.search(
            r"(?m)^\s*(?:class \w+|namespace \w+|template\s*<|using namespace)", text[:20_000]
        )
        is not None
    )


def _definitions(text: str) -> Iterator[str]:
    lines: list[str] = []
    length = 0
    after_blank = False
    for line in text.split("\n"):
        if not line.strip():
            after_blank = True
            lines.append("")
            length += 1
            continue
        if after_blank and length >= _SHORT:
            is_definition = not line[0].isspace() and not _GOES_ON.match(line)
            if is_definition or length >= _LONG:
                yield "\n".join(lines)
                lines, length = [], 0
        lines.append(line)
        length += len(line) + 1
        after_blank = False
    yield "\n".join(lines)
