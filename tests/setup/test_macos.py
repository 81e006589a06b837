"""What describes the application to macOS: it can be read, and its names are the program's."""

import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest

from app.config.identity import APPLICATION_ID, COMMAND
from app.config.languages import languages

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "macos"


def test_the_description_has_the_names_of_the_program() -> None:
    found = plistlib.loads((FOLDER / "Info.plist").read_bytes())
    assert found["CFBundleIdentifier"] == APPLICATION_ID
    assert found["CFBundleExecutable"] == COMMAND
    assert (FOLDER / found["CFBundleIconFile"]).exists()
    assert set(found["CFBundleLocalizations"]) == set(languages())
    ranks = {
        each["CFBundleTypeName"]: each["LSHandlerRank"] for each in found["CFBundleDocumentTypes"]
    }
    assert ranks["Snug backup"] == "Owner"
    assert set(ranks.values()) - {"Owner"} <= {"Alternate", "None"}, "nothing else is taken over"


def test_nothing_is_allowed_that_was_not_meant() -> None:
    found = plistlib.loads((FOLDER / "entitlements.plist").read_bytes())
    assert set(found) == {
        "com.apple.security.cs.allow-unsigned-executable-memory",
        "com.apple.security.cs.disable-library-validation",
    }


def test_the_script_is_one_that_a_shell_reads() -> None:
    shell = shutil.which("dash") or shutil.which("sh")
    if shell is None:
        pytest.skip("no shell here")
    script = str(FOLDER / "build.sh")
    assert subprocess.run([shell, "-n", script], capture_output=True, check=False).returncode == 0
