"""The fingerprint of the parsers in a packed program, which carries no sources."""

from pathlib import Path

import pytest

import app
from app.index.parsers import version


@pytest.fixture(autouse=True)
def anew() -> None:
    version._of_code.cache_clear()


def test_without_sources_the_release_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_sources = version.fingerprint()
    monkeypatch.setattr(version, "files", lambda _package: tmp_path / "not there")

    version._of_code.cache_clear()
    packed = version.fingerprint()
    monkeypatch.setattr(app, "__version__", "9.9.9")
    version._of_code.cache_clear()

    assert packed != with_sources
    assert version.fingerprint() != packed
    version._of_code.cache_clear()
