"""How models and downloads are said: sizes, languages, licences, and how far a download is."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, QLocale, Qt

from app.domain.downloads import Download, DownloadPhase
from app.domain.errors import AppError
from app.domain.model_cards import ModelCard, SeenIn
from app.domain.sizes import format_bytes
from app.gui.sidebar.hit_delegate import one_line
from app.gui.text import model_page as words
from app.gui.text.amounts import file_size
from app.gui.text.errors import error_sentence
from app.gui.text.languages import elsewhere
from app.gui.translations import LANGUAGES
from app.services.model_choice import languages_of, least_bytes, licence_of, openness_of
from app.services.model_library import ListedModel
from app.services.model_picks import Pick

_SEVERAL: Final = "mul"
_UNKNOWN: Final = "unknown"
_MOST_NAMED: Final = 3
_MINUTE: Final = 60
_HOUR: Final = 3600
_MILLION: Final = 1_000_000
_BILLION: Final = 1_000_000_000
_WORDS_A_TOKEN: Final = 0.75
_LONGEST_NAME: Final = 80
_LONGEST_PATH: Final = 400


def plain_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """File names are untrusted: one line, printable, not endless."""
    line = one_line(name)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def plain_path(path: Path) -> str:
    """A path is told whole, or nearly: where a file lies is what matters about it."""
    return plain_name(str(path), _LONGEST_PATH)


_OWN_NAMES: Final = {"en": "English", "es": "español", "pt": "português", "zh": "中文"}
"""Where Qt would name the language of one country."""
_SCRIPTS: Final = (
    QLocale.Script.LatinScript,
    QLocale.Script.CyrillicScript,
    QLocale.Script.GreekScript,
    QLocale.Script.KoreanScript,
    QLocale.Script.JapaneseScript,
)
"""Those that a font is there for, with the bundled one."""


def language_name(tag: str) -> str:
    """As those who speak it write it, where this window can write it as well."""
    if tag in _OWN_NAMES:
        return _OWN_NAMES[tag]
    locale = QLocale(tag)
    native = locale.nativeLanguageName() if locale.script() in _SCRIPTS else ""
    return native or elsewhere(tag) or QLocale.languageToString(locale.language())


def languages(tags: tuple[str, ...], most: int = _MOST_NAMED) -> str:
    """Some of them by name, those of the window first; that there are many, where there are."""
    ordered = sorted(tags, key=lambda tag: tag not in LANGUAGES)
    named = [language_name(tag) for tag in ordered[:most] if tag != _SEVERAL]
    if len(tags) > most or _SEVERAL in tags:
        named.append(words.many_languages())
    return ", ".join(named)


def size_of(model: ListedModel) -> str:
    """The size of its file, or what that cannot be smaller than."""
    least = least_bytes(model)
    if least is None:
        return words.size_unknown()
    return format_bytes(least) if model.bytes is not None else words.over(format_bytes(least))


def maker_line(model: ListedModel) -> str:
    """Who made it, how large it is, and what it speaks."""
    maker = model.card.maker if model.card is not None else ""
    here = words.is_here() if model.path is not None else ""
    spoken = languages(languages_of(model), 2)
    return " · ".join(each for each in (here, maker, size_of(model), spoken) if each)


def licence_line(model: ListedModel) -> str:
    """How open it is, and what its licence asks, in a sentence."""
    found = openness_of(model)
    openness = words.openness(found.value) if found is not None else ""
    return " · ".join(each for each in (openness, what_it_asks(model)) if each)


def size_and_pace(pick: Pick) -> str:
    """How large a pick is, and about how fast it would write here."""
    count = round(pick.tokens_per_second * _WORDS_A_TOKEN)
    pace = words.pace(count) if count > 1 else words.slow_pace()
    return f"{size_of(pick.model)} · {pace}"


def what_it_asks(model: ListedModel) -> str:
    """The name of its licence and what it asks or forbids, in a sentence."""
    asks = words.of_catalog(model.card.licence.restrictions) if model.card is not None else ""
    name = licence_of(model)
    licence, ends = licence_name(name), "." if name == _UNKNOWN else ":"
    return f"{licence}{ends} {asks}" if asks else licence


def how_it_is_known(card: ModelCard) -> str:
    """The repository of its files, and where that name was read; empty where there is none."""
    seen = card.gguf_seen
    if seen is None or card.gguf_repository is None:
        return ""
    said = words.seen_on_page if seen.where is SeenIn.PAGE else words.seen_in_programs
    return said(card.gguf_repository, day(seen.checked.year, seen.checked.month, seen.checked.day))


def licence_name(name: str) -> str:
    """Without what SPDX puts before licences that it has no name for."""
    return words.licence_unknown() if name == _UNKNOWN else name.removeprefix("LicenseRef-")


def problem(error: AppError) -> str:
    """Why a file cannot be used; what it tells of itself is untrusted."""
    return plain_name(error_sentence(error), _LONGEST_PATH)


def figures(card: ModelCard) -> str:
    """Who made it, how many weights it has and how much it reads."""
    told = [card.maker]
    if card.parameters is not None:
        told.append(words.parameters(_count(card.parameters)))
    if card.context is not None:
        told.append(words.reads(f"{card.context:,}"))
    return " · ".join(told)


def day(year: int, month: int, date: int) -> str:
    """A date that reads the same in every language."""
    return QDate(year, month, date).toString(Qt.DateFormat.ISODate)


def _count(number: int) -> str:
    if number >= _BILLION:
        return words.billion(f"{number / _BILLION:.1f}".removesuffix(".0"))
    return words.million(f"{number / _MILLION:.0f}")


def download_line(download: Download) -> str:
    """What it is at, how far, how fast, and how long it will take."""
    parts = [words.download_phase(download.phase)]
    if download.total and download.phase is not DownloadPhase.DONE:
        parts.append(words.of_total(file_size(download.done), format_bytes(download.total)))
    elif download.total:
        parts.append(format_bytes(download.total))
    if download.phase is DownloadPhase.RUNNING:
        if download.bytes_per_second:
            parts.append(words.per_second(format_bytes(int(download.bytes_per_second))))
        if download.seconds_left is not None:
            parts.append(time_left(download.seconds_left))
    return " · ".join(parts)


def time_left(seconds: float) -> str:
    """In hours, minutes or seconds."""
    if seconds >= _HOUR:
        return words.left_hours(int(seconds // _HOUR), int(seconds % _HOUR // _MINUTE))
    if seconds >= _MINUTE:
        return words.left_minutes(round(seconds / _MINUTE))
    return words.left_seconds(round(seconds))


def percent(done: int, total: int) -> int:
    """How much of it is done; 0 where nobody knows how much it is."""
    return min(100, done * 100 // total) if total > 0 else 0


def all_downloads(downloads: tuple[Download, ...]) -> str:
    """One calm line on those that go on by themselves; empty where none does."""
    active = [each for each in downloads if each.is_active]
    if not active:
        return ""
    total = sum(each.total for each in active)
    if not total:
        return words.download_starts()
    done = percent(sum(each.done for each in active), total)
    if len(active) == 1:
        return words.downloading(done)
    return words.downloading_several(len(active), done)
