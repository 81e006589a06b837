"""Settings: checked, saved one by one, and never lost to a damaged file."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config import settings as options
from app.config import settings_file
from app.config.settings import ALL, Settings
from app.domain.errors import SettingInvalid, SettingsNotSaved


@pytest.mark.parametrize("setting", ALL, ids=lambda setting: setting.key)
def test_every_default_is_accepted(setting: object) -> None:
    assert setting.check(setting.default) == setting.default  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "assignment",
    [
        "nonsense=1",
        "engine.threads",
        "engine.threads=",
        "engine.threads=many",
        "engine.threads=-1",
        "sampling.temperature=nan",
        "sampling.temperature=inf",
        "appearance.theme=pink",
        "network.offline=perhaps",
    ],
)
def test_what_is_out_of_range_is_refused_in_words(assignment: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        Settings().tell(assignment)
    assert "cannot be" in str(caught.value)


def test_told_values_hold_for_this_run_only(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    chosen = Settings(settings_file.load(path), lambda values: settings_file.save(path, values))
    chosen.tell("appearance.theme=dark")
    assert chosen.get(options.THEME) == "dark"
    assert chosen.chosen(options.THREADS) is None
    chosen.set(options.THREADS, 3)
    assert settings_file.load(path) == {"engine.threads": 3}


def test_a_reset_lets_the_default_hold_and_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    chosen = Settings(
        settings_file.load(path),
        lambda values: settings_file.save(path, values),
        lambda keys: settings_file.wipe(path, keys),
    )
    chosen.set(options.THREADS, 3)
    chosen.set(options.THEME, "dark")
    chosen.tell("engine.threads=5")
    assert chosen.is_told(options.THREADS)
    chosen.reset(options.THREADS)
    assert not chosen.is_told(options.THREADS)
    assert chosen.get(options.THREADS) == options.THREADS.default
    assert chosen.chosen(options.THREADS) is None
    assert settings_file.load(path) == {"appearance.theme": "dark"}


def test_a_saved_value_that_is_no_longer_accepted_is_ignored_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[appearance]\ntheme = "pink"\n', "utf-8")
    chosen = Settings(settings_file.load(path), lambda values: settings_file.save(path, values))
    assert chosen.get(options.THEME) == "system"
    chosen.set(options.THREADS, 2)
    assert settings_file.load(path)["appearance.theme"] == "pink"


@pytest.mark.parametrize(
    "damage", [b"\xff\xfe", b"= 1", b"x = " + b"[" * 5000, b"x" * 2_000_000], ids=len
)
def test_a_damaged_file_is_set_aside_and_the_next_is_sound(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(damage)
    assert settings_file.load(path) == {}
    assert (tmp_path / "settings.toml.damaged").read_bytes() == damage
    settings_file.save(path, {"engine.threads": 2})
    assert settings_file.load(path) == {"engine.threads": 2}


def test_what_it_does_not_know_it_keeps(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    text = (
        '"my key" = 1\nlist = [1, "two", { three = 3 }]\nday = 2026-11-23\n[later.part]\nx = 1.5\n'
    )
    path.write_text(text, "utf-8")
    settings_file.save(path, {"engine.threads": 2})
    settings_file.save(path, {"engine.threads": 3})
    kept = settings_file._known(path)
    assert kept["my key"] == 1
    assert kept["list"] == [1, "two", {"three": 3}]
    assert str(kept["day"]) == "2026-11-23"
    assert kept["later.part.x"] == 1.5
    assert kept["engine.threads"] == 3


def test_a_file_in_the_way_of_a_table_is_not_destroyed(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('appearance = "x"\n', "utf-8")
    with pytest.raises(SettingsNotSaved):
        settings_file.save(path, {"appearance.theme": "dark"})
    assert path.read_text("utf-8") == 'appearance = "x"\n'


def test_a_folder_in_its_place_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.mkdir()
    assert settings_file.load(path) == {}
    assert path.is_dir()
    with pytest.raises(SettingsNotSaved):
        settings_file.save(path, {"engine.threads": 2})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(), st.text(min_size=1).filter(lambda key: "." not in key))
def test_any_text_survives_or_is_refused_whole(tmp_path: Path, value: str, key: str) -> None:
    path = tmp_path / "settings.toml"
    path.unlink(missing_ok=True)
    settings_file.save(path, {"engine.threads": 2})
    try:
        settings_file.save(path, {f"x.{key}": value})
    except SettingsNotSaved:
        assert settings_file.load(path) == {"engine.threads": 2}
    else:
        assert settings_file.load(path) == {"engine.threads": 2, f"x.{key}": value}


def test_a_secret_is_written_nowhere_but_in_a_vault() -> None:
    written: list[object] = []
    made = Settings({}, written.append)
    made.set(options.HUB_TOKEN, "hf_secret")
    assert made.get(options.HUB_TOKEN) == "hf_secret"
    assert written == []
    kept: dict[str, object] = {}
    made.keep_personal({}, kept.__setitem__)
    made.set(options.HUB_TOKEN, "hf_other")
    assert kept == {"network.hub_token": "hf_other"}
    assert made.get(options.HUB_TOKEN) == "hf_other"
    assert written == []
