"""Builds llama-cpp-python for this machine, keeps the wheel, installs it.

The wheel lies in the cache under a key of everything that shaped it, with its SHA-256 beside it, so
that a second environment has its engine in a second and a damaged file is never installed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from setup.console import CommandError, Runner, SetupError, say
from setup.environment import PIP, changing, explained, outer_cause, pip_environment
from setup.machine import accelerators, cuda_compiler, machine_facts, usable_cores
from setup.stages import Environment, write_at_once

# Only libllama and ggml are wanted, all in the package's own folder instead of site-packages/lib.
COMMON_ARGUMENTS = (
    "-DGGML_NATIVE=on",
    "-DGGML_OPENMP=on",
    "-DLLAVA_BUILD=off",
    "-DLLAMA_BUILD_SERVER=off",
    "-DLLAMA_BUILD_TOOLS=off",
    "-DCMAKE_INSTALL_BINDIR=llama_cpp/lib",
    "-DCMAKE_INSTALL_LIBDIR=llama_cpp/lib",
    "-DCMAKE_INSTALL_INCLUDEDIR=llama_cpp/include",
)
ACCELERATOR_ARGUMENTS = {
    "cpu": (),
    "cuda": ("-DGGML_CUDA=on", "-DCMAKE_CUDA_ARCHITECTURES=native"),
    "metal": ("-DGGML_METAL=on",),
}
NAMES = {"cpu": "the processor", "cuda": "CUDA", "metal": "Metal"}

# Loads the low-level binding as the engine child does, past the package's __init__.
PROBE = """
import importlib.util, sys, types
package = types.ModuleType("llama_cpp")
package.__path__ = importlib.util.find_spec("llama_cpp").submodule_search_locations
sys.modules["llama_cpp"] = package
import llama_cpp.llama_cpp as binding
binding.llama_backend_init()
print(binding.llama_print_system_info().decode())
"""


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cmake_arguments(accelerator: str) -> list[str]:
    """Return the arguments of CMake for a build, with those that the user adds in CMAKE_ARGS."""
    if accelerator not in ACCELERATOR_ARGUMENTS:
        known = ", ".join(ACCELERATOR_ARGUMENTS)
        raise SetupError(f"SNUG_ACCEL is “{accelerator}”; it can be one of: {known}.")
    added = shlex.split(os.environ.get("CMAKE_ARGS", ""))
    compiler = cuda_compiler() if accelerator == "cuda" else None
    found = [f"-DCMAKE_CUDA_COMPILER={compiler}"] if compiler else []
    return [*COMMON_ARGUMENTS, *ACCELERATOR_ARGUMENTS[accelerator], *found, *added]


def cache_key(parts: Mapping[str, str]) -> str:
    """Return a short name for a build, another one for every difference in `parts`."""
    lines = [f"{name}={value!r}" for name, value in sorted(parts.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]


def engine_key(environment: Environment, accelerator: str) -> str:
    """Return the cache key of the engine for this source folder, machine and accelerator."""
    pin = environment.requirements("engine").read_text("utf-8")
    hashes = re.findall(r"sha256:([0-9a-f]{64})", pin)
    only = environment.root / "packaging" / "setup" / "llama_only.cmake"
    parts = {
        "source": " ".join(hashes),
        "cmake": " ".join(cmake_arguments(accelerator)),
        "targets": file_digest(only),
    }
    return cache_key({**parts, **machine_facts(accelerator)})


class WheelCache:
    """Built wheels, one folder for each key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> Path | None:
        """Return the wheel under `key` if it is there and whole."""
        for wheel in (self.folder / key).glob("*.whl"):
            stated = wheel.with_suffix(".sha256")
            if stated.exists() and stated.read_text("ascii") == file_digest(wheel):
                return wheel
            say("The stored engine is incomplete or damaged; it is built again.")
        return None

    def keep(self, key: str, wheel: Path) -> Path:
        """Store a wheel under `key`, its digest last, and return its new path."""
        folder = self.folder / key
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        kept = folder / wheel.name
        shutil.copyfile(wheel, kept)
        write_at_once(kept.with_suffix(".sha256"), file_digest(wheel))
        return kept


class EngineBuilder:
    """Provides an environment with the engine, from the cache or by a build."""

    def __init__(self, environment: Environment, runner: Runner, cache: Path) -> None:
        self.environment = environment
        self.runner = runner
        self.wheels = WheelCache(cache / "engine")
        self.workshop = cache / "build"

    def needs_build(self) -> bool:
        """Tell whether no wheel for this machine is stored."""
        return self.wheels.find(engine_key(self.environment, accelerators()[0])) is None

    def provide(self) -> None:
        """Install an engine that loads on this machine, built for the best accelerator that works.

        Raises:
            SetupError: not even the last choice could be built.
        """
        *better, last = accelerators()
        for accelerator in better:
            try:
                return self._provide_for(accelerator)
            except CommandError as failure:
                cause = outer_cause(failure)
                if cause is not None:
                    raise cause from None
                say(
                    f"The engine could not be built for {NAMES[accelerator]}, so it is built for "
                    f"{NAMES[last]} (SNUG_ACCEL={last} asks for that at once). Log: {failure.log}"
                )
        try:
            self._provide_for(last)
        except CommandError as failure:
            raise with_build_hint(failure) from None

    def _provide_for(self, accelerator: str) -> None:
        key = engine_key(self.environment, accelerator)
        stored = self.wheels.find(key)
        if stored is not None and self._works(stored):
            return
        self._install(self._build(key, accelerator))

    def _works(self, wheel: Path) -> bool:
        """Install a stored wheel; tell whether it does what a new one would."""
        try:
            self._install(wheel)
        except CommandError:
            say("The stored engine does not load here; it is built again.")
            return False
        return True

    def _build(self, key: str, accelerator: str) -> Path:
        """Build the wheel in a workshop that is deleted afterwards, and store it."""
        shutil.rmtree(self.workshop, ignore_errors=True)
        self.workshop.mkdir(parents=True)
        tools = self._build_tools()
        command = [
            *tools, "wheel", "--verbose", "--no-deps", "--no-build-isolation", "--require-hashes",
            "--no-binary", ":all:",
            "--no-cache-dir",  # pip's own cache of built wheels knows nothing of CMAKE_ARGS
            "--wheel-dir", self.workshop / "out", "-r", self.environment.requirements("engine"),
        ]  # fmt: skip
        label = f"Building the engine for {NAMES[accelerator]}"
        self.runner.run(label, command, self._build_environment(accelerator))
        (wheel,) = (self.workshop / "out").glob("*.whl")
        kept = self.wheels.keep(key, wheel)
        shutil.rmtree(self.workshop, ignore_errors=True)
        return kept

    def _build_tools(self) -> list[str | Path]:
        """Make an environment of CMake, ninja and scikit-build-core; return its pip command."""
        folder = self.workshop / "tools"
        python = folder / self.environment.python.relative_to(self.environment.folder)
        self.runner.run(
            "Making a place for the build",
            [sys.executable, "-m", "venv", "--without-pip", folder],
            pip_environment(),
        )
        pip: list[str | Path] = [self.environment.python, *PIP, "--python", python]
        requirements = self.environment.requirements("build")
        command = [*pip, "install", "--require-hashes", "--no-deps", "-r", requirements]
        self.runner.run("Fetching the build tools", command, pip_environment())
        return pip

    def _build_environment(self, accelerator: str) -> dict[str, str]:
        """Return the variables of a build."""
        only = self.environment.root / "packaging" / "setup" / "llama_only.cmake"
        arguments = [*cmake_arguments(accelerator), f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={only}"]
        tools = self.workshop / "tools" / self.environment.scripts.name
        additions = {
            "CMAKE_ARGS": shlex.join(arguments),
            "CMAKE_BUILD_PARALLEL_LEVEL": str(usable_cores()),
            "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        }
        if os.name != "nt":  # there, the paths of a build in the cache would become too long
            additions["TMPDIR"] = str(self.workshop)
        return pip_environment(**additions)

    def _install(self, wheel: Path) -> None:
        """Install a wheel and start its library once."""
        python = self.environment.python
        install: list[str | Path] = [python, *PIP, "install", "--no-deps", "--no-index"]
        install += ["--no-cache-dir", "--force-reinstall", wheel]
        with changing(self.environment):
            self.runner.run("Installing the engine", install, pip_environment())
        self.runner.run("Starting the engine once", [python, "-P", "-c", PROBE], pip_environment())


def with_build_hint(failure: CommandError) -> SetupError:
    """Say how to get a compiler where the system does not bring one by itself."""
    hints = {
        "darwin": "A compiler comes with: xcode-select --install",
        "win32": "A compiler comes with: winget install Microsoft.VisualStudio.2022.BuildTools "
        "(workload “Desktop development with C++”)",
    }
    explanation = explained(failure)
    hint = hints.get(sys.platform)
    return SetupError(f"{explanation}\n{hint}") if hint else explanation
