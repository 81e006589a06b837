"""A writer that is killed at random moments loses nothing that it had acknowledged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench" / "kill_writer.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its processes are forked")
def test_a_killed_writer_loses_nothing() -> None:
    command = [sys.executable, BENCH, "--kills", "12", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["faults"] == 0
    assert counts["acknowledged"] >= 10  # each round waits for the first
    assert counts["bytes looked through"] > 1_000_000
