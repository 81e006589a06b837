"""The publisher's key and what it signs."""

import stat
from pathlib import Path

import pytest

from app.security.update_signature import shipped_keys, signed_text
from app.services.release_text import read_release
from release import sign as signing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "keys.txt"
    file.write_text("# remarks\n")
    monkeypatch.setattr(signing, "KEYS", file)
    return file


def test_a_release_is_signed_and_read_again(tmp_path: Path, keys: Path) -> None:
    private = tmp_path / "snug.pem"
    public = signing.new_key(private, b"a passphrase", keys)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in private.read_bytes()
    assert shipped_keys(keys) == (public,)
    (tmp_path / "pass").write_text("a passphrase\n")
    (tmp_path / "ko").write_text("새 소식\n", "utf-8")
    installer = tmp_path / "snug_9_amd64.deb"
    installer.write_bytes(b"installer")
    out = tmp_path / "snug-update.json"
    code = signing.main(
        ["sign", "--key", str(private), "--passphrase-file", str(tmp_path / "pass"),
         "--version", "9.0", "--page", "https://snug.example/", "--notes-ko", str(tmp_path / "ko"),
         "--out", str(out), f"linux-x86_64-deb={installer}"]
    )  # fmt: skip
    assert code == 0
    release = read_release(signed_text(out.read_bytes(), shipped_keys(keys)))
    assert release.version.text == "9.0"
    assert release.notes_in("ko") == "새 소식"
    assert [(each.name, each.bytes) for each in release.files] == [(installer.name, 9)]
    assert (release.expires - release.released).days == signing.VALID_DAYS


def test_the_private_key_never_lies_in_the_repository(keys: Path) -> None:
    for place in (ROOT / "snug.pem", ROOT / "packaging" / "release" / "snug.pem"):
        with pytest.raises(signing.Refused):
            signing.new_key(place, b"a passphrase", keys)
        assert not place.exists()
    assert shipped_keys(keys) == ()
    found = [each for each in ROOT.rglob("*.pem") if not {".venv", "build"} & set(each.parts)]
    assert found == []


def test_what_snug_would_refuse_is_not_signed(
    tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = tmp_path / "snug.pem"
    signing.new_key(private, b"a passphrase", keys)
    (tmp_path / "pass").write_text("a passphrase\n")
    common = ["sign", "--key", str(private), "--passphrase-file", str(tmp_path / "pass")]
    for wrong in (["--page", "http://snug.example"], ["--version", "1.0rc1"], ["deb=/missing"]):
        assert signing.main([*common, "--out", str(tmp_path / "out.json"), *wrong]) == 1
    assert not (tmp_path / "out.json").exists()
    (tmp_path / "pass").write_text("another one\n")
    assert signing.main([*common, "--out", str(tmp_path / "out.json")]) == 1
    assert capsys.readouterr().err.count("\n") == 4


def test_no_key_is_written_over(tmp_path: Path, keys: Path) -> None:
    private = tmp_path / "snug.pem"
    signing.new_key(private, b"a passphrase", keys)
    with pytest.raises(FileExistsError):
        signing.new_key(private, b"a passphrase", keys)
    assert len(shipped_keys(keys)) == 1


def test_the_keys_that_come_with_snug_can_be_read() -> None:
    text = (ROOT / "resources" / "updates" / "keys.txt").read_text("ascii")
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    assert len(shipped_keys()) == len(lines)
