"""What a person does with a package from the first day to the last; each step is checked."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from setup.console import SetupError, say
from smoke.forms import Form
from smoke.pdf import pdf
from smoke.system import DISPLAYS, HOME, BareSystem, Done
from smoke.window import Screen, screen, wait_for

PASSPHRASE = "boats and oars and 48 euros"  # noqa: S105 - of a vault that is thrown away
SECRET = HOME / "passphrase"
PAPER = HOME / "club.pdf"
PAGES = (
    ("Rules of the Larkspur Rowing Club", "", "Boats are stored in the old mill by the river."),
    (
        "Opening hours",
        "",
        "The boathouse opens at seven.",
        "The yearly fee of the club is 48 euros.",
    ),
)
QUESTION = "How much is the yearly fee of the club?"
FACT = "48 euros"
FACT_PAGE = 2
DATA = HOME / ".local" / "share" / "snug"
EMPTY_SCREEN = 8
"""Colours; a window has more."""
QUIT = "ctrl+q"
STARTER = "smollm2-135m-instruct"
COPY_BEFORE = ".before-"
"""In the name of the copy that is made of a vault before its schema changes."""
NEWER_VAULT = 4
"""The exit code of a program that finds the vault of a newer one."""


class Journey:
    """One package on one bare system. `figures` are seconds and sizes, by what they measure."""

    def __init__(
        self, form: Form, system: BareSystem, pictures: Path, models: Sequence[Path] = ()
    ) -> None:
        """`models` are the files of the starter kit, for a package without them."""
        self.form = form
        self.system = system
        self.pictures = pictures
        self.models = models
        self.is_newer = False
        """Whether the newer version changed the vault so that the older one cannot read it."""
        self.figures: dict[str, float] = {}

    def go(self) -> None:
        """Go the whole way. Raises SetupError at the first thing that is not as it should be."""
        self.form.prepare()
        before = self.system.files()
        self._step("installs the previous version", self.form.install_previous)
        self.system.write(SECRET, PASSPHRASE.encode(), mode=0o600)
        self.system.write(PAPER, pdf(PAGES))
        self._step("starts", self._starts)
        self._step("checks itself", self._checks_itself)
        if self.form.is_slim:
            self._step("does without a starter model", self._does_without_a_model)
        self._step("makes a vault", lambda: self._snug("vault", "create", "--json"))
        self._step("answers from the starter model", self._answers)
        self._step("reads a PDF", lambda: self._snug("index", "add", str(PAPER), "--json"))
        self._step("cites the PDF", self._cites)
        self._step("opens its window", lambda: self._opens_its_window("window"))
        self._step("meets an older one that is open", self._meets_an_open_one)
        self._step("is brought up to date", self._is_brought_up_to_date)
        self._step("has kept its data", self._has_kept_its_data)
        self._step("opens its window again", lambda: self._opens_its_window("upgraded"))
        if self.form.previous is not None:
            self._step("goes back to the older one", self._goes_back)
        self._step("is removed", self._is_removed)
        self._check_traces(before)

    def _step(self, name: str, do: Any) -> None:
        say(f"  … {name}")
        do()

    def _snug(self, *arguments: str) -> Any:
        """Run a command of the packaged program without network; return its JSON, the last line."""
        done = self._run(*arguments)
        if done.code:
            raise SetupError(f"snug {' '.join(arguments)}: {done.code}\n{done.output}{done.errors}")
        lines = done.output.strip().splitlines()
        return json.loads(lines[-1]) if "--json" in arguments and lines else done.output

    def _run(self, *arguments: str) -> Done:
        variables = {"SNUG_PASSPHRASE_FILE": str(SECRET)}
        return self.system.as_person([*self.form.command, *arguments], variables)

    def _starts(self) -> None:
        version = self._snug("--version")
        again = self._run("--version")
        self.figures["seconds until the command line answers"] = again.seconds
        say(f"    {version.strip()}")

    def _checks_itself(self) -> None:
        report = self._snug("doctor", "--json")
        broken = [
            guard["name"]
            for guard in (*report["guards"], *report["document_guards"])
            if not guard["holds"]
        ]
        if broken:
            raise SetupError(f"Guards that do not hold in the package: {', '.join(broken)}")
        missing = [name for name, version in report["versions"].items() if version == "missing"]
        if missing:
            raise SetupError(f"Libraries that the package lacks: {', '.join(missing)}")
        models = ", ".join(report["models"]) or "no models"
        say(f"    {models}; left aside: {report['engine']['skipped']}")

    def _answers(self) -> None:
        answer = self._snug("chat", "What is the capital of France?", "--json")
        if "Paris" not in answer["text"]:
            raise SetupError(f"The starter model said: {answer['text']}")
        self.figures["seconds until the model is loaded"] = answer["timing"]["load_s"]
        self.figures["tokens a second"] = answer["timing"]["decode_tokens_per_s"]

    def _cites(self) -> None:
        answer = self._snug("ask", QUESTION, "--json")
        cited = [
            citation
            for citation in answer["citations"]
            if citation["status"] == "verified" and citation["page"] == FACT_PAGE
        ]
        if FACT not in answer["text"] or not cited or answer["by_words_only"]:
            raise SetupError(f"The question about the PDF was answered with: {answer}")

    def _does_without_a_model(self) -> None:
        """Say how to get a model, offer it in the window, take one from a file."""
        done = self._run("chat", "What is the capital of France?")
        if done.code != 1 or "models get" not in done.errors:
            raise SetupError(f"Without a model: {done.code}\n{done.output}{done.errors}")
        done = self._run("models", "get", STARTER)
        if done.code != 1 or "could not be downloaded" not in done.errors:
            raise SetupError(f"Without a network: {done.code}\n{done.output}{done.errors}")
        say(f"    {done.errors.strip().splitlines()[0]}")
        with screen() as found, self._window(found, "first-run"):
            wait_for(lambda: found.colours() > EMPTY_SCREEN, "something in the window")
            found.settle()
            found.picture(self.pictures / "first-run.png")
            first = found.digest()
            found.act("key", "space")  # on the button that goes on
            wait_for(lambda: found.digest() != first, "the step about models")
            found.settle()
            found.picture(self.pictures / "first-run-model.png")
        for model in self.models:
            self.system.write(HOME / model.name, model.read_bytes())
            self._snug("models", "add", "--copy", str(HOME / model.name))
            (self.system.folder / HOME.relative_to("/") / model.name).unlink()

    def _opens_its_window(self, name: str) -> None:
        with screen() as found:
            seconds = self._live_in(found, name)
        self.figures["seconds until the window is there"] = seconds

    def _live_in(self, found: Screen, name: str) -> float:
        """Open the window, unlock the vault by hand, look, close it by hand."""
        with self._window(found, name) as seconds:
            wait_for(lambda: found.colours() > EMPTY_SCREEN, "something in the window")
            found.picture(self.pictures / f"{name}-locked.png")
            locked = found.digest()
            found.act("type", "--delay", "40", PASSPHRASE)
            found.act("key", "Return")
            wait_for(
                lambda: found.digest() != locked and self._is_unlocked(), "the unlocked window"
            )
            found.settle()
            found.picture(self.pictures / f"{name}-open.png")
        return seconds

    def _meets_an_open_one(self) -> None:
        """Install the newer version while the window of the older one is open."""
        with screen() as found, self._window(found, "older"):
            wait_for(lambda: found.colours() > EMPTY_SCREEN, "something in the window")
            said = self.form.upgrade_while_open()
            found.picture(self.pictures / "older.png")
        if self.form.tells_of_open_ones and "Close it" not in said:
            raise SetupError(f"Nothing is said of the older one that is open:\n{said}")
        say(f"    {next((line for line in said.splitlines() if 'Close it' in line), '')}")

    @contextlib.contextmanager
    def _window(self, found: Screen, name: str) -> Iterator[float]:
        """A window with the keyboard, closed by hand in the end; the seconds until it came."""
        command = self.system.command_of_person(
            self.form.command, {"DISPLAY": found.name}, {DISPLAYS: str(DISPLAYS)}
        )
        log = self.pictures / f"{name}.log"
        with log.open("w", encoding="utf-8") as record:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=record,
                stderr=record,
                start_new_session=True,
            )
        try:
            seconds = wait_for(found.window, f"the window ({log})")
            found.act("windowfocus", "--sync", found.window())
            self.system.beside = process.pid
            yield seconds
            found.act("key", QUIT)
            wait_for(lambda: process.poll() is not None, "the end of the program")
        finally:
            self.system.beside = None
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            raise SetupError(
                f"The window ended with {process.returncode}: {log.read_text('utf-8')}"
            )

    def _is_unlocked(self) -> bool:
        """Tell whether the database of the vault is open: its write-ahead log is there then."""
        return any(self._data().rglob("*-wal"))

    def _data(self) -> Path:
        return self.system.folder / DATA.relative_to("/")

    def _is_brought_up_to_date(self) -> None:
        self.form.upgrade()
        self._starts()
        self._checks_itself()
        self.form.require_own_files_alone()

    def _goes_back(self) -> None:
        """Put the older release back, which leaves a vault alone that has become newer."""
        self.form.downgrade()
        self._starts()
        done = self._run("history", "list", "--json")
        if self.is_newer and (done.code != NEWER_VAULT or "newer release" not in done.errors):
            raise SetupError(f"The older release: {done.code}\n{done.output}{done.errors}")
        if not self.is_newer and done.code:
            raise SetupError(f"The older release: {done.code}\n{done.errors}")
        say(f"    {done.errors.strip() or 'It reads the same vault.'}")
        self.form.upgrade()
        self._has_kept_its_data()

    def _has_kept_its_data(self) -> None:
        copies = {path.name for path in self._data().glob(f"*{COPY_BEFORE}*")}
        listed = self._run("history", "list", "--json").output.strip().splitlines()
        made = {path.name for path in self._data().glob(f"*{COPY_BEFORE}*")} - copies
        if made:
            self.is_newer = True
            say(f"    The vault has the newer schema; a copy of before: {', '.join(made)}")
        if not any("capital of France" in json.loads(line)["title"] for line in listed):
            raise SetupError(f"After the upgrade the history holds: {listed}")
        self._cites()
        self._answers()

    def _is_removed(self) -> None:
        said = self.form.remove()
        if "snug" not in said.lower():
            raise SetupError(f"The removal does not say where the data is: {said}")
        if not self._data().is_dir():
            raise SetupError("The user's data was removed with the program.")

    def _check_traces(self, before: set[str]) -> None:
        """Nothing of ours is left outside the user's data."""
        left = sorted(name for name in self.system.files() - before if "snug" in name.lower())
        if left:
            raise SetupError(f"Left behind: {', '.join(left)}")
