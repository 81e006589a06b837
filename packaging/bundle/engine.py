"""Builds the engine so that it runs on other machines than the one that builds it.

`setup.engine` builds for the processor at hand; here llama.cpp gets a library for each generation
of processors, chosen when it starts, and one for graphics cards with Vulkan, which is left aside
where there is no driver.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

from bundle.root import NEWER, BuildRoot
from setup.engine import COMMON_ARGUMENTS, WheelCache, cache_key, file_digest
from setup.machine import usable_cores
from setup.stages import Environment

PORTABLE_ARGUMENTS = (
    *(argument for argument in COMMON_ARGUMENTS if not argument.startswith("-DGGML_NATIVE")),
    "-DGGML_NATIVE=off",
    "-DGGML_BACKEND_DL=on",
    "-DGGML_CPU_ALL_VARIANTS=on",
    "-DGGML_VULKAN=on",
    f"-DVulkan_GLSLC_EXECUTABLE={NEWER}/glslc",
    f"-DVulkan_INCLUDE_DIR={NEWER}/root/usr/include",
    f"-DSPIRV-Headers_DIR={NEWER}/root/usr/share/cmake/SPIRV-Headers",
    "-DCMAKE_INSTALL_RPATH=$ORIGIN",
)

BUILD = "/build"
BUILD_VARIABLES = {
    "CCACHE_DIR": "/ccache",
    "PATH": f"/usr/lib/ccache:{BUILD}/tools/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}
ONLY_LLAMA = f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={BUILD}/llama_only.cmake"
PIP = (f"{BUILD}/tools/bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input")
PINNED = ("--require-hashes", "--no-deps", "-r")


class PortableEngine:
    """The wheel with an engine for every x86-64 processor, built once and kept."""

    def __init__(self, environment: Environment, root: BuildRoot, cache: Path) -> None:
        self.environment = environment
        self.root = root
        self.wheels = WheelCache(cache / "engine")
        self.compilations = cache / "ccache"

    def key(self) -> str:
        """Return the cache key: another one for every difference in source or options."""
        pin = self.environment.requirements("engine").read_text("utf-8")
        return cache_key(
            {
                "source": " ".join(re.findall(r"sha256:([0-9a-f]{64})", pin)),
                "tools": file_digest(self.environment.requirements("build")),
                "cmake": " ".join(PORTABLE_ARGUMENTS),
                "targets": file_digest(only_llama(self.environment)),
                "root": self.root.key(),
            }
        )

    def provide(self) -> Path:
        """Return the wheel, after a build of half an hour or more where none is stored."""
        stored = self.wheels.find(self.key())
        return stored if stored is not None and self.licence().exists() else self._build()

    def licence(self) -> Path:
        """Return the path of llama.cpp's licence, kept beside the wheel."""
        return self.wheels.folder / self.key() / "LICENSE"

    def _build(self) -> Path:
        """Build in a folder of the root with a fixed name: names of sources get into libraries."""
        self.compilations.mkdir(parents=True, exist_ok=True)
        place = fetch_source(self.environment, self.root)
        wheel = ["wheel", "--verbose", "--no-deps", "--no-build-isolation", "--no-cache-dir"]
        wheel += [f"--config-settings=build-dir={BUILD}/cmake", "--wheel-dir", f"{BUILD}/out"]
        self.root.run(
            "Building the engine for every processor",
            [*PIP, *wheel, f"{BUILD}/llama"],
            self._variables(),
            {self.compilations: "/ccache"},
        )
        (built,) = (place / "out").glob("*.whl")
        kept = self.wheels.keep(self.key(), built)
        shutil.copyfile(place / "llama" / "vendor" / "llama.cpp" / "LICENSE", self.licence())
        shutil.rmtree(place)
        return kept

    @staticmethod
    def _variables() -> dict[str, str]:
        return BUILD_VARIABLES | {
            "CMAKE_ARGS": shlex.join([*PORTABLE_ARGUMENTS, ONLY_LLAMA]),
            "CMAKE_BUILD_PARALLEL_LEVEL": str(usable_cores()),
        }


def only_llama(environment: Environment) -> Path:
    """Return what keeps the build to libllama and what it needs."""
    return environment.root / "packaging" / "setup" / "llama_only.cmake"


def fetch_source(environment: Environment, root: BuildRoot) -> Path:
    """Put the build tools and the engine's source into `BUILD` of the root; return that folder."""
    place = root.folder / BUILD.lstrip("/")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for source in (
        environment.requirements("engine"),
        environment.requirements("build"),
        only_llama(environment),
    ):
        shutil.copyfile(source, place / source.name)
    root.run("Making a place for the build", ["python3", "-m", "venv", f"{BUILD}/tools"])
    root.run("Fetching the build tools", [*PIP, "install", *PINNED, f"{BUILD}/build.txt"])
    source_only = ["--no-binary", ":all:", "--no-build-isolation", "--dest", f"{BUILD}/source"]
    root.run(
        "Fetching the source of the engine",
        [*PIP, "download", *source_only, *PINNED, f"{BUILD}/engine.txt"],
        BUILD_VARIABLES,
    )
    unpack = f"mkdir {BUILD}/llama && cd {BUILD}/llama && tar -xzf ../source/*.gz --strip 1"
    root.run("Unpacking it", ["sh", "-ec", unpack])
    return place
