"""Prompts and assistants as plain files: Markdown under a small head of TOML.

    +++
    kind = "prompt"
    name = "Minutes"
    about = "Turns notes into minutes"
    +++

    Write minutes of {{notes: selection}}.

The head stands between two lines of three plus signs. `kind` and `name` are due; `about`, and for
an assistant `colour`, `model` and `preset`, may follow; nothing else may. Files come from
strangers: reading is bounded, and refuses what would not be seen. Collections stay behind: what
somebody's documents are called concerns nobody who gets the file.
"""

import json
import re
import tomllib
from typing import Final

from app.domain.assistants import Assistant, Colour
from app.domain.errors import (
    LibraryFileHeadInvalid,
    LibraryFileHides,
    LibraryFileLarge,
    LibraryFileRefused,
    LibraryNameMissing,
    LibraryTextLong,
    LibraryTextMissing,
)
from app.domain.generation import PRESETS
from app.domain.ids import LibraryId
from app.domain.library import LONGEST_ABOUT, LONGEST_TEXT, LibraryItem, one_line, plain_text
from app.domain.prompt_library import Prompt

LARGEST_FILE: Final = 4 * LONGEST_TEXT + 10_000
"""Bytes of a file: every text that is kept fits, however many bytes a character takes."""
ENDING: Final = ".md"
_FENCE: Final = "+++"
_LONGEST_HEAD: Final = 4_000
_LONGEST_MODEL: Final = 200
# Controls but for tabs and line ends; separators of lines; marks that reorder or hide what follows.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_PROMPT_KEYS: Final = frozenset({"kind", "name", "about"})
_ASSISTANT_KEYS: Final = _PROMPT_KEYS | {"colour", "model", "preset"}


def written(item: LibraryItem) -> str:
    """The text of the file that holds an item."""
    head = {"kind": "prompt", "name": item.name, "about": item.about}
    if isinstance(item, Assistant):
        head |= {"kind": "assistant", "colour": str(item.colour)}
        head |= {"model": item.model, "preset": item.preset}
    lines = [f"{key} = {_quoted(value)}" for key, value in head.items() if value]
    return "\n".join((_FENCE, *lines, _FENCE, "", item.text, ""))


def read(data: bytes, file: str) -> Prompt | Assistant:
    """What a file holds, without an id; `file` is its name for errors.

    Raises a LibraryFileRefused, and for what is written in it PromptInvalid, LibraryNameMissing,
    LibraryTextMissing or LibraryTextLong.
    """
    if len(data) > LARGEST_FILE:
        raise LibraryFileLarge(file=file)
    try:
        text = plain_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LibraryFileRefused(file=file) from None
    if _UNSEEN.search(text):
        raise LibraryFileHides(file=file)
    head, body = _parted(text, file)
    kind = head.get("kind")
    if kind not in ("prompt", "assistant"):
        raise LibraryFileHeadInvalid(file=file, key="kind")
    known = _PROMPT_KEYS if kind == "prompt" else _ASSISTANT_KEYS
    for key, value in head.items():
        if key not in known or not isinstance(value, str):
            raise LibraryFileHeadInvalid(file=file, key=one_line(key))
    values = {key: str(value) for key, value in head.items()}
    item = _prompt(values, body) if kind == "prompt" else _assistant(values, body, file)
    check(item)
    return item


def check(item: LibraryItem) -> None:
    """Raise what `read` raises for what is written in a file, where an item cannot be kept."""
    if not item.name:
        raise LibraryNameMissing
    if not item.text:
        raise LibraryTextMissing(name=item.name)
    if isinstance(item, Prompt):
        _ = item.template
    elif len(item.text) > LONGEST_TEXT:
        raise LibraryTextLong(most=f"{LONGEST_TEXT:,}")


def _parted(text: str, file: str) -> tuple[dict[str, object], str]:
    """The head and what follows it."""
    first, _, rest = text.partition("\n")
    head, fence, body = rest.partition(f"\n{_FENCE}\n")
    if not fence and rest.endswith(f"\n{_FENCE}"):
        head, fence = rest.removesuffix(f"\n{_FENCE}"), _FENCE
    if first.rstrip() != _FENCE or not fence:
        raise LibraryFileRefused(file=file)
    if len(head) > _LONGEST_HEAD:
        raise LibraryFileHeadInvalid(file=file, key=_FENCE)
    try:
        return tomllib.loads(head), plain_text(body)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LibraryFileHeadInvalid(type(error).__name__, file=file, key=_FENCE) from None


def _prompt(values: dict[str, str], body: str) -> Prompt:
    about = one_line(values.get("about", ""), LONGEST_ABOUT)
    return Prompt(id=LibraryId(""), name=one_line(values.get("name", "")), text=body, about=about)


def _assistant(values: dict[str, str], body: str, file: str) -> Assistant:
    colour, preset = values.get("colour", Colour.GREY), values.get("preset", "")
    if colour not in tuple(Colour):
        raise LibraryFileHeadInvalid(file=file, key="colour")
    if preset and preset not in PRESETS:
        raise LibraryFileHeadInvalid(file=file, key="preset")
    return Assistant(
        id=LibraryId(""),
        name=one_line(values.get("name", "")),
        text=body,
        about=one_line(values.get("about", ""), LONGEST_ABOUT),
        colour=Colour(colour),
        model=one_line(values.get("model", ""), _LONGEST_MODEL),
        preset=preset,
    )


def _quoted(value: str) -> str:
    """A basic string of TOML, which escapes as JSON does what one line may hold."""
    return json.dumps(value, ensure_ascii=False)
