"""Where the folders are, and who may read them."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import paths as paths_module
from app.config.paths import Paths
from app.domain.errors import FolderUnusable


def test_a_named_home_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNUG_HOME", str(tmp_path / "other"))

    assert Paths.of(tmp_path / "mine").home == tmp_path / "mine"


def test_then_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNUG_HOME", str(tmp_path / "other"))

    assert Paths.of(None).home == tmp_path / "other"


@pytest.mark.parametrize("value", [None, ""])
def test_then_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("SNUG_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("SNUG_HOME", value)

    home = Paths.of().home

    assert home.is_absolute()
    assert home.name == "snug"


def test_a_relative_home_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert Paths.of(Path("room")).home == tmp_path / "room"
    assert Paths.of(Path("~/room")).home == tmp_path / "room"
    assert Paths.of(Path("~nobody-at-all/room")).home == tmp_path / "~nobody-at-all" / "room"


def test_naming_creates_nothing(tmp_path: Path) -> None:
    paths = Paths.of(tmp_path / "home")

    assert paths.models == tmp_path / "home" / "models"
    assert {paths.cache.parent, paths.logs.parent, paths.config_file.parent} == {paths.home}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_folders_are_the_owners_alone(tmp_path: Path) -> None:
    paths = Paths.of(tmp_path / "a" / "home")

    assert paths.ensure(paths.models) == paths.models
    assert paths.ensure(paths.models) == paths.models, "twice is fine"
    for folder in (tmp_path / "a", paths.home, paths.models):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_home_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    paths = Paths.of(tmp_path / "home")
    with pytest.raises(FolderUnusable, match="home"):
        paths.ensure(paths.models)
    with pytest.raises(FolderUnusable):
        paths.ensure()


def test_shipped_files_of_a_source_checkout() -> None:
    assert Paths.catalog_file().is_file()
    assert Paths.resource("icons").parent.is_dir()


def test_shipped_files_of_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app" / "_data").mkdir(parents=True)
    monkeypatch.setattr(paths_module, "_PACKAGE", tmp_path / "app")

    assert Paths.catalog_file() == tmp_path / "app" / "_data" / "models.toml"
    assert Paths.resource("icons") == tmp_path / "app" / "_data" / "resources" / "icons"


def test_shipped_files_of_a_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert Paths.catalog_file() == tmp_path / "models.toml"


def test_a_named_home_does_not_pay_for_platformdirs(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.config.paths import Paths;"
        f"Paths.of(Path({str(tmp_path)!r})); assert 'platformdirs' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
