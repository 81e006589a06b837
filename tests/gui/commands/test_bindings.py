"""Keys are changed, clash, are kept as one line, and come back."""

import sys

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.commands.bindings import FIXED, Bindings, Unfit, portable, shown, unfit
from app.gui.translations import Translations


def bindings(changed: str = "") -> tuple[Bindings, list[str]]:
    kept: list[str] = []
    made = Bindings(changed, kept.append)
    made.declare("search", "Ctrl+K")
    made.declare("sidebar", "Ctrl+B")
    made.declare("plain", "")
    return made, kept


def test_usual_keys_hold_until_others_are_given() -> None:
    made, kept = bindings()
    assert made.keys_of("search") == "Ctrl+K"
    made.give("search", "Ctrl+J")
    assert made.keys_of("search") == "Ctrl+J"
    assert made.is_changed("search")
    assert kept == ['{"search": "Ctrl+J"}']
    assert bindings(kept[0])[0].keys_of("search") == "Ctrl+J"


@pytest.mark.skipif(sys.platform == "darwin", reason="keys are written as symbols there")
def test_keys_are_named_as_they_stand_on_the_keyboard(qapp: QApplication) -> None:
    translations = Translations()
    for language in ("en", "ko"):
        translations.speak(language)
        keys = ("Ctrl+Shift+Return", "Alt+Left", "Del", "Ctrl++", "Ctrl+-", "F3", "")
        named = [shown(each) for each in keys]
        assert named == ["Ctrl+Shift+Enter", "Alt+←", "Delete", "Ctrl++", "Ctrl+-", "F3", ""]
    translations.speak("en")


def test_whoever_had_the_keys_has_none_afterwards() -> None:
    made, kept = bindings()
    assert made.holder_of("ctrl+b", but="search") == "sidebar"
    made.give("search", "Ctrl+B")
    assert made.keys_of("sidebar") == ""
    assert made.holder_of("Ctrl+B") == "search"
    again = bindings(kept[-1])[0]
    assert (again.keys_of("search"), again.keys_of("sidebar")) == ("Ctrl+B", "")
    again.reset("sidebar")
    assert (again.keys_of("search"), again.keys_of("sidebar")) == ("", "Ctrl+B")


def test_all_come_back_and_nothing_is_kept_then() -> None:
    made, kept = bindings()
    made.give("search", "Ctrl+B")
    made.give("plain", "F9")
    made.reset_all()
    assert [made.keys_of(each) for each in ("search", "sidebar", "plain")] == [
        "Ctrl+K",
        "Ctrl+B",
        "",
    ]
    assert kept[-1] == ""


def test_a_key_that_became_usual_later_stays_where_somebody_put_it() -> None:
    made, _ = bindings('{"plain": "Ctrl+K"}')
    assert made.keys_of("plain") == "Ctrl+K"
    assert made.keys_of("search") == ""


def test_changes_of_another_release_are_left_alone() -> None:
    made, kept = bindings('{"of_later": "F7"}')
    made.give("search", "Ctrl+J")
    made.reset_all()
    assert kept[-1] == '{"of_later": "F7"}'


@pytest.mark.parametrize("line", ["{", "[1]", '{"search": 5}', "null", "[" * 5000])
def test_a_damaged_line_changes_nothing(line: str) -> None:
    assert bindings(line)[0].keys_of("search") == "Ctrl+K"


def test_keys_that_write_are_refused(qapp: QApplication) -> None:
    assert unfit("A") is Unfit.WRITES
    assert unfit("Shift+A") is Unfit.WRITES
    assert unfit("Left") is Unfit.WRITES
    assert unfit(portable("Return")) is Unfit.FIXED
    assert unfit("Ctrl+C") is Unfit.FIXED
    fields = ("Ctrl+Right", "Ctrl+Shift+End", "Ctrl+Backspace", "Shift+Ins", "Ctrl+Home")
    assert {unfit(each) for each in fields} == {Unfit.FIXED}
    assert [unfit(each) for each in ("Ctrl+J", "F9", "Shift+Esc", "Alt+A", "Esc")] == [None] * 5
    assert [portable(each) for each in FIXED] == list(FIXED)
