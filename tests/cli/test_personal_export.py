"""`snug history export` says what personal data it writes, and can put marks in its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import build
from app.cli.main import run as main

TEXT = "Call 010-1234-5678 or 010-8765-4321, card 4111 1111 1111 1111."


@pytest.fixture
def export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[str, str]]:
    """Exports with some options; the file and what was said, by the two channels together."""
    home = tmp_path / "home"
    home.mkdir()
    app = build(home, offline=True)
    try:
        app.vault.create(PASSPHRASE, kdf=CHEAP)
        source = tmp_path / "in.json"
        said = {"id": "m", "author": {"role": "user"}, "content": {"parts": [TEXT]}}
        said |= {"create_time": 1_700_000_000}
        node = {"id": "m", "parent": None, "children": [], "message": said}
        source.write_text(
            json.dumps(
                [{"title": "t", "id": "1", "create_time": 1_700_000_000, "update_time":
                  1_700_000_000, "current_node": "m", "mapping": {"m": node}}]
            )
        )  # fmt: skip
        assert app.exchange.take_in(source).found == 1
    finally:
        app.close()
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)

    def run(*options: str) -> tuple[str, str]:
        target = tmp_path / "out.json"
        common = ["--home", str(home), "--passphrase-file", str(secret), "--offline"]
        line = ["history", "export", *common, "--format", "json", "--over", *options, str(target)]
        assert main(line) == 0
        told = capsys.readouterr()
        return target.read_text("utf-8"), told.out + told.err

    return run


def test_what_is_found_is_told(export: Callable[..., tuple[str, str]]) -> None:
    written, told = export()
    assert "1 card number, 2 phone numbers in 1 conversation" in told
    assert "4111 1111" in written


def test_marks_take_its_place(export: Callable[..., tuple[str, str]]) -> None:
    written, _ = export("--redact")
    assert "Call [phone number] or [phone number], card [card number]." in written
    written, _ = export("--set", "safety.personal_data=replace")
    assert "4111 1111" not in written  # an identifier may hold "4111" by chance


def test_json_tells_counts(export: Callable[..., tuple[str, str]]) -> None:
    _, told = export("--json", "--redact")
    value = json.loads(told)
    assert value["redacted"] is True
    assert value["personal_data"] == {"counts": {"card": 1, "phone": 2}, "conversations": 1}
    written, told = export("--json", "--as-it-is")
    assert json.loads(told)["redacted"] is False
    assert "4111 1111" in written
