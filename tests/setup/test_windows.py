"""The installers for Windows, built around a bundle of empty programs where the tools are here."""

import shutil
import subprocess
from pathlib import Path

import pytest

from windows import build as windows

ROOT = Path(__file__).resolve().parents[2]

TOOLS = ("makensis", "wixl", "wixl-heat", "msiinfo")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "_internal" / "resources").mkdir(parents=True)
    for name in (*windows.PROGRAMS, "_internal/python3.dll", "_internal/resources/snug.svg"):
        (folder / name).write_bytes(b"x")
    return folder


def table(msi: Path, name: str) -> list[list[str]]:
    done = subprocess.run(
        ["msiinfo", "export", str(msi), name], capture_output=True, text=True, check=True
    )
    return [line.split("\t") for line in done.stdout.splitlines()[3:]]


def test_both_installers_are_built(bundle: Path, tmp_path: Path) -> None:
    if missing := [each for each in TOOLS if shutil.which(each) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert windows.main([str(bundle), str(tmp_path / "out")]) == 0
    made = sorted((tmp_path / "out").iterdir())
    assert [each.suffix for each in made] == [".exe", ".msi"]
    assert made[0].read_bytes()[:2] == b"MZ"
    files = {row[2].rpartition("|")[2] for row in table(made[1], "File")}
    assert files == {"snug.exe", "snugw.exe", "python3.dll", "snug.svg", "channel"}
    assert not (bundle / "_internal" / "resources" / "channel").exists()
    registry = {(row[2], row[3]): row[4] for row in table(made[1], "Registry")}
    command = registry[("Software\\Classes\\Snug.Backup\\shell\\open\\command", "")]
    assert command == '"[INSTALLDIR]snugw.exe" "%1"'
    assert ("Software\\Classes\\.gguf", "") not in registry, "models stay with what opens them"
    assert [row[4] for row in table(made[1], "Shortcut")] == ["[INSTALLDIR]snugw.exe"]
    assert len(table(made[1], "Upgrade")) == 2


def test_a_folder_that_is_no_bundle_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert windows.main([str(tmp_path), str(tmp_path / "out")]) == 1
    assert "holds no snug.exe" in capsys.readouterr().err


def test_what_is_installed_is_removed_again() -> None:
    """Each key and value that the script writes has its line in the part that removes."""
    script = (ROOT / "packaging" / "windows" / "snug.nsi").read_text("utf-8")
    installing, _, removing = script.partition('Section "Uninstall"')
    classes = [f"CLASSES}}\\${{{each}" for each in ("BACKUP", "CONVERSATIONS", "MODEL")]
    for name in ("UNINSTALL", *classes):
        assert f'DeleteRegKey HKCU "${{{name}}}"' in removing
    for kind in (".json", ".gguf"):
        assert f"{kind}\\OpenWithProgids" in installing
        assert f"{kind}\\OpenWithProgids" in removing
        assert f'WriteRegStr HKCU "${{CLASSES}}\\{kind}" ""' not in installing
    assert 'DeleteRegValue HKCU "${RUN}" "Snug"' in removing, "the start with the session"
    for line in removing.splitlines():
        is_deletion = line.strip().startswith(("Delete", "RMDir"))
        assert not (is_deletion and "LOCALAPPDATA" in line), "what is the user's stays"
