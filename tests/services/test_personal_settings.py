"""Settings that tell something about the person: in the vault, and nowhere else."""

import os
from pathlib import Path

import pytest
from vault_homes import files_with, make_vault, opened

from app.bootstrap import Application, build
from app.config import settings as options
from app.config import settings_file
from app.config.settings import PERSONAL, Settings
from app.domain.errors import SettingInvalid, SettingsNotSaved, VaultDiskFull, VaultLocked
from app.store.preferences import VaultPreferences

SECRET = "You know that I am 김미라 of the heron station."
USUAL = options.SYSTEM_PROMPT.default


@pytest.fixture
def config(home: Path) -> Path:
    app = build(home, offline=True)
    app.close()
    return app.paths.config_file


def prompt(app: Application) -> str:
    return app.settings.get(options.SYSTEM_PROMPT)


def test_without_a_vault_it_is_saved_like_the_others(home: Path, config: Path) -> None:
    app = build(home, offline=True)
    app.settings.set(options.SYSTEM_PROMPT, SECRET)
    app.close()
    assert settings_file.load(config) == {"chat.system_prompt": SECRET}
    app = build(home, offline=True)
    assert prompt(app) == SECRET
    app.close()


def test_it_moves_into_a_new_vault_and_leaves_no_trace(home: Path, config: Path) -> None:
    app = build(home, offline=True)
    app.settings.set(options.SYSTEM_PROMPT, SECRET)
    app.settings.set(options.THEME, "dark")
    app.close()
    assert files_with(home, SECRET) == [str(config.relative_to(home))]
    make_vault(home)
    assert files_with(home, SECRET) == []
    assert settings_file.load(config) == {"appearance.theme": "dark"}
    locked = build(home, offline=True)
    assert prompt(locked) == USUAL
    assert locked.settings.chosen(options.SYSTEM_PROMPT) is None
    with pytest.raises(VaultLocked):
        locked.settings.set(options.SYSTEM_PROMPT, "another")
    locked.close()
    app = opened(home)
    assert prompt(app) == SECRET
    app.close()


def test_it_follows_the_vault(home: Path, config: Path) -> None:
    make_vault(home)
    app = opened(home)
    app.settings.set(options.SYSTEM_PROMPT, SECRET)
    assert prompt(app) == SECRET
    app.settings.set(options.THEME, "dark")
    app.vault.lock()
    assert prompt(app) == USUAL
    assert app.settings.get(options.THEME) == "dark"
    app.vault.unlock("우리 고양이 window 7")
    assert prompt(app) == SECRET
    conversation = app.chat.begin("Hi")
    _, first = app.chat.first_of(app.chat._begun[conversation])
    assert [each.text for each in first] == [SECRET]
    app.settings.reset(options.SYSTEM_PROMPT)
    assert prompt(app) == USUAL
    app.vault.lock()
    app.vault.unlock("우리 고양이 window 7")
    assert app.settings.chosen(options.SYSTEM_PROMPT) is None, "the vault keeps nothing of it"
    app.vault.erase()
    assert prompt(app) == USUAL
    app.settings.set(options.SYSTEM_PROMPT, "plain")
    app.close()
    assert settings_file.load(config)["chat.system_prompt"] == "plain"


def test_what_was_written_into_the_file_by_hand_moves_at_the_next_unlock(
    home: Path, config: Path
) -> None:
    make_vault(home)
    app = opened(home)
    app.settings.set(options.SYSTEM_PROMPT, "before")
    app.close()
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f'# mine\n[chat]\nsystem_prompt = "{SECRET}"\nother = 1\n', "utf-8")
    app = opened(home)
    assert prompt(app) == SECRET
    app.close()
    assert settings_file.load(config) == {"chat.other": 1}
    assert files_with(home, SECRET) == []


def test_the_file_that_held_it_is_overwritten(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("an open file cannot be replaced here")
    path = tmp_path / "settings.toml"
    settings_file.save(path, {"chat.system_prompt": SECRET, "engine.threads": 2})
    kept = tmp_path / "the same file under another name"
    os.link(path, kept)
    settings_file.wipe(path, {"chat.system_prompt"})
    assert kept.read_bytes().strip(b"\0") == b""
    assert settings_file.load(path) == {"engine.threads": 2}
    settings_file.wipe(path, {"chat.system_prompt"})
    settings_file.wipe(tmp_path / "none", {"chat.system_prompt"})
    assert sorted(each.name for each in tmp_path.iterdir()) == ["settings.toml", kept.name]


def test_a_file_that_a_link_leads_to_is_not_touched(tmp_path: Path) -> None:
    elsewhere = tmp_path / "mine.toml"
    settings_file.save(elsewhere, {"chat.system_prompt": SECRET})
    before = elsewhere.read_bytes()
    path = tmp_path / "settings.toml"
    path.symlink_to(elsewhere)
    settings_file.wipe(path, {"chat.system_prompt"})
    assert settings_file.load(path) == {}
    assert elsewhere.read_bytes() == before


def test_a_full_vault_loses_nothing(
    home: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_vault(home)
    settings_file.save(config, {"chat.system_prompt": SECRET})

    def full(_self: object, _values: object) -> None:
        raise VaultDiskFull(folder="here")

    with monkeypatch.context() as patch:
        patch.setattr(VaultPreferences, "keep", full)
        app = opened(home)
        assert prompt(app) == SECRET
        with pytest.raises(VaultDiskFull):
            app.settings.set(options.SYSTEM_PROMPT, "another")
        assert prompt(app) == SECRET
        app.close()
    assert settings_file.load(config) == {"chat.system_prompt": SECRET}
    opened(home).close()
    assert settings_file.load(config) == {}


def test_a_file_that_cannot_be_written_is_tried_again(
    home: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_vault(home)
    settings_file.save(config, {"chat.system_prompt": SECRET})

    def refuse(_path: Path, _keys: object) -> None:
        raise SettingsNotSaved(folder="here")

    with monkeypatch.context() as patch:
        patch.setattr(settings_file, "wipe", refuse)
        app = opened(home)
        assert prompt(app) == SECRET
        app.close()
    opened(home).close()
    assert settings_file.load(config) == {}


def test_told_for_this_run_it_holds_even_while_locked(home: Path) -> None:
    make_vault(home)
    app = build(home, (f"chat.system_prompt={SECRET}",), offline=True)
    assert prompt(app) == SECRET
    app.close()
    assert files_with(home, SECRET) == []


def test_what_a_vault_says_is_checked() -> None:
    settings = Settings()
    settings.keep_personal({"chat.system_prompt": "two\nlines", "unknown": 1}, lambda *_: None)
    assert settings.get(options.SYSTEM_PROMPT) == USUAL
    with pytest.raises(SettingInvalid):
        settings.set(options.SYSTEM_PROMPT, "two\nlines")
    assert frozenset({"chat.system_prompt"}) <= PERSONAL
