r"""Makes the publisher's key and signs what Snug is told of a release.

    python packaging/release/sign.py new-key ~/keys/snug.pem
    python packaging/release/sign.py sign --key ~/keys/snug.pem --page https://… \
        --notes-en notes.txt --notes-ko notes.ko.txt linux-x86_64-deb=dist/snug-chat_0.2.0_amd64.deb
    python packaging/release/sign.py show dist/snug-update.json

The private key never lies in the repository: `new-key` refuses to write it there. It is encrypted
with a passphrase, which is asked for, or read from --passphrase-file. Its public half is added to
resources/updates/keys.txt; commit that. To replace a key, add the new one in a release that is
still signed with the old one, then sign with the new one.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.serialization import (  # noqa: E402
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app import __version__  # noqa: E402
from app.domain.releases import Release, ReleaseFile, Version  # noqa: E402
from app.security.update_signature import (  # noqa: E402
    FORMAT,
    PREFIX,
    VERSION,
    NotSigned,
    PublicKey,
    shipped_keys,
    signed_text,
)
from app.services.release_text import read_release, write_release  # noqa: E402
from app.services.updates import METADATA_FILE  # noqa: E402
from app.store.migrations import MIGRATIONS  # noqa: E402

KEYS = ROOT / "resources" / "updates" / "keys.txt"
VALID_DAYS = 180


class Refused(Exception):
    """What was asked for is not done; the sentence says why."""


def new_key(target: Path, passphrase: bytes, keys: Path = KEYS) -> PublicKey:
    """Write a private key to a new file, and its public half to the keys that Snug comes with."""
    place = target.expanduser().resolve()
    if place.is_relative_to(ROOT):
        raise Refused("The private key must not lie in the repository: choose another place.")
    if not passphrase:
        raise Refused("The key needs a passphrase.")
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase)
    )
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    public = _public(private)
    with keys.open("a", encoding="ascii") as lines:
        lines.write(base64.b64encode(public.raw).decode() + "\n")
    return public


def sign(release: Release, private: Ed25519PrivateKey) -> bytes:
    """What is published of a release."""
    text = write_release(release)
    read_release(text)  # what Snug would refuse is not signed
    signature = private.sign(PREFIX + text.encode())
    told = {"key": _public(private).id, "signature": base64.b64encode(signature).decode()}
    value = {"format": FORMAT, "version": VERSION, "signed": text, "signatures": [told]}
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def described(pair: str) -> ReleaseFile:
    """A file of a release, from PLATFORM=FILE."""
    platform, equals, name = pair.partition("=")
    path = Path(name)
    if not equals or not path.is_file():
        raise Refused(f"{pair}: write PLATFORM=FILE, with a file that is there.")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ReleaseFile(platform, path.name, path.stat().st_size, digest)


def load_key(path: Path, passphrase: bytes) -> Ed25519PrivateKey:
    """The private key in a file."""
    try:
        private = load_pem_private_key(path.expanduser().read_bytes(), passphrase)
    except (OSError, ValueError) as error:
        raise Refused(f"{path}: {error}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(f"{path} is no Ed25519 key.")
    return private


def _public(private: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _release(args: argparse.Namespace) -> Release:
    notes = {"en": args.notes_en, "ko": args.notes_ko}
    today = datetime.now(UTC).date()
    return Release(
        version=Version(args.version),
        released=args.released or today,
        expires=args.expires or today + timedelta(days=VALID_DAYS),
        vault_schema=len(MIGRATIONS),
        oldest_schema=args.oldest_schema,
        page=args.page,
        notes={name: path.read_text("utf-8").strip() for name, path in notes.items() if path},
        files=tuple(described(each) for each in args.files),
    )


def _passphrase(args: argparse.Namespace) -> bytes:
    if args.passphrase_file:
        return bytes(args.passphrase_file.read_bytes().rstrip(b"\r\n"))
    return getpass.getpass("Passphrase of the key: ").encode()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    acts = parser.add_subparsers(dest="act", required=True)
    key = acts.add_parser("new-key", help="make a key")
    key.add_argument("file", type=Path)
    key.add_argument("--passphrase-file", type=Path)
    signing = acts.add_parser("sign", help="sign a release")
    signing.add_argument("--key", type=Path, required=True)
    signing.add_argument("--passphrase-file", type=Path)
    signing.add_argument("--version", default=__version__)
    signing.add_argument("--released", type=date.fromisoformat)
    signing.add_argument("--expires", type=date.fromisoformat)
    signing.add_argument("--oldest-schema", type=int, default=1)
    signing.add_argument("--page", default="")
    signing.add_argument("--notes-en", type=Path)
    signing.add_argument("--notes-ko", type=Path)
    signing.add_argument("--out", type=Path, default=Path(METADATA_FILE))
    signing.add_argument("files", nargs="*", metavar="PLATFORM=FILE")
    show = acts.add_parser("show", help="check what was signed, with the keys that Snug comes with")
    show.add_argument("file", type=Path)
    return parser


def main(arguments: Sequence[str]) -> int:
    """Do what was asked for; 1 with a sentence where that cannot be."""
    args = _parser().parse_args(arguments)
    try:
        if args.act == "new-key":
            sys.stdout.write(f"{new_key(args.file, _passphrase(args)).id}\n")
        elif args.act == "sign":
            args.out.write_bytes(sign(_release(args), load_key(args.key, _passphrase(args))))
            sys.stdout.write(f"{args.out}\n")
        else:
            sys.stdout.write(signed_text(args.file.read_bytes(), shipped_keys()) + "\n")
    except (Refused, NotSigned, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
