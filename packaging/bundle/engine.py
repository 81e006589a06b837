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

# An add-on for cards of NVIDIA is built with these in place of Vulkan, from the same source; CUDA's
# compiler is not in Debian's free section, so it is no part of the package.
CUDA_ARGUMENTS = (
    "-DGGML_CUDA=on",
    "-DCMAKE_CUDA_ARCHITECTURES=75-virtual;80-virtual;86-real;89-real;90-virtual;120-virtual",
)

BUILD = "/build"
NAME = "llama-cpp-python"


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
                "targets": file_digest(self._only_llama()),
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

    def _only_llama(self) -> Path:
        return self.environment.root / "packaging" / "setup" / "llama_only.cmake"

    def _build(self) -> Path:
        """Build in a folder of the root with a fixed name: names of sources get into libraries."""
        place = self.root.folder / BUILD.lstrip("/")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        self.compilations.mkdir(parents=True, exist_ok=True)
        for source in (
            self.environment.requirements("engine"),
            self.environment.requirements("build"),
            self._only_llama(),
        ):
            shutil.copyfile(source, place / source.name)
        python = f"{BUILD}/tools/bin/python"
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        self.root.run("Making a place for the build", ["python3", "-m", "venv", f"{BUILD}/tools"])
        pinned = ["--require-hashes", "--no-deps", "-r"]
        self.root.run("Fetching the build tools", [*pip, "install", *pinned, f"{BUILD}/build.txt"])
        source_only = ["--no-binary", ":all:", "--no-build-isolation", "--dest", f"{BUILD}/source"]
        self.root.run(
            "Fetching the source of the engine",
            [*pip, "download", *source_only, *pinned, f"{BUILD}/engine.txt"],
            self._variables(),
        )
        unpack = f"mkdir {BUILD}/llama && cd {BUILD}/llama && tar -xzf ../source/*.gz --strip 1"
        self.root.run("Unpacking it", ["sh", "-ec", unpack])
        wheel = ["wheel", "--verbose", "--no-deps", "--no-build-isolation", "--no-cache-dir"]
        wheel += [f"--config-settings=build-dir={BUILD}/cmake", "--wheel-dir", f"{BUILD}/out"]
        self.root.run(
            "Building the engine for every processor",
            [*pip, *wheel, f"{BUILD}/llama"],
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
        only = f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={BUILD}/llama_only.cmake"
        return {
            "CMAKE_ARGS": shlex.join([*PORTABLE_ARGUMENTS, only]),
            "CMAKE_BUILD_PARALLEL_LEVEL": str(usable_cores()),
            "CCACHE_DIR": "/ccache",
            "PATH": f"/usr/lib/ccache:{BUILD}/tools/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        }
