"""The rows of the safety model: a list of categories, and what is said while there is no model."""

from gguf_files import tiny_llama
from pytestqt.qtbot import QtBot

from app.config import settings as options
from app.gui.session import Session
from app.gui.settings.categories_field import CategoriesField
from app.gui.settings.page import SettingsPage

OFF, OWN, USUAL = 1, 2, 0


def opened_page(session: Session) -> SettingsPage:
    session.window.commands.run("settings")
    page = session.preferences.page
    assert page is not None
    return page


def field_of(page: SettingsPage) -> CategoriesField:
    field = page.rows["safety.categories"].field
    assert isinstance(field, CategoriesField)
    return field


def test_each_category_is_chosen_in_the_list(session: Session) -> None:
    field = field_of(opened_page(session))
    settings = session.services.settings
    assert field.list.isHidden()
    field.open.click()
    assert not field.list.isHidden()
    for category, row in (("violence", OFF), ("self-harm", OWN)):
        field.parts[category].choice.setCurrentIndex(row)
        field.parts[category].choice.activated.emit(row)
    assert settings.get(options.SAFETY_CATEGORIES) == "violence=off, self-harm=0.5"
    field.parts["self-harm"].value.setValue(0.3)
    assert settings.get(options.SAFETY_CATEGORIES) == "violence=off, self-harm=0.3"
    assert field.parts["violence"].value.isHidden()
    field.parts["violence"].choice.activated.emit(USUAL)
    assert settings.get(options.SAFETY_CATEGORIES) == "self-harm=0.3"
    again = field_of(opened_page(session))
    assert not again.list.isHidden(), "what was chosen is seen at once"
    assert again.parts["self-harm"].choice.currentIndex() == OWN


def test_only_what_the_chosen_model_names_is_asked(session: Session) -> None:
    models = session.services.paths.models
    tiny_llama(models / "llama-guard-3-1b.gguf")
    tiny_llama(models / "shieldgemma-2b.gguf")
    page = opened_page(session)
    session.preferences.choose("safety.categories", "jailbreak=off")
    assert "jailbreak" not in field_of(page).parts
    field_of(page).parts["hate"].choice.activated.emit(OFF)
    kept = session.services.settings.get(options.SAFETY_CATEGORIES)
    assert kept == "hate=off, jailbreak=off"
    session.preferences.choose("safety.model", "shieldgemma-2b")
    field = field_of(page)
    assert field.parts == {}
    assert not field.open.isEnabled()
    assert field.open.text() == "This model names no categories"


def test_without_a_model_that_is_said_with_the_way_to_one(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    row = page.rows["safety.action"]
    assert row.later.text() == ""
    session.preferences.choose("safety.action", "warn")
    assert row.later.text().startswith("There is no safety model yet")
    assert row.act.isVisibleTo(row)
    row.act.click()
    qtbot.waitUntil(lambda: not page.isVisible())
    tiny_llama(session.services.paths.models / "llama-guard-3-1b.gguf")
    row = opened_page(session).rows["safety.action"]
    assert not row.later.isVisibleTo(row)
