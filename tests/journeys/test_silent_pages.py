"""No page of the window sends a byte unless it is asked to, and then to the hub alone."""

import json
import sys
from pathlib import Path

import pytest
from counted_namespace import in_counted_namespace, sent
from hub_room import model_bytes
from stand_in_hub import COMMIT, REPOSITORY

pytestmark = [
    pytest.mark.real_engine,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's"),
]
TOUR = str(Path(__file__).parents[1] / "window_tour.py")


def stops(kind: str, home: Path, given: Path, folder: Path) -> tuple[list[dict[str, object]], int]:
    """What the tour told, stop by stop, and the bytes that left by the counted way."""
    found = in_counted_namespace([TOUR, kind, str(home), str(given)], folder, seconds=200)
    assert found["code"] == "0", found["errors"]
    return [json.loads(line) for line in found["output"].splitlines()], sent(found)


def test_every_page_of_the_window_is_silent(tmp_path: Path, starter_home: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "herons.md").write_text("# Herons\n\nHerons eat frogs. " * 20, "utf-8")
    told, _ = stops("offline", starter_home, papers, tmp_path)
    *quiet, control = told
    assert [each for each in quiet if each["counter"] or each["lo"]] == []
    assert control["stop"] == "control"
    assert int(str(control["counter"])) > 0, "the counter counts"
    names = [str(each["stop"]) for each in quiet]
    assert {"answer", "documents", "cards", "questions", "settings", "lock"} <= set(names)
    assert sum(name.startswith("command ") for name in names) > 30
    places = ("models", "workshop", "evaluation", "settings", "documents", "update", "compare")
    assert {f"command {place}" for place in places} <= set(names)
    (cards,) = [each for each in quiet if each["stop"] == "cards"]
    assert int(str(cards["cards"])) > 50


def test_while_it_downloads_the_window_speaks_to_the_hub_alone(tmp_path: Path, home: Path) -> None:
    data = tmp_path / "model.gguf"
    data.write_bytes(model_bytes(tmp_path, feed_forward=64))
    told, counted = stops("downloading", home, data, tmp_path)
    assert counted == 0, "no ping, no telemetry, no look-up of a name beside it"
    models, listed, fetched = told
    assert models["lo"] == 0
    asked = f"GET /api/models/{REPOSITORY}?blobs=true"
    assert listed["asked"] == [asked]
    file = f"/{REPOSITORY}/resolve/{COMMIT}/tiny.Q4_0.gguf"
    assert fetched["asked"] == [asked, f"HEAD {file}", f"GET {file}"]
    assert set(fetched["ledger"]) == {"127.0.0.1"}  # type: ignore[call-overload]
    assert int(str(fetched["lo"])) > data.stat().st_size
