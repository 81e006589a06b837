"""Every sentence is translated, with its gaps, and the compiled catalogue is that of the source."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog

from app.catalog.cards import read_cards
from app.config import settings as options
from app.config.languages import languages
from app.config.paths import Paths
from app.domain import errors
from app.domain.question_file_faults import FileFault, Part
from app.gui import text
from app.gui.text.saying import CONTEXT
from app.gui.translations import LANGUAGES, Translations, own_name, resolve

FOLDER = Paths.resource("translations")
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


def said() -> list[str]:
    """Every text of the window, of the errors, and of the catalog's cards."""
    trees = [ast.parse(each.read_text("utf-8")) for each in Path(text.__file__).parent.glob("*.py")]
    sources = [
        ast.literal_eval(node.args[0])
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
    ]
    for kind in errors.by_code().values():
        sources += [kind.title, kind.sentence, kind.hint]
    sources += [*FileFault, *Part]
    for kind in errors.by_code().values():
        sources += kind.faults
    for card in read_cards(Paths.catalog_file()):
        sources += [card.good_at, card.licence.restrictions]
    return sources


def catalogue(language: str) -> dict[str, str]:
    root = ElementTree.parse(FOLDER / f"snug_{language}.ts").getroot()
    return {
        message.findtext("source", ""): message.findtext("translation", "")
        for context in root.iter("context")
        if context.findtext("name") == CONTEXT
        for message in context.iter("message")
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_with_its_gaps(language: str) -> None:
    known = catalogue(language)
    assert [source for source in said() if not known.get(source)] == []
    for source, translation in known.items():
        gaps = sorted(re.findall(r"{\w+}", source))
        assert sorted(re.findall(r"{\w+}", translation)) == gaps, source


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language: str) -> None:
    assert sorted(set(catalogue(language)) - set(said())) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_source(language: str, tmp_path: Path) -> None:
    """To renew it: pyside6-lrelease resources/translations/snug_ko.ts"""
    fresh = tmp_path / "fresh.qm"
    source = FOLDER / f"snug_{language}.ts"
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([tool, "-silent", source, "-qm", fresh], check=True, timeout=60)
    assert fresh.read_bytes() == (FOLDER / f"snug_{language}.qm").read_bytes()


def test_qts_own_words_are_translated(qapp: QApplication) -> None:
    from PySide6.QtCore import QLibraryInfo

    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    assert translator.load("qtbase_ko", folder)
    assert translator.translate("QPlatformTheme", "Cancel") == "취소"


def test_qts_own_dialog_for_files_speaks_korean_throughout(qapp: QApplication) -> None:
    translations = Translations()
    translations.speak("ko")
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = [dialog.labelText(each) for each in QFileDialog.DialogLabel]
    translations.speak("en")
    assert [each for each in said if each.isascii()] == []


def test_one_catalogue_more_is_one_language_more(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (FOLDER / "snug_ko.ts").read_text("utf-8").replace("새 대화<", "Neues Gespräch<")
    (tmp_path / "snug_de.ts").write_text(source, "utf-8")
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    made = [tmp_path / "snug_de.ts", "-qm", tmp_path / "snug_de.qm"]
    subprocess.run([tool, "-silent", *made], check=True, timeout=60)
    assert languages(tmp_path) == ("en", "de")
    assert own_name("de") == "Deutsch"
    monkeypatch.setitem(LANGUAGES, "de", own_name("de"))
    monkeypatch.setattr(Paths, "resource", lambda _name: tmp_path)
    translations = Translations()
    translations.speak("de")
    said = QCoreApplication.translate(CONTEXT, "New chat")
    translations.speak("en")
    assert said == "Neues Gespräch"


def test_what_can_be_chosen_is_what_there_is() -> None:
    assert LANGUAGES == {"en": "English", "ko": "한국어"}
    assert options.LANGUAGE.options == ("system", *LANGUAGES)


def test_an_unknown_language_falls_back_to_english() -> None:
    assert resolve("ko") == "ko"
    assert resolve("system") in LANGUAGES
    assert QCoreApplication.translate(CONTEXT, "New chat") == "New chat"
