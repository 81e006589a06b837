"""The manual page snug(1), written from the commands themselves; the same for the same program.

man(7) macros, as groff and mandoc read them.
"""

import re
from collections.abc import Iterator
from typing import Final

from desktop.arguments import Command, Option

_FILES: Final = (
    ("~/.local/share/snug", "The home: settings, models, the vault. SNUG_HOME or --home moves it."),
    ("history.db, vault.key", "The vault. Without its key file nobody reads it, you included."),
    ("models/", "Model files, and links to those that lie elsewhere."),
    ("~/.config/autostart/chat.snug.snug.desktop", "Only where Snug starts with the session."),
)
_ENVIRONMENT: Final = (
    ("SNUG_HOME", "The home, where --home names none."),
    ("SNUG_PASSPHRASE_FILE", "A file with the passphrase, where --passphrase-file names none."),
    ("XDG_RUNTIME_DIR", "Holds the socket by which a second start reaches the window."),
)
_EXIT: Final = (
    ("0", "Done."),
    ("1", "The world said no; the sentence is on standard error."),
    ("2", "The command line was not understood."),
    ("3", "The vault is locked, or the passphrase is wrong."),
    ("4", "The vault is damaged, or of a newer Snug."),
    ("130", "Interrupted."),
)
_REMOVAL: Final = (
    "Removing the package leaves what is yours: the vault, the settings and the models stay in the "
    "home. \\fBsnug doctor \\-\\-where\\fR shows every folder with its size. To destroy the vault "
    "run \\fBsnug vault erase\\fR before the program is removed; the rest can be deleted by hand."
)


def manual(program: Command, version: str, date: str) -> str:
    """The page in roff; `date` is that of the release, in ISO 8601."""
    lines = [
        f'.TH SNUG 1 "{date}" "Snug {_text(version)}" "User Commands"',
        ".SH NAME",
        "snug \\- private conversations with a language model that runs on this computer",
        ".SH SYNOPSIS",
        ".B snug",
        "[\\fIOPTIONS\\fR] [\\fIFILE\\fR ...]",
        ".br",
        ".B snug",
        "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR ...",
        ".SH DESCRIPTION",
        _text(program.description),
        ".PP",
        "The model answers on this computer; nothing that is said leaves it. A second start shows "
        "the window that is open, and hands its files over to it.",
        ".SH OPTIONS",
        *_options(program.options),
        ".SH COMMANDS",
    ]
    for part in program.parts:
        lines += _command(part)
    for heading, entries in (("FILES", _FILES), ("ENVIRONMENT", _ENVIRONMENT)):
        lines += [f".SH {heading}", *_entries(entries)]
    lines += [".SH EXIT STATUS", *_entries(_EXIT), ".SH REMOVAL", _REMOVAL]
    return "\n".join(lines) + "\n"


def _command(command: Command) -> Iterator[str]:
    """A command, and those below it."""
    usage = " ".join(_text(each) for each in command.places)
    name = " ".join(command.words)
    yield f".SS snug {_text(name)}" + (f" {usage}" if usage else "")
    said = command.description or _sentence(command.summary)
    if said:
        yield _text(said)
    own = [each for each in command.options if not each.is_common]
    yield from _options(tuple(own))
    for part in command.parts:
        yield from _command(part)


def _options(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in option.names)
        value = f" \\fI{_text(option.value)}\\fR" if option.value else ""
        yield ".TP"
        yield f"{names}{value}"
        yield _text(_sentence(option.help))


def _entries(entries: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, said in entries:
        yield ".TP"
        yield f"\\fB{_text(name)}\\fR"
        yield _text(said)


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    end = "" if text.endswith((".", ":")) else "."
    return f"{text[:1].upper()}{text[1:]}{end}"


def _text(text: str) -> str:
    """Plain text as roff takes it: no escape, no hyphen for a minus, no request by accident."""
    text = re.sub(r"\s+", " ", text).strip()
    text = text.replace("\\", "\\e").replace("-", "\\-")
    for mark, escape in (("“", "\\(lq"), ("”", "\\(rq"), ("’", "\\(cq"), ("…", "...")):
        text = text.replace(mark, escape)
    return f"\\&{text}" if text.startswith((".", "'")) else text
