"""Who is killed at random moments loses nothing that was acknowledged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHES = Path(__file__).parents[1] / "bench"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its processes are forked")
def test_a_killed_writer_loses_nothing() -> None:
    command = [sys.executable, BENCHES / "kill_writer.py", "--kills", "12", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["faults"] == 0
    assert counts["acknowledged"] >= 10  # each round waits for the first
    assert counts["bytes looked through"] > 1_000_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its processes are forked")
def test_a_killed_backup_leaves_the_state_before_or_the_new_one() -> None:
    command = [sys.executable, BENCHES / "kill_backup.py", "--kills", "30", "--seed", "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["faults"] == 0
    assert counts["kills"] == 30
    assert counts["interrupted"] >= 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its processes are forked")
def test_a_killed_rescue_leaves_the_damaged_history_or_a_whole_new_one() -> None:
    command = [sys.executable, BENCHES / "kill_rescue.py", "--kills", "8", "--seed", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (counts["faults"], counts["kills"]) == (0, 8)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its processes are forked")
def test_killed_indexing_leaves_whole_documents_and_goes_on() -> None:
    command = [sys.executable, BENCHES / "kill_indexing.py", "--kills", "30", "--seed", "6"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["faults"] == 0
    assert counts["kills"] == 30
    assert counts["while keeping"] >= 5
    assert counts["documents compared"] > 30
