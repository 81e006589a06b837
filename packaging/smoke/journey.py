"""What a person does with a package from the first day to the last; each step is checked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
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


class Journey:
    """One package on one bare system. `figures` are seconds and sizes, by what they measure."""

    def __init__(self, form: Form, system: BareSystem, pictures: Path) -> None:
        self.form = form
        self.system = system
        self.pictures = pictures
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
        self._step("makes a vault", lambda: self._snug("vault", "create", "--json"))
        self._step("answers from the starter model", self._answers)
        self._step("reads a PDF", lambda: self._snug("index", "add", str(PAPER), "--json"))
        self._step("cites the PDF", self._cites)
        self._step("opens its window", self._opens_its_window)
        self._step("is brought up to date", self.form.upgrade)
        self._step("has kept its data", self._has_kept_its_data)
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
        say(f"    {', '.join(report['models'])}; left aside: {report['engine']['skipped']}")

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

    def _opens_its_window(self) -> None:
        with screen() as found:
            seconds = self._live_in(found, "window")
        self.figures["seconds until the window is there"] = seconds

    def _live_in(self, found: Screen, name: str) -> float:
        """Open the window, unlock the vault by hand, look, close it by hand."""
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
            found.act("key", QUIT)
            wait_for(lambda: process.poll() is not None, "the end of the program")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            raise SetupError(
                f"The window ended with {process.returncode}: {log.read_text('utf-8')}"
            )
        return seconds

    def _is_unlocked(self) -> bool:
        """Tell whether the database of the vault is open: its write-ahead log is there then."""
        data = self.system.folder / DATA.relative_to("/")
        return any(data.rglob("*-wal"))

    def _has_kept_its_data(self) -> None:
        self._starts()
        (line,) = self._run("history", "list", "--json").output.strip().splitlines()
        if "capital of France" not in json.loads(line)["title"]:
            raise SetupError(f"After the upgrade the history holds: {line}")
        self._cites()
        self._answers()

    def _is_removed(self) -> None:
        said = self.form.remove()
        if "snug" not in said.lower():
            raise SetupError(f"The removal does not say where the data is: {said}")
        if not (self.system.folder / DATA.relative_to("/")).is_dir():
            raise SetupError("The user's data was removed with the program.")

    def _check_traces(self, before: set[str]) -> None:
        """Nothing of ours is left outside the user's data."""
        left = sorted(name for name in self.system.files() - before if "snug" in name.lower())
        if left:
            raise SetupError(f"Left behind: {', '.join(left)}")
