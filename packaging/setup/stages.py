"""The virtual environment and which stages of its set-up are done.

Every start passes through here, so nothing slow is imported and nothing but a few small files is
read. A stage is done when its stamp holds the digest of everything its outcome depends on; a stamp
is written last and at once, so that a set-up that was cut short is never taken for a finished one.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

APPLICATION = ("environment", "system", "runtime", "engine", "starter", "embedder")
TESTS = ("environment", "system", "programs", "runtime", "engine", "test", "starter", "embedder")

# The models of the starter kit, by the stage that fetches each.
MODELS = {"starter": "smollm2-135m-instruct", "embedder": "multilingual-e5-small"}

# What decides about a stage, relative to the source folder.
INPUTS = {
    "environment": (),
    "system": ("packaging/requirements/runtime.txt",),
    "programs": (),
    "runtime": ("packaging/requirements/runtime.txt",),
    "test": ("packaging/requirements/test.txt",),
    "engine": (
        "packaging/requirements/engine.txt",
        "packaging/requirements/build.txt",
        "packaging/setup/llama_only.cmake",
    ),
    "starter": (),
    "embedder": (),
}


def write_at_once(path: Path, text: str) -> None:
    """Write a small file so that it is seen whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text, "utf-8")
    draft.replace(path)


class Environment:
    """The virtual environment beside run.py, with its stamps."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.stamps = self.folder / "snug"
        self.busy = self.stamps / "busy"

    def requirements(self, name: str) -> Path:
        """Return the path of a hash-pinned requirement file."""
        return self.root / "packaging" / "requirements" / f"{name}.txt"

    def digest(self, stage: str) -> str:
        """Return the digest of all that the outcome of `stage` depends on."""
        parts = [stage, f"{sys.version_info[0]}.{sys.version_info[1]}", str(self.root)]
        if stage == "engine":
            parts.append(os.environ.get("SNUG_ACCEL", ""))
        if stage in MODELS:
            parts.append(MODELS[stage])
        digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape"))
        for name in INPUTS[stage]:
            digest.update((self.root / name).read_bytes())
        return digest.hexdigest()

    def stamp(self, stage: str) -> Path:
        """Return the file that says that `stage` is done; each data folder has its own models."""
        home = os.environ.get("SNUG_HOME", "") if stage in MODELS else ""
        if not home:
            return self.stamps / stage
        name = str(Path(home).absolute()).encode("utf-8", "surrogateescape")
        return self.stamps / f"{stage}-{hashlib.sha256(name).hexdigest()[:16]}"

    def is_done(self, stage: str) -> bool:
        """Tell whether `stage` was finished with what it depends on today."""
        try:
            return self.stamp(stage).read_text("utf-8") == self.digest(stage)
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return False

    def is_sound(self) -> bool:
        """Tell whether the environment was made whole and no change to it was cut short."""
        return self.is_done("environment") and self.python.exists() and not self.busy.exists()

    def pending(self, stages: Iterable[str]) -> list[str]:
        """Return those of `stages` that are to be done; all of them in a broken environment."""
        if not self.is_sound():
            return list(stages)
        return [stage for stage in stages if not self.is_done(stage)]

    def record(self, stage: str) -> None:
        """Stamp `stage` as done."""
        self.stamps.mkdir(parents=True, exist_ok=True)
        write_at_once(self.stamp(stage), self.digest(stage))
