"""Makes the installers for Windows of the folder that PyInstaller made there.

    python packaging/windows/build.py BUNDLE TARGET

`makensis` makes the installer for one user, `wixl` and `wixl-heat` (or WiX 3, by hand) the package
for administrators. Both run on Linux as well; the bundle itself is made on Windows alone.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT)]

PROGRAMS = ("snug.exe", "snugw.exe")


class Refused(Exception):
    """What was asked for cannot be made; the sentence says why."""


def require_bundle(bundle: Path) -> None:
    """Raise Refused for a folder that is no bundle."""
    for name in PROGRAMS:
        if not (bundle / name).is_file():
            raise Refused(f"{bundle} holds no {name}: make the bundle on Windows first.")


def build_installer(bundle: Path, target: Path, version: str) -> Path:
    """The installer for one user."""
    output = target / f"Snug-{version}-x64.exe"
    defines = {"VERSION": version, "SOURCE": str(bundle.resolve()), "OUTPUT": str(output.resolve())}
    options = [f"-D{name}={value}" for name, value in defines.items()]
    subprocess.run(["makensis", "-WX", "-V2", *options, "snug.nsi"], cwd=HERE, check=True)
    return output


def build_msi(bundle: Path, target: Path, version: str) -> Path:
    """The package for administrators, whose own tools then bring newer ones."""
    channel = bundle / "_internal" / "resources" / "channel"
    channel.write_text("msi\n", "ascii")
    try:
        return _build_msi(bundle, target, version)
    finally:
        channel.unlink()


def _build_msi(bundle: Path, target: Path, version: str) -> Path:
    output = target / f"Snug-{version}-x64.msi"
    prefix = f"{bundle.resolve()}/"
    files = sorted(str(each) for each in bundle.resolve().rglob("*") if each.is_file())
    heat = ["wixl-heat", "-p", prefix, "--component-group", "files", "--var", "var.Source",
            "--directory-ref", "INSTALLDIR", "--win64"]  # fmt: skip
    listed = subprocess.run(
        heat, input="\n".join(files) + "\n", text=True, capture_output=True, check=True
    ).stdout
    fragment = target / "files.wxs"
    fragment.write_text(listed, "utf-8")
    defines = {"Version": version, "Source": str(bundle.resolve()), "Icon": str(HERE / "snug.ico"),
               "Win64": "yes"}  # fmt: skip
    options = [part for name, value in defines.items() for part in ("-D", f"{name}={value}")]
    command = ["wixl", "-a", "x64", *options, "-o", str(output), str(HERE / "snug.wxs")]
    try:
        subprocess.run([*command, str(fragment)], check=True)
    finally:
        fragment.unlink()
    return output


def main(arguments: list[str]) -> int:
    """Make both, and say where they are."""
    from app import __version__

    bundle, target = Path(arguments[0]), Path(arguments[1])
    try:
        require_bundle(bundle)
        target.mkdir(parents=True, exist_ok=True)
        for build in (build_installer, build_msi):
            sys.stdout.write(f"{build(bundle, target, __version__)}\n")
    except (Refused, OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
