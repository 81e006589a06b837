"""The workshop in the window: a tiny model is made smaller; what takes minutes is played."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gguf_files import tiny_llama
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.catalog.gguf import read_header
from app.config.paths import Paths
from app.domain.bench import BenchStep, Part
from app.domain.errors import MeasurementBusy, MeasurementCancelled, QuantizationFailed
from app.domain.models import InstalledModel
from app.domain.sizes import format_bytes
from app.domain.workshop import Measured, ModelFigures, Perplexity, QuantizePlan, QuantizePreview
from app.gui.session import Session
from app.gui.workshop.make_view import MakeView
from app.services import workshop as service

SECONDS = 60_000


def figures(path: str, vocabulary: int = 9) -> ModelFigures:
    model = InstalledModel(Path(path).stem, Path(path), 2000)
    perplexity = Perplexity(12.5, 0.25, 510, 2)
    return ModelFigures(model, "Q4_0", 8000, vocabulary, perplexity, 900.0, 42.0, 5 << 20)


class Played:
    """In the place of measuring, which takes minutes: waits until it may go on."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.asked: list[tuple[list[str], Path | None]] = []
        self.vocabularies = [9, 9]
        self.error: Exception | None = None

    def __call__(
        self,
        models: Sequence[str],
        text: Path | None,
        tell: Callable[[str, BenchStep], None],
        on_read: Callable[[int, int], None],
        cancel: threading.Event,
    ) -> Measured:
        self.asked.append((list(models), text))
        if self.error is not None:
            raise self.error
        tell(models[0], BenchStep(Part.DECODE, 0))
        on_read(1, 4)
        while not self.may_end.wait(0.01):
            if cancel.is_set():
                raise MeasurementCancelled
        found = tuple(map(figures, models, self.vocabularies))
        return Measured(found, text.name if text else "", datetime(2026, 5, 6, 7, 8, tzinfo=UTC))


class Workshop:
    """The page as a person meets it."""

    def __init__(self, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session, self.qtbot = session, qtbot
        self.controller = session.workshop
        self.played = Played()
        monkeypatch.setattr(session.services.measuring.measuring, "figures", self.played)
        self.controller.open()
        self.page = self.controller.page
        self.wait(lambda: self.make.model.count() == 2)

    @property
    def make(self) -> MakeView:
        return self.page.make

    @property
    def folder(self) -> Path:
        return Paths.of(None).models

    @property
    def files(self) -> list[str]:
        return sorted(each.name for each in self.folder.iterdir())

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=SECONDS)

    def choose(self, name: str, quantization: str) -> None:
        self.wait(lambda: self.make.model.findText(name) >= 0)
        self.make.model.setCurrentIndex(self.make.model.findText(name))
        self.wait(lambda: self.make.source is not None)
        self.make.type.setCurrentText(quantization)
        self.wait(lambda: not self.controller._timer.isActive())

    def made(self, *, measures: bool = False) -> None:
        """Make a Q4_0 of the wide model."""
        self.choose("wide", "Q4_0")
        self.wait(self.make.make.isEnabled)
        self.make.measures.setChecked(measures)
        self.make.make.click()
        self.wait(lambda: self.page.result.made is not None)

    def column(self, column: int) -> list[str]:
        table = self.page.result.table
        return [table.figure(row, column) for row in range(table.rowCount())]

    def question(self) -> QMessageBox:
        found = self.session.window.findChildren(QMessageBox)
        return next(each for each in found if each.isVisible())

    def answer(self, label: str) -> None:
        box = self.question()
        next(each for each in box.buttons() if each.text() == label).click()


@pytest.fixture
def room(session: Session, home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    tiny_llama(home / "models" / "wide.gguf", layers=4, embedding=256, feed_forward=256)
    return Workshop(session, qtbot, monkeypatch)


def test_it_says_what_it_takes_before_it_begins(room: Workshop) -> None:
    room.choose("wide", "Q4_0")
    room.wait(lambda: room.make.preview is not None)
    assert room.make.facts.text().startswith("F32 · ")
    assert room.make.facts.text().endswith("· 4 layers")
    preview = room.make.preview
    assert preview is not None
    size, free = format_bytes(preview.bytes), format_bytes(preview.free_bytes)
    assert room.make.disk.text() == f"The new file takes {size}; {free} is free."
    assert room.make.make.isEnabled()
    assert "snug chat --lora" in room.make._of_lora.text()


def test_a_full_disk_is_told_before_it_begins(
    room: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_SPARE_BYTES", 1 << 60)
    room.choose("wide", "Q4_0")
    room.wait(lambda: "only" in room.make.disk.text())
    assert not room.make.make.isEnabled()


def test_what_cannot_be_made_is_told_as_one_chooses(room: Workshop) -> None:
    room.choose("wide", "IQ1_S")
    room.wait(room.make.problem.isVisible)
    assert room.make.problem.text() == "IQ1_S cannot be made without an importance matrix."
    assert not room.make.make.isEnabled()
    room.make.type.setCurrentText("Q8_0")
    room.make.more.click()
    assert room.make.layers.isVisible()
    for written, said in (
        ("one", "Write the layers as numbers with commas between them."),
        ("0, 9", "“wide” has the layers 0 to 3, and at least one has to stay."),
    ):
        room.make.layers.setText(written)
        room.wait(lambda said=said: room.make.problem.text() == said)  # type: ignore[misc]
    assert "0 to 3" in room.make._of_layers.text()
    room.make.layers.clear()
    room.make.name.setText("wide")
    room.wait(lambda: "never overwritten" in room.make.problem.text())
    room.make.name.clear()
    room.wait(room.make.make.isEnabled)
    assert not room.make.problem.isVisible()


def test_a_model_is_made_with_layers_left_out_and_kept(room: Workshop) -> None:
    room.choose("wide", "Q8_0")
    room.make.layers.setText("1, 2")
    room.make.name.setText("Mine")
    room.wait(lambda: room.make.preview is not None)
    preview = room.make.preview
    assert preview is not None
    assert preview.plan.wishes.pruned == (1, 2)
    room.make.measures.setChecked(False)
    room.make.make.click()
    assert room.page.progress.isVisible()
    assert not room.make.make.isEnabled()
    room.wait(lambda: room.page.result.made is not None)
    result = room.page.result
    assert result.title.text() == "Mine is ready"
    assert "Layers are missing" in result.notes.text()
    assert [each[0] for each in (room.column(0), room.column(1))] == ["F32", "Q8_0"]
    assert result.note.text() == "Perplexity and speed were not measured."
    assert read_header(room.folder / "Mine.gguf").layers == 2
    room.wait(lambda: room.make.model.findText("Mine") >= 0)
    result.keep.click()
    assert not result.isVisible()
    assert room.page.progress.told.text() == "It is kept, among your models."
    assert "Mine.gguf" in room.files


def test_what_an_earlier_choice_came_to_is_not_made(
    room: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = room.session.services.measuring.workshop
    work_out, may_end = workshop.preview, threading.Event()
    asked: list[str] = []

    def slowly(plan: QuantizePlan) -> QuantizePreview:
        asked.append(plan.wishes.quantization)
        if plan.wishes.quantization == "Q8_0":
            may_end.wait(SECONDS / 1000)
        return work_out(plan)

    room.choose("wide", "Q4_0")
    room.wait(room.make.make.isEnabled)
    room.make.type.setCurrentText("Q5_0")
    assert not room.make.make.isEnabled()
    assert room.make.disk.text() == "Working out the size…"
    room.make.make.click()
    assert not room.page.progress.isVisible()
    monkeypatch.setattr(workshop, "preview", slowly)
    room.make.type.setCurrentText("Q8_0")
    room.wait(lambda: asked[-1:] == ["Q8_0"])
    room.make.type.setCurrentText("Q4_1")
    may_end.set()
    room.wait(room.make.make.isEnabled)
    assert room.make.preview is not None
    assert room.make.preview.plan.wishes.quantization == "Q4_1"


def test_before_and_after_are_measured_and_it_can_be_thrown_away(room: Workshop) -> None:
    room.made(measures=True)
    room.wait(lambda: bool(room.played.asked))
    assert room.page.result.note.text() == "Perplexity and speed are being measured…"
    room.played.may_end.set()
    room.wait(lambda: len(room.column(0)) > 2)
    ((models, text),) = room.played.asked
    assert [Path(each).name for each in models] == ["wide.gguf", "wide.Q4_0.gguf"]
    assert text is None
    assert "12.500 ± 0.250" in room.column(1)
    assert "42.0 tokens/s" in room.column(0)
    note = room.page.result.note.text()
    assert "2026" in note
    assert "510 tokens of the text that came with Snug" in note
    room.page.result.throw.click()
    assert "wide.Q4_0" in room.question().informativeText()
    room.answer("Keep it after all")
    assert "wide.Q4_0.gguf" in room.files
    room.page.result.throw.click()
    room.answer("Throw it away")
    room.wait(lambda: room.page.result.made is None)
    assert room.files == ["tiny.gguf", "wide.gguf"]


def test_what_is_quantized_already_asks_first(room: Workshop) -> None:
    room.made()
    room.choose("wide.Q4_0", "Q8_0")
    assert room.make.warning.isVisible()
    assert room.make.warning.text().startswith("It is Q4_0 already")
    assert room.make.preview is None
    assert not room.make.make.isEnabled()
    room.make.agree.click()
    room.wait(room.make.make.isEnabled)
    room.make.make.click()
    room.wait(lambda: room.page.result.title.text() == "wide.Q8_0 is ready")
    assert "lost precision twice" in room.page.result.notes.text()
    assert "not smaller" in room.page.result.notes.text()
    room.choose("wide", "Q8_0")
    assert not room.make.agree.isVisible()
    assert not room.make.agree.isChecked(), "who agreed to one has not agreed to another"


def test_making_is_stopped(room: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop = room.session.services.measuring.workshop
    quantize = workshop.quantize

    def slowly(plan: object, told: Callable[[int, int], None], cancel: threading.Event) -> object:
        told(1 << 20, 4 << 20)
        cancel.wait(60)
        return quantize(plan, told, cancel)  # type: ignore[arg-type]

    monkeypatch.setattr(workshop, "quantize", slowly)
    room.choose("wide", "Q4_0")
    room.wait(room.make.make.isEnabled)
    room.make.make.click()
    told = room.page.progress.told
    room.wait(lambda: told.text() == "Making wide.Q4_0.gguf: 1 MB of 4.2 MB")
    assert room.page.progress.bar.value() == 25
    room.page.progress.stop.click()
    room.wait(lambda: told.text() == "Stopped. Nothing of the new file was kept.")
    assert room.files == ["tiny.gguf", "wide.gguf"]
    assert room.make.make.isEnabled()
    assert not room.page.progress.stop.isVisible()


def test_a_failure_is_told(room: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise QuantizationFailed("disk", name="wide", quantization="Q4_0")

    monkeypatch.setattr(room.session.services.measuring.workshop, "quantize", fails)
    room.choose("wide", "Q4_0")
    room.wait(room.make.make.isEnabled)
    room.make.make.click()
    room.wait(room.page.banner.isVisible)
    assert not room.page.progress.isVisible()
    assert room.page.result.made is None
    assert room.make.make.isEnabled()


def test_models_are_compared_side_by_side(room: Workshop, tmp_path: Path) -> None:
    window = room.session.window
    window.show_chat()
    room.session.model_page.ways["compare"](str(room.folder / "wide.gguf"))
    compare = room.page.compare
    room.wait(lambda: len(compare.models.chosen) == 1)
    assert compare.isVisible()
    assert not compare.measure.isEnabled()
    assert compare.hint.text() == "Choose two or more."
    compare.models.choose(list(compare.models.boxes))
    text = tmp_path / "mine.txt"
    compare.text.set_path(text)
    room.played.vocabularies = [9, 10]
    compare.measure.click()
    told = room.page.progress.told
    room.wait(lambda: told.text().endswith("reads the text: 1 of 4"))
    assert not compare.measure.isEnabled()
    assert not room.make.make.isEnabled()
    room.played.may_end.set()
    room.wait(compare.card.isVisible)
    assert compare.table.columnCount() == 2
    assert compare.note.text().startswith("These models cut text differently")
    assert "“mine.txt”" in compare.note.text()
    assert room.played.asked[0][1] == text
    window.covered.emit()
    assert not compare.card.isVisible(), "it names a file of the user's"
    assert compare.text.path is None


def test_measuring_is_stopped_and_what_is_busy_is_told(room: Workshop) -> None:
    room.page.to_compare.click()
    compare = room.page.compare
    compare.models.choose(list(compare.models.boxes))
    room.session.window.activateWindow()
    compare.measure.setFocus()
    room.wait(compare.measure.hasFocus)
    compare.measure.click()
    assert room.page.progress.stop.hasFocus(), "the keys are where they are needed"
    room.wait(lambda: bool(room.played.asked))
    room.page.progress.stop.click()
    room.wait(lambda: room.page.progress.told.text() == "Stopped. Nothing was measured.")
    assert compare.measure.isEnabled()
    assert compare.measure.hasFocus()
    room.played.error = MeasurementBusy()
    compare.measure.click()
    room.wait(room.page.banner.isVisible)


def test_a_card_of_the_page_of_models_leads_here(room: Workshop) -> None:
    room.session.model_page.ways["smaller"](str(room.folder / "wide.gguf"))
    room.wait(lambda: room.make.model.currentText() == "wide")
    assert room.page.isVisible()
    assert room.make.isVisible()


def test_what_does_not_answer_is_made_smaller_but_not_measured(
    room: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.session.services.models, "installed", lambda: [])
    room.controller.open()
    room.wait(lambda: not room.page.compare.models.boxes)
    room.choose("tiny", "Q8_0")
    room.choose("wide", "Q8_0")
    room.wait(lambda: not room.make.measures.isEnabled())
    assert not room.make.measures.isChecked()
    assert not room.make.text.isVisible()


def test_without_models_it_says_where_to_get_one(
    engine: object, home: Path, open_window: Callable[..., Session], qtbot: QtBot
) -> None:
    session = open_window("appearance.language=en")
    session.workshop.open()
    make = session.workshop.page.make
    qtbot.waitUntil(lambda: "no model" in make.facts.text(), timeout=SECONDS)
    assert not make.make.isEnabled()
