"""Goes through the stages of the set-up that are still to be done."""

from __future__ import annotations

import errno
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from setup.console import Runner, SetupError, say
from setup.engine import EngineBuilder
from setup.environment import install_requirements, make_environment
from setup.lock import cache_folder, only_one
from setup.stages import APPLICATION, MODELS, TESTS, Environment
from setup.system import ensure_system

DISK_NEEDED = (
    1_500_000_000  # bytes: libraries 0.5 GB, build 0.6 GB, starter models, room to breathe
)

INTERRUPTED = 130

# What Snug is without each of its starter models.
WITHOUT = {
    "starter": "The starter model could not be fetched; Snug starts without a model.",
    "embedder": (
        "The model that reads documents could not be fetched; until it is there, documents are "
        "found by their words alone."
    ),
}


def prepare(environment: Environment, *, is_test: bool) -> int:
    """Do what is missing; return 0, or the exit code after the sentence that says why not."""
    signal.signal(signal.SIGTERM, interrupt)
    cache = cache_folder()
    try:
        with only_one(cache / "setup.lock") as descriptor:
            kept_open = () if sys.platform == "win32" else (descriptor,)
            SetUp(environment, Runner(cache / "log", kept_open), cache).run(is_test=is_test)
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(explain(error))
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next start goes on from here.")
        return INTERRUPTED
    return 0


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Treat a request to end like Ctrl-C, so that nothing keeps running."""
    raise KeyboardInterrupt


def explain(error: OSError) -> str:
    """Return a sentence for an error of the file system."""
    if error.errno == errno.ENOSPC:
        return "The disk is full. Free about 1.5 GB and run this again."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"{error.filename} cannot be written. Put Snug into a folder of your own "
            "(SNUG_CACHE chooses another place for its cache) and run this again."
        )
    return f"The set-up stopped: {error}"


def check_disk(*folders: Path) -> None:
    """Raise when the disk under one of the folders has too little room for a first set-up."""
    for folder in folders:
        free = shutil.disk_usage(folder).free
        if free < DISK_NEEDED:
            raise SetupError(
                f"The first start needs about 1.5 GB, and {folder} has {free / 1e9:.1f} GB left."
            )


class SetUp:
    """One run through the stages, in their order."""

    def __init__(self, environment: Environment, runner: Runner, cache: Path) -> None:
        self.environment = environment
        self.runner = runner
        self.cache = cache
        self.engine = EngineBuilder(environment, runner, cache)

    def run(self, *, is_test: bool) -> None:
        """Do each stage that is not stamped; a set-up that this one waited for may have done it."""
        stages = TESTS if is_test else APPLICATION
        pending = self.environment.pending(stages)
        if "environment" in pending:
            self.begin(is_test=is_test)
        for stage in self.environment.pending(stages):
            self.steps()[stage]()
        for stage in MODELS:
            if stage in pending:
                self.fetch_model(stage, is_required=is_test)

    def steps(self) -> dict[str, Callable[[], None]]:
        """Return what does each stage; the models come last and by themselves."""
        return {
            "environment": lambda: make_environment(self.environment, self.runner),
            "system": lambda: self.check_system("system"),
            "programs": lambda: self.check_system("programs"),
            "runtime": lambda: self.install("runtime", "Installing the libraries"),
            "test": lambda: self.install("test", "Installing the test tools"),
            "engine": self.provide_engine,
            **dict.fromkeys(MODELS, lambda: None),
        }

    def begin(self, *, is_test: bool) -> None:
        """Say that this is the long start, after making sure that it can succeed."""
        check_disk(self.environment.root, self.cache)
        say("Setting up Snug in .venv. The first time takes some minutes; later starts do not.")
        self.require_system(is_test=is_test)

    def check_system(self, stage: str) -> None:
        """Provide system libraries, for the tests programs too, and stamp it."""
        self.require_system(is_test=stage == "programs")
        self.environment.record(stage)

    def require_system(self, *, is_test: bool) -> None:
        """Provide the system's share; on Linux alone it comes from a package manager."""
        if sys.platform != "linux":
            return
        builds = not self.environment.is_done("engine") and self.engine.needs_build()
        ensure_system(self.runner, compiler=builds, tests=is_test)

    def install(self, stage: str, label: str) -> None:
        """Install a requirement file."""
        install_requirements(self.environment, self.runner, stage, label)

    def provide_engine(self) -> None:
        """Install the engine and stamp it."""
        self.engine.provide()
        self.environment.record("engine")

    def fetch_model(self, stage: str, *, is_required: bool) -> None:
        """Let the application fetch a starter model; without a stamp the next start tries again.

        Raises:
            SetupError: the model is required and did not come.
        """
        python = str(self.environment.python)
        command = [python, "-P", "-m", "app", "models", "get", MODELS[stage]]
        code = subprocess.call(command, stdout=sys.stderr.fileno())
        if code == 0:
            self.environment.record(stage)
        elif code == INTERRUPTED:
            raise KeyboardInterrupt
        elif is_required:
            raise SetupError(f"{MODELS[stage]} could not be fetched, and the tests need it.")
        else:
            say(WITHOUT[stage])
