"""Backups of the first format, as releases before the second one wrote them."""

import hashlib
import json
import struct
from collections.abc import Sequence
from pathlib import Path


def write_first(
    target: Path, files: Sequence[tuple[str, bytes]], *, vault_id: str, created_at: str
) -> None:
    """Magic, length and digest of the header, the header, then the files."""
    parts = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files
    ]
    facts = {"version": 1, "vault_id": vault_id, "created_at": created_at, "parts": parts}
    header = json.dumps(facts).encode()
    start = b"SNUGBACKUP\r\n\x1a\n" + struct.pack(">I", len(header))
    whole = start + hashlib.sha256(header).digest() + header
    target.write_bytes(whole + b"".join(data for _, data in files))
