"""What a file is that somebody opens with Snug."""

import os
from pathlib import Path

import pytest

from app.domain.errors import FileNotThere
from app.services.given_files import GivenKind, kind_of
from app.store.backup_format import MAGIC
from app.transfer.own_json import json_text


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("model.gguf", b"", GivenKind.MODEL),
        ("model", b"GGUF\x03", GivenKind.MODEL),
        ("all.snugbackup", MAGIC, GivenKind.BACKUP),
        ("renamed.txt", MAGIC, GivenKind.BACKUP),
        ("all.snugbackup", b"no backup", GivenKind.DOCUMENT),
        ("snug.json", "".join(json_text([])).encode(), GivenKind.CONVERSATIONS),
        ("other.json", b'{"format": "else"}', GivenKind.DOCUMENT),
        ("lease.pdf", b"%PDF-1.7", GivenKind.DOCUMENT),
        ("empty", b"", GivenKind.DOCUMENT),
    ],
)
def test_a_file_is_told_by_its_beginning(
    tmp_path: Path, name: str, head: bytes, kind: GivenKind
) -> None:
    (tmp_path / name).write_bytes(head)
    assert kind_of(tmp_path / name) is kind


def test_a_folder(tmp_path: Path) -> None:
    assert kind_of(tmp_path) is GivenKind.FOLDER


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "missing"):
        with pytest.raises(FileNotThere):
            kind_of(path)
