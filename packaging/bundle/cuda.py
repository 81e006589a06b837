"""Builds llama.cpp's backend for NVIDIA's cards from the source that the engine is built from.

The engine loads it as a library of its own, so that it can travel as an add-on. It calls into the
engine through structures that change from one release of ggml to the next, while the loader
compares one number that seldom does: which engine it was built for is written beside it, and the
program reads that before it loads anything.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from bundle import toolkit
from bundle.engine import (
    BUILD,
    BUILD_VARIABLES,
    ONLY_LLAMA,
    PORTABLE_ARGUMENTS,
    fetch_source,
    only_llama,
)
from bundle.inventory import pins
from bundle.root import BuildRoot
from setup.console import SetupError
from setup.engine import cache_key, file_digest
from setup.machine import usable_cores
from setup.stages import Environment

# Code for each generation of cards: the engine writes no files, so that a driver could not keep
# what it makes of portable code, and would make it anew at each start. The portable code of 90 is
# for cards that are in none of them.
ARCHITECTURES = ("75-real", "80-real", "86-real", "89-real", "90", "120a-real")
ARCHITECTURE = re.compile(r"^(?P<number>[1-9][0-9]{1,2})[af]?(?:-real|-virtual)?$")
OLDEST = 75
"""The first compute capability that CUDA 13 compiles for: GTX 16, RTX 20, T4, of 2018."""

TOOLKIT = toolkit.TOOLKIT
# Its own folder comes before LD_LIBRARY_PATH, where another release of CUDA may lie: RPATH does
# that, RUNPATH does not. cuBLAS has a RUNPATH, so that its second half is asked for here too.
LINKING = f"-Wl,--disable-new-dtags -Wl,--no-as-needed {TOOLKIT}/lib/libcublasLt.so"
CUDA_ARGUMENTS = (
    *(
        argument
        for argument in PORTABLE_ARGUMENTS
        if argument.startswith(("-DGGML_NATIVE", "-DGGML_BACKEND_DL", "-DLLAMA_"))
    ),
    "-DLLAMA_BUILD_TESTS=off",
    "-DLLAMA_BUILD_EXAMPLES=off",
    "-DGGML_CPU=off",
    "-DGGML_CUDA=on",
    "-DGGML_CUDA_NCCL=off",
    "-DCMAKE_BUILD_TYPE=Release",
    f"-DCMAKE_CUDA_COMPILER={TOOLKIT}/bin/nvcc",
    f"-DCUDAToolkit_ROOT={TOOLKIT}",
    "-DCMAKE_BUILD_WITH_INSTALL_RPATH=on",
    "-DCMAKE_INSTALL_RPATH=$ORIGIN:$ORIGIN/../lib",
    f"-DCMAKE_MODULE_LINKER_FLAGS={LINKING}",
)

# For a look at the packaging: a quarter of the time to compile, and slow to run.
QUICK_ARGUMENTS = (
    "-DGGML_CUDA_FA=off",
    "-DCMAKE_CUDA_FLAGS_RELEASE=-O0 -DNDEBUG -Ofc=max",
    "-DGGML_CUDA_COMPRESSION_MODE=none",
)

BACKEND = "libggml-cuda.so"
BUILT_FOR = "built-for"
"""The file that says which engine a backend fits; `app.engine.host.addon` reads it."""
LLAMA_LICENCE = "llama.cpp"

NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
RPATH = re.compile(r"\(RPATH\).*\[(.+)\]")
OF_THE_ENGINE = "libggml-base.so.0"
OF_THE_DRIVER = "libcuda.so.1"
OF_THE_SYSTEM = frozenset(
    {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2"}
)

SAY_ENGINE = """
import ctypes, sys
base = ctypes.CDLL(sys.argv[1])
base.ggml_version.restype = base.ggml_commit.restype = ctypes.c_char_p
print(f"{sys.argv[2]}, ggml {base.ggml_version().decode()} ({base.ggml_commit().decode()})")
"""


def chosen_architectures(text: str | None) -> tuple[str, ...]:
    """Return the architectures of a list such as “86,89-real”. Raises SetupError."""
    if text is None:
        return ARCHITECTURES
    names = tuple(name.strip() for name in re.split("[,;]", text) if name.strip())
    for name in names:
        matched = ARCHITECTURE.match(name)
        if matched is None or int(matched["number"]) < OLDEST:
            raise SetupError(
                f"“{name}” is no architecture that CUDA 13 compiles for. An example: "
                f"--architectures 86,89-real; the oldest is {OLDEST}."
            )
    if not names:
        raise SetupError("--architectures names no architecture.")
    return names


class CudaBackend:
    """The backend with NVIDIA's libraries, built once for each choice of architectures and kept."""

    def __init__(
        self,
        environment: Environment,
        root: BuildRoot,
        cache: Path,
        architectures: Sequence[str],
        *,
        quick: bool,
    ) -> None:
        self.quick = quick
        self.environment = environment
        self.root = root
        self.architectures = tuple(architectures)
        self.kept = cache / "cuda"
        self.compilations = cache / "ccache"

    def key(self) -> str:
        """Return the cache key: another one for every difference in source or options."""
        requirements = self.environment.requirements
        return cache_key(
            {
                "source": file_digest(requirements("engine")),
                "tools": file_digest(requirements("build")),
                "toolkit": file_digest(requirements("cuda")),
                "cmake": " ".join(self.arguments()),
                "links": toolkit.LINKS,
                "targets": file_digest(only_llama(self.environment)),
                "root": self.root.key(),
            }
        )

    def arguments(self) -> list[str]:
        """Return the arguments of CMake."""
        chosen = f"-DCMAKE_CUDA_ARCHITECTURES={';'.join(self.architectures)}"
        return [*CUDA_ARGUMENTS, *(QUICK_ARGUMENTS if self.quick else ()), chosen, ONLY_LLAMA]

    def provide(self) -> Path:
        """Return the folder with the libraries, `BUILT_FOR` and `licences/`, built if need be."""
        folder = self.kept / self.key()
        if not folder.exists():
            self._build(folder)
        return folder

    def _build(self, folder: Path) -> None:
        place = fetch_source(self.environment, self.root)
        found = toolkit.install_toolkit(self.environment, self.root, place)
        source = f"{BUILD}/llama/vendor/llama.cpp"
        configure = ["cmake", "-S", source, "-B", f"{BUILD}/cmake", "-G", "Ninja"]
        self._run("Looking at CUDA's compiler", [*configure, *self.arguments()])
        build = ["ninja", "-C", f"{BUILD}/cmake", "-j", str(usable_cores()), "ggml-cuda"]
        self._run("Building the backend for NVIDIA's cards", build)
        self._run("Looking at what came out", ["sh", "-ec", self._closing_script()])
        check_dynamic((place / "dynamic").read_text("utf-8"))
        draft = folder.with_name(f"{folder.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "licences" / LLAMA_LICENCE).mkdir(parents=True)
        shutil.copyfile(place / "cmake" / "bin" / BACKEND, draft / BACKEND)
        shutil.copyfile(place / BUILT_FOR, draft / BUILT_FOR)
        for name in toolkit.LIBRARIES:
            shutil.copyfile(found / "nvidia" / "cu13" / "lib" / name, draft / name)
        licence = place / "llama" / "vendor" / "llama.cpp" / "LICENSE"
        shutil.copyfile(licence, draft / "licences" / LLAMA_LICENCE / "LICENSE")
        for name, text in toolkit.licence_texts(found):
            (draft / "licences" / name).mkdir()
            shutil.copyfile(text, draft / "licences" / name / text.name)
        draft.replace(folder)
        shutil.rmtree(place)

    def _closing_script(self) -> str:
        """Drop what only a debugger reads, and write down what the library needs and fits."""
        library = f"{BUILD}/cmake/bin/{BACKEND}"
        base = f"{BUILD}/cmake/bin/{OF_THE_ENGINE}"
        pin = self.environment.requirements("engine").read_text("utf-8")
        ((name, version, _),) = pins(pin)
        return (
            f"strip --strip-unneeded {library}\n"
            f"readelf -d {library} > {BUILD}/dynamic\n"
            f"python3 -c '{SAY_ENGINE}' {base} '{name} {version}' > {BUILD}/{BUILT_FOR}\n"
        )

    def _run(self, label: str, command: Sequence[str]) -> None:
        # nvcc has the time at which it was unpacked.
        variables = BUILD_VARIABLES | {"CCACHE_COMPILERCHECK": "content"}
        self.compilations.mkdir(parents=True, exist_ok=True)
        self.root.run(label, command, variables, {self.compilations: "/ccache"})


def check_dynamic(told: str) -> None:
    """Raise SetupError where `readelf -d` tells of a library that would load something else."""
    needed = set(NEEDED.findall(told))
    wanted = {*toolkit.LIBRARIES, OF_THE_ENGINE, OF_THE_DRIVER}
    if missing := wanted - needed:
        raise SetupError(f"{BACKEND} does not ask for {', '.join(sorted(missing))}.")
    if unknown := needed - wanted - OF_THE_SYSTEM:
        raise SetupError(f"{BACKEND} asks for {', '.join(sorted(unknown))}, which is nowhere.")
    if RPATH.findall(told) != ["$ORIGIN:$ORIGIN/../lib"]:
        raise SetupError(f"{BACKEND} does not look for its libraries beside itself first.")
